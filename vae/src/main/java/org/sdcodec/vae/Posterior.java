package org.sdcodec.vae;

import org.sdcodec.engine.Tensor;

/**
 * What the encoder of a variational autoencoder gives: a diagonal Gaussian for the latent (Kingma and Welling 2014),
 * unscaled.
 *
 * @param mean ⌈h/d⌉ × ⌈w/d⌉ × latent channels
 * @param logvar logarithm of the variance, same shape, clamped to −30..20 as published
 */
public record Posterior(Tensor mean, Tensor logvar) {}
