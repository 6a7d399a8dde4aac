/**
 * Autoencoders: between a picture and its latent, as published for Stable Diffusion.
 *
 * <p>{@link org.sdcodec.vae.Autoencoders#load} makes an {@link org.sdcodec.vae.Autoencoder} from a model's files:
 * AutoencoderKL or AutoencoderTiny. Networks are sequences of small blocks, named and ordered as
 * in diffusers, each of which owns its input and gives memory back as soon as it can.
 */
package org.sdcodec.vae;
