package org.sdcodec.vae;

import org.sdcodec.weights.ModelFiles;

/** Makes an autoencoder from a model's files. */
public final class Autoencoders {
    private Autoencoders() {}

    /**
     * Reads all weights. The kind of network is the configuration's {@code _class_name}, {@code AutoencoderKL} or
     * {@code AutoencoderTiny}; where that is absent, the keys tell. The files may be closed afterwards.
     *
     * @throws org.sdcodec.weights.WeightsException if the configuration is not supported, or a tensor is missing,
     *     misshapen or left over
     */
    public static Autoencoder load(ModelFiles files) {
        return load(files, Half.BOTH);
    }

    /**
     * As {@link #load(ModelFiles)}, but only with one half of the network, which is what takes memory: the tensors that
     * only the other one has are neither read nor checked, and to use it is an {@link IllegalStateException}.
     */
    public static Autoencoder load(ModelFiles files, Half half) {
        return ConvolutionalAutoencoder.load(files, half);
    }
}
