/**
 * The networks of Stable Diffusion next to its autoencoder: the UNet that predicts noise and the text encoder, in the
 * layouts of diffusers and transformers. Weights are checked when a network is loaded, and read layer by layer as they
 * are needed, so that a network may be larger than the memory.
 */
package org.sdcodec.unet;
