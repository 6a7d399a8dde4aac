package org.sdcodec.weights;

import java.util.List;

/**
 * What a safetensors header says of one tensor.
 *
 * @param name the tensor's name, e.g. {@code decoder.conv_in.weight}
 * @param dtype the element type
 * @param shape the dimensions, outermost first; empty for a scalar; a dimension may be 0
 * @param begin offset of the first byte, counted from the end of the header
 * @param end offset just after the last byte, counted from the end of the header
 */
public record TensorInfo(String name, DType dtype, List<Long> shape, long begin, long end) {
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /** Number of elements: the product of the dimensions, 1 for a scalar. */
    public long elements() {
        long product = 1;
        for (long dimension : shape) {
            product *= dimension;
        }
        return product;
    }

    /** Size in the file. */
    public long bytes() {
        return end - begin;
    }

    /** Whether the shape is exactly this one. */
    public boolean hasShape(int... expected) {
        if (expected.length != shape.size()) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (shape.get(i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
