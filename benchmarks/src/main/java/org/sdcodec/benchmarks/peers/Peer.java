package org.sdcodec.benchmarks.peers;

import java.nio.file.Path;

/** An engine that runs networks, found by {@link java.util.ServiceLoader}. */
public interface Peer {
    /** As it is named on the command line and in tables, e.g. {@code onnxruntime}. */
    String name();

    /** The engine's own version, e.g. {@code 1.29.0}; what is needed to repeat a figure. */
    String version();

    /**
     * The largest relative L2 error against sdcodec's result that this engine's arithmetic explains: that of float32.
     * Group normalizations whose statistics are plain sums of floats, as other engines have them, err by eight times as
     * much at twice the side (notes/engines.md, "Whose error it is"), so that from 512 pixels on the tolerance of
     * networks with them grows as much.
     *
     * @param size side of the picture in pixels
     */
    default double tolerance(Task task, int size) {
        double growth = task.hasGroupNorm() ? Math.max(1, Math.pow(size / 512.0, 3)) : 1;
        return 1e-4 * growth;
    }

    /**
     * Loads a network and its inputs.
     *
     * @param models the files that {@link ModelStore} made
     */
    Network open(Task task, int size, ModelStore models, int threads) throws Exception;

    /** A loaded network with inputs in the engine's own form. */
    interface Network extends AutoCloseable {
        /** One pass; what it gives stays until the next. */
        void run() throws Exception;

        /** What the last pass gave, channels first. */
        float[] result() throws Exception;

        @Override
        void close() throws Exception;
    }

    /** The file of a network in a form that this engine reads; made before the engine's process starts. */
    Path prepare(Task task, int size, ModelStore models) throws Exception;
}
