/**
 * The codec for programs that work with {@link java.awt.image.BufferedImage}, and a plug-in of
 * {@link javax.imageio.ImageIO} for the format {@code sdc}.
 */
package org.sdcodec.imageio;
