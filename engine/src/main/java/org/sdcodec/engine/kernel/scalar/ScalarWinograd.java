package org.sdcodec.engine.kernel.scalar;

import static org.sdcodec.engine.kernel.Winograd.A;
import static org.sdcodec.engine.kernel.Winograd.A_CUBED;
import static org.sdcodec.engine.kernel.Winograd.A_FOURTH;
import static org.sdcodec.engine.kernel.Winograd.A_SQUARED;
import static org.sdcodec.engine.kernel.Winograd.B;
import static org.sdcodec.engine.kernel.Winograd.B_CUBED;
import static org.sdcodec.engine.kernel.Winograd.B_FOURTH;
import static org.sdcodec.engine.kernel.Winograd.B_SQUARED;
import static org.sdcodec.engine.kernel.Winograd.S;

import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.Winograd;

/** {@link Winograd} one vector after the other. */
abstract class ScalarWinograd implements Kernels {
    @Override
    public final void winogradInput(int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep) {
        for (int j = 0; j < n; j++) {
            inputs(x, xOff + j, xStep, y, yOff + j, yStep);
        }
    }

    private static void inputs(float[] x, int xOff, int xStep, float[] y, int yOff, int yStep) {
        float d0 = x[xOff];
        float d1 = x[xOff + xStep];
        float d2 = x[xOff + 2 * xStep];
        float d3 = x[xOff + 3 * xStep];
        float d4 = x[xOff + 4 * xStep];
        float d5 = x[xOff + 5 * xStep];
        y[yOff] = Math.fma(d2, -S, d4) + d0;
        float t = Math.fma(d2, -B_SQUARED, d4);
        float u = Math.fma(d1, -B_SQUARED, d3);
        y[yOff + yStep] = Math.fma(u, A, t);
        y[yOff + 2 * yStep] = Math.fma(u, -A, t);
        float v = Math.fma(d2, -A_SQUARED, d4);
        float w = Math.fma(d1, -A_SQUARED, d3);
        y[yOff + 3 * yStep] = Math.fma(w, B, v);
        y[yOff + 4 * yStep] = Math.fma(w, -B, v);
        y[yOff + 5 * yStep] = Math.fma(d3, -S, d5) + d1;
    }

    @Override
    public final void winogradWeight(
            Winograd tile, int phase, int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep) {
        int sides = tile == Winograd.F4 ? 1 : 2;
        float[] first = tile.filter(phase % sides, 0);
        float[] second = tile.filter(phase % sides, Winograd.IN - 1);
        for (int j = 0; j < n; j++) {
            for (int point = 0; point < Winograd.IN; point++) {
                float[] g = tile.filter(phase / sides, point);
                float h0 = column(g, x, xOff + j, xStep);
                float h1 = column(g, x, xOff + xStep + j, xStep);
                float h2 = column(g, x, xOff + 2 * xStep + j, xStep);
                int to = yOff + point * Winograd.IN * yStep + j;
                if (tile == Winograd.F4) {
                    threeTaps(h0, h1, h2, y, to, yStep);
                } else {
                    float f0 = Math.fma(h1, first[1], h0 * first[0]);
                    twoTaps(f0, Math.fma(h1, second[1], h2 * second[2]), y, to, yStep);
                }
            }
        }
    }

    private static float column(float[] g, float[] x, int xOff, int xStep) {
        return Math.fma(x[xOff + 6 * xStep], g[2], Math.fma(x[xOff + 3 * xStep], g[1], x[xOff] * g[0]));
    }

    private static void threeTaps(float h0, float h1, float h2, float[] y, int yOff, int yStep) {
        int last = Winograd.IN - 1;
        y[yOff] = h0;
        for (int i = 1; i < last; i++) {
            float[] g = Winograd.F4.filter(0, i);
            y[yOff + i * yStep] = Math.fma(h1, g[1], Math.fma(h2, g[2], h0 * g[0]));
        }
        y[yOff + last * yStep] = h2;
    }

    private static void twoTaps(float f0, float f1, float[] y, int yOff, int yStep) {
        int last = Winograd.IN - 1;
        y[yOff] = f0;
        for (int i = 1; i < last; i++) {
            // Of the second phase, because there the taps' factors stand apart.
            float[] g = Winograd.UPSAMPLED.filter(1, i);
            y[yOff + i * yStep] = Math.fma(f1, g[2], f0 * g[0]);
        }
        y[yOff + last * yStep] = f1;
    }

    @Override
    public final void winogradOutput(
            Winograd tile, int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep) {
        for (int j = 0; j < n; j++) {
            outputs(tile, x, xOff + j, xStep, y, yOff + j, yStep);
        }
    }

    private static void outputs(Winograd tile, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep) {
        float p = x[xOff + xStep] + x[xOff + 2 * xStep];
        float q = x[xOff + xStep] - x[xOff + 2 * xStep];
        float r = x[xOff + 3 * xStep] + x[xOff + 4 * xStep];
        float t = x[xOff + 3 * xStep] - x[xOff + 4 * xStep];
        float last = x[xOff + 5 * xStep];
        y[yOff] = (x[xOff] + p) + r;
        y[yOff + yStep] = Math.fma(t, B, q * A);
        y[yOff + 2 * yStep] = Math.fma(r, B_SQUARED, p * A_SQUARED);
        if (tile == Winograd.F4) {
            y[yOff + 3 * yStep] = Math.fma(t, B_CUBED, Math.fma(q, A_CUBED, last));
        } else {
            y[yOff + 3 * yStep] = Math.fma(t, B_CUBED, q * A_CUBED);
            y[yOff + 4 * yStep] = Math.fma(r, B_FOURTH, Math.fma(p, A_FOURTH, last));
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
        for (int c = 0; c < n; c++) {
            outputs(tile, x, xOff + c, xStep, y, yOff + c, yStep);
            for (int i = 0; i < tile.out(); i++) {
                int to = yOff + i * yStep + c;
                float sum = y[to] + bias[biasOff + c] + residual[residualOff + i * residualStep + c];
                y[to] = Math.max(sum, floor);
            }
        }
    }
}
