/**
 * Autoencoders: between a picture and its latent, as published for Stable Diffusion.
 *
 * <p>{@link org.sdcodec.vae.Autoencoders#load} makes an {@link org.sdcodec.vae.AutoencoderKL} or an {@link
 * org.sdcodec.vae.AutoencoderTiny} from a model's files. Networks are sequences of small blocks, named and ordered as
 * in diffusers, each of which owns its input and gives memory back as soon as it can.
 */
package org.sdcodec.vae;
