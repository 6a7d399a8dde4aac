package org.sdcodec.weights;

import java.util.Set;

/** Named tensors: one safetensors file, a sharded set of them, or something in memory. Safe for use by many threads. */
public interface TensorSource {
    /** All tensor names, sorted. */
    Set<String> names();

    /**
     * What is known of a tensor.
     *
     * @throws WeightsException if there is no tensor of that name
     */
    TensorInfo info(String name);

    /**
     * Reads a tensor as float32, row-major (last dimension fastest). Each call reads and converts afresh; the array is
     * the caller's.
     *
     * @throws WeightsException if there is no such tensor, it is not of a {@linkplain DType#isFloat float type}, or it
     *     does not fit one array
     */
    float[] floats(String name);

    /**
     * As {@link #floats}, but into an array of the caller's.
     *
     * @param to receives the values from 0 on; at least as long as the tensor
     */
    default void read(String name, float[] to) {
        float[] values = floats(name);
        System.arraycopy(values, 0, to, 0, values.length);
    }

    /** Where these tensors come from, for messages: usually a file's path. */
    String origin();

    /** Where one tensor comes from, for messages: the shard's path if there are several files. */
    default String origin(String name) {
        return origin();
    }
}
