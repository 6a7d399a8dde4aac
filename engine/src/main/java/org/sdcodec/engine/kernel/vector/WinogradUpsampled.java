package org.sdcodec.engine.kernel.vector;

import static org.sdcodec.engine.kernel.Winograd.A;
import static org.sdcodec.engine.kernel.Winograd.A_CUBED;
import static org.sdcodec.engine.kernel.Winograd.A_FOURTH;
import static org.sdcodec.engine.kernel.Winograd.A_SQUARED;
import static org.sdcodec.engine.kernel.Winograd.B;
import static org.sdcodec.engine.kernel.Winograd.B_CUBED;
import static org.sdcodec.engine.kernel.Winograd.B_FOURTH;
import static org.sdcodec.engine.kernel.Winograd.B_SQUARED;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sdcodec.engine.kernel.Winograd;

/**
 * {@link Winograd#UPSAMPLED} and {@link Winograd#HALVED}, whose input transform and first half of the output transform
 * are those of {@link WinogradF4}, on as many of the n vectors as fill whole lanes; each method returns how many these
 * were.
 */
final class WinogradUpsampled {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LANES = SPECIES.length();

    private WinogradUpsampled() {}

    /** @param first and second: the phase's factors of the taps along the columns at 0 and ∞ */
    static int weightRow(
            float[] first,
            float[] second,
            float[] g,
            int n,
            float[] x,
            int xOff,
            int xStep,
            float[] y,
            int yOff,
            int yStep) {
        FloatVector g0 = broadcast(g[0]);
        FloatVector g1 = broadcast(g[1]);
        FloatVector g2 = broadcast(g[2]);
        float[] a = Winograd.UPSAMPLED.filter(1, 1);
        FloatVector a0 = broadcast(a[0]);
        FloatVector a2 = broadcast(a[2]);
        FloatVector minusA2 = broadcast(-a[2]);
        float[] b = Winograd.UPSAMPLED.filter(1, 3);
        FloatVector b0 = broadcast(b[0]);
        FloatVector b2 = broadcast(b[2]);
        FloatVector minusB2 = broadcast(-b[2]);
        FloatVector u0 = broadcast(first[0]);
        FloatVector u1 = broadcast(first[1]);
        FloatVector v1 = broadcast(second[1]);
        FloatVector v2 = broadcast(second[2]);
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
            FloatVector f0 = h1.fma(u1, h0.mul(u0));
            FloatVector f1 = h1.fma(v1, h2.mul(v2));
            f0.intoArray(y, yOff + j);
            FloatVector t0 = f0.mul(a0);
            f1.fma(a2, t0).intoArray(y, yOff + yStep + j);
            f1.fma(minusA2, t0).intoArray(y, yOff + 2 * yStep + j);
            FloatVector t1 = f0.mul(b0);
            f1.fma(b2, t1).intoArray(y, yOff + 3 * yStep + j);
            f1.fma(minusB2, t1).intoArray(y, yOff + 4 * yStep + j);
            f1.intoArray(y, yOff + 5 * yStep + j);
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
            FloatVector y3 = t.fma(broadcast(B_CUBED), q.mul(A_CUBED));
            FloatVector y4 = r.fma(broadcast(B_FOURTH), p.fma(broadcast(A_FOURTH), load(x, xOff + 5 * xStep + c)));
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
            y4.add(addend)
                    .add(load(residual, from + 4 * residualStep))
                    .max(floor)
                    .intoArray(y, to + 4 * yStep);
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
