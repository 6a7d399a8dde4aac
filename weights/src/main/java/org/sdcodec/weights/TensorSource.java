package org.sdcodec.weights;

import java.util.Set;

/** Named tensors: one safetensors file, a sharded set of them, or something in memory. Safe for use by many threads. */
public interface TensorSource {
    /** All tensor names, sorted. */
    Set<String> names();

    /**
     * What is known of a tensor.
     *
     * @throws ModelException if there is no tensor of that name
     */
    TensorInfo info(String name);

    /**
     * Reads a tensor as float32, row-major (last dimension fastest). Each call reads and converts afresh; the array is
     * the caller's.
     *
     * @throws ModelException if there is no such tensor, it is not F32, F16 or BF16, or it does not fit one array
     */
    float[] floats(String name);

    /** Where these tensors come from, for messages: usually a file's path. */
    String origin();

    /** Where one tensor comes from, for messages: the shard's path if there are several files. */
    default String origin(String name) {
        return origin();
    }
}
