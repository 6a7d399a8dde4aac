package org.sdcodec.engine.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * A kernel under one common signature, so that one test can check all of them.
 *
 * @param inPlace whether x and y may be the same
 * @param inputs how many elements of x it reads for a given n
 * @param outputs how many elements of y it writes for a given n; what they hold before may be input as well
 * @param smallestN the smallest n that is allowed
 */
record KernelOperation(
        String name, boolean inPlace, IntUnaryOperator inputs, IntUnaryOperator outputs, int smallestN, Body body) {
    /** Where the third operand of kernels that have one starts in {@code operands}. */
    private static final int CENTERS_OFF = 3;

    /** One call; {@code operands} holds parameters and is at least n + 3 long. */
    interface Body {
        void run(Kernels kernels, int n, float[] x, int xOff, float[] operands, float[] y, int yOff);
    }

    void run(Kernels kernels, int n, float[] x, int xOff, float[] operands, float[] y, int yOff) {
        body.run(kernels, n, x, xOff, operands, y, yOff);
    }

    @Override
    public String toString() {
        return name;
    }

    /** All kernels but the matrix products. */
    static List<KernelOperation> all() {
        return List.of(
                elementwise("add", false, (k, n, x, xOff, o, y, yOff) -> k.add(n, x, xOff, y, yOff)),
                elementwise("scale", true, (k, n, x, xOff, o, y, yOff) -> k.scale(n, x, xOff, o[0], y, yOff)),
                elementwise("relu", true, (k, n, x, xOff, o, y, yOff) -> k.relu(n, x, xOff, y, yOff)),
                elementwise("reluGradient", false, (k, n, x, xOff, o, y, yOff) -> k.reluGradient(n, x, xOff, y, yOff)),
                elementwise("silu", true, (k, n, x, xOff, o, y, yOff) -> k.silu(n, x, xOff, y, yOff)),
                elementwise("gelu", true, (k, n, x, xOff, o, y, yOff) -> k.gelu(n, x, xOff, y, yOff)),
                elementwise("quickGelu", true, (k, n, x, xOff, o, y, yOff) -> k.quickGelu(n, x, xOff, y, yOff)),
                elementwise("tanh", true, (k, n, x, xOff, o, y, yOff) -> k.tanh(n, x, xOff, y, yOff)),
                new KernelOperation(
                        "multiplyByGelu",
                        false,
                        n -> 6 * n,
                        n -> 3 * n,
                        0,
                        (k, n, x, xOff, o, y, yOff) -> k.multiplyByGelu(3, n, x, xOff, 2 * n, n, y, yOff, n)),
                elementwise(
                        "standardise",
                        true,
                        (k, n, x, xOff, o, y, yOff) -> k.standardise(n, x, xOff, o[0], o[1], o, reversed(o), y, yOff)),
                reduction("fmaChains", 0, (k, n, x, xOff, o, y, yOff) -> y[yOff] = k.fmaChains(n, o[0], o[1])),
                reduction("sum", 0, (k, n, x, xOff, o, y, yOff) -> y[yOff] = k.sum(n, x, xOff)),
                reduction("sumOfSquares", 0, (k, n, x, xOff, o, y, yOff) -> y[yOff] = k.sumOfSquares(n, x, xOff, o[2])),
                channelSums(0),
                channelSums(1),
                channelSums(13),
                channelSquares(0),
                channelSquares(1),
                channelSquares(13),
                scaleShift(0, false),
                scaleShift(1, false),
                scaleShift(5, false),
                scaleShift(0, true),
                scaleShift(1, true),
                scaleShift(5, true),
                tapSums(),
                softmaxStep(),
                scaleColumns(),
                new KernelOperation(
                        "winogradInput",
                        false,
                        n -> Winograd.IN * n,
                        n -> Winograd.IN * n,
                        0,
                        (k, n, x, xOff, o, y, yOff) -> k.winogradInput(n, x, xOff, n, y, yOff, n)),
                winogradWeight(Winograd.F4, 0),
                winogradWeight(Winograd.UPSAMPLED, 0),
                winogradWeight(Winograd.UPSAMPLED, 1),
                winogradWeight(Winograd.UPSAMPLED, 2),
                winogradWeight(Winograd.UPSAMPLED, 3),
                winogradWeight(Winograd.HALVED, 0),
                winogradWeight(Winograd.HALVED, 1),
                winogradWeight(Winograd.HALVED, 2),
                winogradWeight(Winograd.HALVED, 3),
                winogradOutput(Winograd.F4),
                winogradOutput(Winograd.UPSAMPLED),
                winogradOutput(Winograd.HALVED),
                winogradPixels(Winograd.F4, false),
                winogradPixels(Winograd.F4, true),
                winogradPixels(Winograd.UPSAMPLED, false),
                winogradPixels(Winograd.UPSAMPLED, true),
                winogradPixels(Winograd.HALVED, false),
                winogradPixels(Winograd.HALVED, true));
    }

    private static KernelOperation elementwise(String name, boolean inPlace, Body body) {
        return new KernelOperation(name, inPlace, n -> n, n -> n, 0, body);
    }

    private static KernelOperation reduction(String name, int smallestN, Body body) {
        return new KernelOperation(name, false, n -> n, n -> 1, smallestN, body);
    }

    private static KernelOperation channelSums(int pixels) {
        return new KernelOperation(
                "channelSums of " + pixels + " pixels",
                false,
                n -> pixels * n,
                n -> n,
                0,
                (k, n, x, xOff, o, y, yOff) -> k.channelSums(pixels, n, x, xOff, y, yOff));
    }

    private static KernelOperation channelSquares(int pixels) {
        return new KernelOperation(
                "channelSquares of " + pixels + " pixels",
                false,
                n -> pixels * n,
                n -> n,
                0,
                (k, n, x, xOff, o, y, yOff) -> k.channelSquares(pixels, n, x, xOff, o, CENTERS_OFF, y, yOff));
    }

    private static KernelOperation scaleShift(int pixels, boolean silu) {
        return new KernelOperation(
                (silu ? "scaleShiftSilu of " : "scaleShift of ") + pixels + " pixels",
                true,
                n -> pixels * n,
                n -> pixels * n,
                0,
                (k, n, x, xOff, o, y, yOff) -> {
                    if (silu) {
                        k.scaleShiftSilu(pixels, n, x, xOff, o, reversed(o), y, yOff);
                    } else {
                        k.scaleShift(pixels, n, x, xOff, o, reversed(o), y, yOff);
                    }
                });
    }

    /** Two taps of three pixels, in arrays with the room that vectors ask for. */
    private static KernelOperation tapSums() {
        int room = 16;
        return new KernelOperation("tapSums", false, n -> 4 * n, n -> 3 * n, 0, (k, n, x, xOff, o, y, yOff) -> {
            float[] from = Arrays.copyOf(o, n + room);
            float[] padded = new float[4 * n + room];
            System.arraycopy(x, xOff, padded, 0, 4 * n);
            float[] sums = new float[3 * n + room];
            k.tapSums(3, n, 2, from, padded, 0, n, n, sums, 0, n);
            System.arraycopy(sums, 0, y, yOff, 3 * n);
        });
    }

    /** n rows of 32 columns; y begins with the state, of which the last part is undefined afterwards. */
    private static KernelOperation softmaxStep() {
        int columns = Kernels.PANEL;
        int state = Kernels.SOFTMAX_STATE;
        return new KernelOperation(
                "softmaxStep", false, n -> n * columns, n -> n * columns + state, 0, (k, n, x, xOff, o, y, yOff) -> {
                    System.arraycopy(x, xOff, y, yOff + state, n * columns);
                    k.softmaxStep(n, y, yOff + state, y, yOff);
                    Arrays.fill(y, yOff + Kernels.SOFTMAX_FACTOR + columns, yOff + state, 0f);
                });
    }

    /** n rows of 32 columns. */
    private static KernelOperation scaleColumns() {
        int columns = Kernels.PANEL;
        return new KernelOperation(
                "scaleColumns", false, n -> (n + 1) * columns, n -> n * columns, 0, (k, n, x, xOff, o, y, yOff) -> {
                    System.arraycopy(x, xOff + columns, y, yOff, n * columns);
                    k.scaleColumns(n, y, yOff, x, xOff);
                });
    }

    private static KernelOperation winogradWeight(Winograd tile, int phase) {
        return new KernelOperation(
                "winogradWeight of " + tile + ", phase " + phase,
                false,
                n -> Winograd.TAPS * Winograd.TAPS * n,
                n -> Winograd.POINTS * n,
                0,
                (k, n, x, xOff, o, y, yOff) -> k.winogradWeight(tile, phase, n, x, xOff, n, y, yOff, n));
    }

    private static KernelOperation winogradOutput(Winograd tile) {
        return new KernelOperation(
                "winogradOutput of " + tile,
                false,
                n -> Winograd.IN * n,
                n -> tile.out() * n,
                0,
                (k, n, x, xOff, o, y, yOff) -> k.winogradOutput(tile, n, x, xOff, n, y, yOff, n));
    }

    /** With a residual, that is the elements behind the transform's. */
    private static KernelOperation winogradPixels(Winograd tile, boolean residual) {
        return new KernelOperation(
                "winogradPixels of " + tile + (residual ? " and a residual" : " with one addend for all"),
                false,
                n -> (Winograd.IN + tile.out()) * n,
                n -> tile.out() * n,
                0,
                (k, n, x, xOff, o, y, yOff) -> {
                    int addend = xOff + Winograd.IN * n;
                    int step = residual ? n : 0;
                    k.winogradPixels(tile, n, x, xOff, n, o, CENTERS_OFF, x, addend, step, o[0], y, yOff, n);
                });
    }

    private static float[] reversed(float[] values) {
        float[] reversed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            reversed[i] = values[values.length - 1 - i];
        }
        return reversed;
    }
}
