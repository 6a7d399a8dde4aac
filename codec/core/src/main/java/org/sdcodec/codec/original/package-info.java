/**
 * Mode {@code original}: the method of M. Bühlmann's "Stable Diffusion based image compression" (September 2022), kept
 * as the baseline that other modes are compared with. A latent of four channels becomes 8-bit values, a palette of 256
 * colors with Floyd–Steinberg dithering, and a zlib stream. Specified in {@code codec/FORMAT.md}.
 *
 * <p>Everything but the quantizer's division is integer arithmetic, and all of it is exactly specified, so a latent
 * gives the same palette and indices on every JVM.
 */
package org.sdcodec.codec.original;
