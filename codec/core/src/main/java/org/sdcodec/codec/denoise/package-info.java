/** Lets a diffusion model's UNet remove the quantization noise of a latent. */
package org.sdcodec.codec.denoise;
