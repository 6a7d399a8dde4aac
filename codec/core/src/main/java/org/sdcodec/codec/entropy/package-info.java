/**
 * Lossless coding in integer arithmetic only: an adaptive binary range coder and, on top of it, the coders of a
 * quantized latent and of an 8-bit plane. Specified in {@code codec/FORMAT.md}.
 *
 * <p>Each coder is written once against {@link org.sdcodec.codec.entropy.BitCoder} and serves both directions.
 */
package org.sdcodec.codec.entropy;
