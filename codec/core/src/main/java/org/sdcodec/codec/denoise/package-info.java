/** Lets a diffusion model's UNet remove the quantisation noise of a latent. */
package org.sdcodec.codec.denoise;
