package org.sdcodec.engine.profile;

import org.sdcodec.engine.Rows;

/**
 * What one run of a layer comes to. All numbers follow from shapes; nothing is measured.
 *
 * @param name the layer's place in its network, as in the names of its weights; for a layer without a name, what it is
 * @param kind what it computes, with its parameters: {@code conv 3x3 stride 2}
 * @param algorithm how it computes it: {@code winograd-f4}
 * @param input shape of its whole input, {@code height x width x channels}
 * @param output shape of its whole output, likewise
 * @param rows of the output that this run makes
 * @param flop floating-point operations of its products as they are defined, a fused multiply-add being two, and zeros
 *     of the border included; 0 for a layer without products
 * @param multipliedFlop those of the products that the algorithm computes instead
 * @param bytes of inputs, weights, addends and outputs, each counted once
 */
public record LayerWork(
        String name,
        String kind,
        String algorithm,
        String input,
        String output,
        int rows,
        long flop,
        long multipliedFlop,
        long bytes) {
    /** The algorithm of a product that is one of matrices. */
    public static final String GEMM = "gemm";

    /** The algorithm of a layer that maps every element, or moves it. */
    public static final String ELEMENTWISE = "elementwise";

    /** The work of a layer whose algorithm computes the products as they are defined, or has none. */
    public static LayerWork of(
            String name, String kind, String algorithm, Rows input, Rows output, int rows, long flop, long bytes) {
        return new LayerWork(name, kind, algorithm, shape(input), shape(output), rows, flop, flop, bytes);
    }

    /** A whole map's shape, {@code 64x48x320}. */
    public static String shape(Rows map) {
        return map.height() + "x" + map.width() + "x" + map.channels();
    }

    /** Bytes of a whole map. */
    public static long bytes(Rows map) {
        return (long) map.height() * map.width() * map.channels() * Float.BYTES;
    }
}
