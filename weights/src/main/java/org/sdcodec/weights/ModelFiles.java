package org.sdcodec.weights;

import java.io.Closeable;
import java.io.IOException;

/**
 * One network as published: its configuration and its tensors.
 *
 * @param config the network's {@code config.json}
 * @param tensors the network's weights; closed with this if they can be
 * @param origin where the network comes from, for messages: a folder, or the embedded model
 */
public record ModelFiles(ModelConfig config, TensorSource tensors, String origin) implements Closeable {
    /** A fresh view of the tensors, none of them used yet. */
    public Weights weights() {
        return new Weights(tensors);
    }

    /** Closes the files; arrays that were read stay valid. */
    @Override
    public void close() {
        if (tensors instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                throw WeightsException.because(origin + ": cannot be closed", e);
            }
        }
    }
}
