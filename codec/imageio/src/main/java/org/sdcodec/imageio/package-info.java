/** The codec for programs that work with {@link java.awt.image.BufferedImage}. */
package org.sdcodec.imageio;
