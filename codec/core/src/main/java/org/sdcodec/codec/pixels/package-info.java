/** Pixels to tensors and back. */
package org.sdcodec.codec.pixels;
