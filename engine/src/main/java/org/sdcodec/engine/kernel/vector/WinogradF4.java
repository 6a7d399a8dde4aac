package org.sdcodec.engine.kernel.vector;

import static org.sdcodec.engine.kernel.Winograd.A;
import static org.sdcodec.engine.kernel.Winograd.A_CUBED;
import static org.sdcodec.engine.kernel.Winograd.A_FOURTH;
import static org.sdcodec.engine.kernel.Winograd.A_SQUARED;
import static org.sdcodec.engine.kernel.Winograd.B;
import static org.sdcodec.engine.kernel.Winograd.B_CUBED;
import static org.sdcodec.engine.kernel.Winograd.B_FOURTH;
import static org.sdcodec.engine.kernel.Winograd.B_SQUARED;
import static org.sdcodec.engine.kernel.Winograd.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sdcodec.engine.kernel.Winograd;

/** {@link Winograd#F4} on as many of the n vectors as fill whole lanes; each method returns how many these were. */
final class WinogradF4 {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LANES = SPECIES.length();

    private WinogradF4() {}

    static int input(int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep) {
        FloatVector a = broadcast(A);
        FloatVector minusA = broadcast(-A);
        FloatVector minusAA = broadcast(-A_SQUARED);
        FloatVector b = broadcast(B);
        FloatVector minusB = broadcast(-B);
        FloatVector minusBB = broadcast(-B_SQUARED);
        FloatVector minusS = broadcast(-S);
        int j = 0;
        for (; j <= n - LANES; j += LANES) {
            FloatVector d0 = load(x, xOff + j);
            FloatVector d1 = load(x, xOff + xStep + j);
            FloatVector d2 = load(x, xOff + 2 * xStep + j);
            FloatVector d3 = load(x, xOff + 3 * xStep + j);
            FloatVector d4 = load(x, xOff + 4 * xStep + j);
            FloatVector d5 = load(x, xOff + 5 * xStep + j);
            d2.fma(minusS, d4).add(d0).intoArray(y, yOff + j);
            FloatVector t = d2.fma(minusBB, d4);
            FloatVector u = d1.fma(minusBB, d3);
            u.fma(a, t).intoArray(y, yOff + yStep + j);
            u.fma(minusA, t).intoArray(y, yOff + 2 * yStep + j);
            FloatVector v = d2.fma(minusAA, d4);
            FloatVector w = d1.fma(minusAA, d3);
            w.fma(b, v).intoArray(y, yOff + 3 * yStep + j);
            w.fma(minusB, v).intoArray(y, yOff + 4 * yStep + j);
            d3.fma(minusS, d5).add(d1).intoArray(y, yOff + 5 * yStep + j);
        }
        return j;
    }

    static int weightRow(float[] g, int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep) {
        FloatVector g0 = broadcast(g[0]);
        FloatVector g1 = broadcast(g[1]);
        FloatVector g2 = broadcast(g[2]);
        float[] a = Winograd.F4.filter(0, 1);
        FloatVector a0 = broadcast(a[0]);
        FloatVector a1 = broadcast(a[1]);
        FloatVector minusA1 = broadcast(-a[1]);
        FloatVector a2 = broadcast(a[2]);
        float[] b = Winograd.F4.filter(0, 3);
        FloatVector b0 = broadcast(b[0]);
        FloatVector b1 = broadcast(b[1]);
        FloatVector minusB1 = broadcast(-b[1]);
        FloatVector b2 = broadcast(b[2]);
        int j = 0;
        for (; j <= n - LANES; j += LANES) {
            FloatVector h0 = load(x, xOff + j).mul(g0);
            h0 = load(x, xOff + j + 3 * xStep).fma(g1, h0);
            h0 = load(x, xOff + j + 6 * xStep).fma(g2, h0);
            FloatVector h1 = load(x, xOff + j + xStep).mul(g0);
            h1 = load(x, xOff + j + 4 * xStep).fma(g1, h1);
            h1 = load(x, xOff + j + 7 * xStep).fma(g2, h1);
            FloatVector h2 = load(x, xOff + j + 2 * xStep).mul(g0);
            h2 = load(x, xOff + j + 5 * xStep).fma(g1, h2);
            h2 = load(x, xOff + j + 8 * xStep).fma(g2, h2);
            h0.intoArray(y, yOff + j);
            FloatVector t0 = h2.fma(a2, h0.mul(a0));
            h1.fma(a1, t0).intoArray(y, yOff + yStep + j);
            h1.fma(minusA1, t0).intoArray(y, yOff + 2 * yStep + j);
            FloatVector t1 = h2.fma(b2, h0.mul(b0));
            h1.fma(b1, t1).intoArray(y, yOff + 3 * yStep + j);
            h1.fma(minusB1, t1).intoArray(y, yOff + 4 * yStep + j);
            h2.intoArray(y, yOff + 5 * yStep + j);
        }
        return j;
    }

