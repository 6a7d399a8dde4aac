package org.sdcodec.cli;

import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.Autoencoders;
import org.sdcodec.vae.Half;
import org.sdcodec.weights.ModelFiles;

/** What the two commands that run an autoencoder share. */
abstract class VaeCommand extends NetworkCommand<Autoencoder> {

    private final Half half;

    VaeCommand(Streams streams, Half half) {
        super(streams);
        this.half = half;
    }

    @Override
    ModelFiles open(NetworkOptions options) {
        return options.vae();
    }

    @Override
    Autoencoder load(ModelFiles files) {
        return Autoencoders.load(files, half);
    }
}
