package org.sdcodec.engine.network;

/**
 * Where a network gets its weights: tensors of float32 by their dotted names, row-major. An implementation throws an
 * exception of its own where a tensor is missing or has another shape. Safe for use by many threads.
 */
public interface Parameters {
    /** No tensors at all, for networks that are never run: every shape is right, and every value 0. */
    Parameters SHAPES_ONLY = new Parameters() {
        @Override
        public boolean has(String name) {
            return false;
        }

        @Override
        public void require(String name, int... shape) {
            // Every shape is right.
        }

        @Override
        public void read(String name, float[] to, int... shape) {
            // New arrays hold zeros.
        }
    };

    /** Whether there is such a tensor. */
    boolean has(String name);

    /**
     * Checks a tensor that will be read later.
     *
     * @param shape the expected dimensions, outermost first
     */
    void require(String name, int... shape);

    /**
     * Checks and reads a tensor.
     *
     * @param to receives the values from 0 on; at least as long as the tensor
     * @param shape the expected dimensions, outermost first
     */
    void read(String name, float[] to, int... shape);
}