    /**
     * With a fifth output this is the transform of the other tiles. One method for both, because two that are inlined
     * side by side are more than the compiler turns into registers, and four times as slow.
     */
    static int output(boolean fifth, int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep) {
        int j = 0;
        for (; j <= n - LANES; j += LANES) {
            FloatVector m1 = load(x, xOff + xStep + j);
            FloatVector m2 = load(x, xOff + 2 * xStep + j);
            FloatVector m3 = load(x, xOff + 3 * xStep + j);
            FloatVector m4 = load(x, xOff + 4 * xStep + j);
            FloatVector m5 = load(x, xOff + 5 * xStep + j);
            FloatVector p = m1.add(m2);
            FloatVector q = m1.sub(m2);
            FloatVector r = m3.add(m4);
            FloatVector t = m3.sub(m4);
            load(x, xOff + j).add(p).add(r).intoArray(y, yOff + j);
            t.fma(broadcast(B), q.mul(A)).intoArray(y, yOff + yStep + j);
            r.fma(broadcast(B_SQUARED), p.mul(A_SQUARED)).intoArray(y, yOff + 2 * yStep + j);
            if (fifth) {
                t.fma(broadcast(B_CUBED), q.mul(A_CUBED)).intoArray(y, yOff + 3 * yStep + j);
                r.fma(broadcast(B_FOURTH), p.fma(broadcast(A_FOURTH), m5)).intoArray(y, yOff + 4 * yStep + j);
            } else {
                t.fma(broadcast(B_CUBED), q.fma(broadcast(A_CUBED), m5)).intoArray(y, yOff + 3 * yStep + j);
            }
        }
        return j;
    }

    static int pixels(
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
        int c = 0;
        for (; c <= n - LANES; c += LANES) {
            FloatVector m1 = load(x, xOff + xStep + c);
            FloatVector m2 = load(x, xOff + 2 * xStep + c);
            FloatVector m3 = load(x, xOff + 3 * xStep + c);
            FloatVector m4 = load(x, xOff + 4 * xStep + c);
            FloatVector p = m1.add(m2);
            FloatVector q = m1.sub(m2);
            FloatVector r = m3.add(m4);
            FloatVector t = m3.sub(m4);
            FloatVector addend = load(bias, biasOff + c);
            int from = residualOff + c;
            int to = yOff + c;
            FloatVector y0 = load(x, xOff + c).add(p).add(r);
            FloatVector y1 = t.fma(broadcast(B), q.mul(A));
            FloatVector y2 = r.fma(broadcast(B_SQUARED), p.mul(A_SQUARED));
            FloatVector y3 = t.fma(broadcast(B_CUBED), q.fma(broadcast(A_CUBED), load(x, xOff + 5 * xStep + c)));
            y0.add(addend).add(load(residual, from)).max(floor).intoArray(y, to);
            y1.add(addend).add(load(residual, from + residualStep)).max(floor).intoArray(y, to + yStep);
            y2.add(addend)
                    .add(load(residual, from + 2 * residualStep))
                    .max(floor)
                    .intoArray(y, to + 2 * yStep);
            y3.add(addend)
                    .add(load(residual, from + 3 * residualStep))
                    .max(floor)
                    .intoArray(y, to + 3 * yStep);
        }
        return c;
    }

    private static FloatVector load(float[] x, int offset) {
        return FloatVector.fromArray(SPECIES, x, offset);
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}
