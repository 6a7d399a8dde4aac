package org.sdcodec.engine.kernel.vector;

import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.Winograd;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

/**
 * {@link Winograd} lane by lane: the same operations in the same order, and the scalar kernels where no vector is full.
 *
 * <p>No vector crosses a method's border: where the compiler does not inline such a method, every vector becomes an
 * object. That is why pixels repeat the transform of the outputs. The methods behind these are short, because a first
 * picture waits until the compiler is through with each.
 */
abstract class VectorWinograd implements Kernels {
    private static final ScalarKernels SCALAR = new ScalarKernels();

    @Override
    public final void winogradInput(int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep) {
        int done = WinogradF4.input(n, x, xOff, xStep, y, yOff, yStep);
        if (done < n) {
            SCALAR.winogradInput(n - done, x, xOff + done, xStep, y, yOff + done, yStep);
        }
    }

    @Override
    public final void winogradWeight(
            Winograd tile, int phase, int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep) {
        int done = 0;
        int sides = tile == Winograd.F4 ? 1 : 2;
        float[] first = tile.filter(phase % sides, 0);
        float[] second = tile.filter(phase % sides, Winograd.IN - 1);
        for (int point = 0; point < Winograd.IN; point++) {
            float[] g = tile.filter(phase / sides, point);
            int to = yOff + point * Winograd.IN * yStep;
            done = switch (tile) {
                case F4 -> WinogradF4.weightRow(g, n, x, xOff, xStep, y, to, yStep);
                case UPSAMPLED, HALVED ->
                    WinogradUpsampled.weightRow(first, second, g, n, x, xOff, xStep, y, to, yStep);
            };
        }
        if (done < n) {
            SCALAR.winogradWeight(tile, phase, n - done, x, xOff + done, xStep, y, yOff + done, yStep);
        }
    }

    @Override
    public final void winogradOutput(
            Winograd tile, int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep) {
        int done = WinogradF4.output(tile != Winograd.F4, n, x, xOff, xStep, y, yOff, yStep);
        if (done < n) {
            SCALAR.winogradOutput(tile, n - done, x, xOff + done, xStep, y, yOff + done, yStep);
        }
    }

    @Override
    public final void winogradPixels(
            Winograd tile,
            int n,
            float[] x,
            int xOff,
            int xStep,
            float[] bias,
            int biasOff,
            float[] residual,
            int residualOff,
            int residualStep,
            float floor,
            float[] y,
            int yOff,
            int yStep) {
        int done = switch (tile) {
            case F4 ->
                WinogradF4.pixels(
                        n, x, xOff, xStep, bias, biasOff, residual, residualOff, residualStep, floor, y, yOff, yStep);
            case UPSAMPLED, HALVED ->
                WinogradUpsampled.pixels(
                        n, x, xOff, xStep, bias, biasOff, residual, residualOff, residualStep, floor, y, yOff, yStep);
        };
        if (done < n) {
            SCALAR.winogradPixels(
                    tile,
                    n - done,
                    x,
                    xOff + done,
                    xStep,
                    bias,
                    biasOff + done,
                    residual,
                    residualOff + done,
                    residualStep,
                    floor,
                    y,
                    yOff + done,
                    yStep);
        }
    }
}
