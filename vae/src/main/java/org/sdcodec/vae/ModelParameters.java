package org.sdcodec.vae;

import org.sdcodec.engine.network.Parameters;
import org.sdcodec.weights.Weights;

/** A model's weights as the layers of a network ask for them. */
record ModelParameters(Weights weights) implements Parameters {
    @Override
    public boolean has(String name) {
        return weights.has(name);
    }

    @Override
    public void require(String name, int... shape) {
        weights.require(name, shape);
    }

    @Override
    public void read(String name, float[] to, int... shape) {
        weights.read(name, to, shape);
    }
}
