/** A diffusion model's network as the codec: files hold what steers its sampling to the latent of a picture. */
package org.sdcodec.codec.diffusion;
