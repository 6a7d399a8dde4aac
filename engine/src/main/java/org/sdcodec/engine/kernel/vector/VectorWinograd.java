package org.sdcodec.engine.kernel.vector;

import static org.sdcodec.engine.kernel.Winograd.A;
import static org.sdcodec.engine.kernel.Winograd.A_CUBED;
import static org.sdcodec.engine.kernel.Winograd.A_SQUARED;
import static org.sdcodec.engine.kernel.Winograd.B;
import static org.sdcodec.engine.kernel.Winograd.B_CUBED;
import static org.sdcodec.engine.kernel.Winograd.B_SQUARED;
import static org.sdcodec.engine.kernel.Winograd.GA0;
import static org.sdcodec.engine.kernel.Winograd.GA1;
import static org.sdcodec.engine.kernel.Winograd.GA2;
import static org.sdcodec.engine.kernel.Winograd.GB0;
import static org.sdcodec.engine.kernel.Winograd.GB1;
import static org.sdcodec.engine.kernel.Winograd.GB2;
import static org.sdcodec.engine.kernel.Winograd.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.Winograd;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

/**
 * {@link Winograd} lane by lane: the same operations in the same order.
 *
 * <p>No vector crosses a method's border: where the compiler does not inline such a method, every vector becomes an object. That is
 * why the last two methods repeat the transform. The methods are short, and the kernels themselves rather than called by them, because
 * a first picture waits until the compiler is through with each.
 */
abstract class VectorWinograd implements Kernels {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final ScalarKernels SCALAR = new ScalarKernels();

    @Override
    public final void winogradInput(int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep) {
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
        for (; j < n; j++) {
            Winograd.input(x, xOff + j, xStep, y, yOff + j, yStep);
        }
    }

    @Override
    public final void winogradWeight(int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep) {
        FloatVector a0 = broadcast(GA0);
        FloatVector a1 = broadcast(GA1);
        FloatVector minusA1 = broadcast(-GA1);
        FloatVector a2 = broadcast(GA2);
        FloatVector b0 = broadcast(GB0);
        FloatVector b1 = broadcast(GB1);
        FloatVector minusB1 = broadcast(-GB1);
        FloatVector b2 = broadcast(GB2);
        int j = 0;
        for (; j <= n - LANES; j += LANES) {
            FloatVector g0 = load(x, xOff + j);
            FloatVector g1 = load(x, xOff + xStep + j);
            FloatVector g2 = load(x, xOff + 2 * xStep + j);
            g0.intoArray(y, yOff + j);
            FloatVector t = g2.fma(a2, g0.mul(a0));
            g1.fma(a1, t).intoArray(y, yOff + yStep + j);
            g1.fma(minusA1, t).intoArray(y, yOff + 2 * yStep + j);
            FloatVector u = g2.fma(b2, g0.mul(b0));
            g1.fma(b1, u).intoArray(y, yOff + 3 * yStep + j);
            g1.fma(minusB1, u).intoArray(y, yOff + 4 * yStep + j);
            g2.intoArray(y, yOff + 5 * yStep + j);
        }
        for (; j < n; j++) {
            Winograd.weight(x, xOff + j, xStep, y, yOff + j, yStep);
        }
    }

    @Override
    public final void winogradOutput(int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep) {
        int j = 0;
        for (; j <= n - LANES; j += LANES) {
            FloatVector m1 = load(x, xOff + xStep + j);
            FloatVector m2 = load(x, xOff + 2 * xStep + j);
            FloatVector m3 = load(x, xOff + 3 * xStep + j);
            FloatVector m4 = load(x, xOff + 4 * xStep + j);
            FloatVector p = m1.add(m2);
            FloatVector q = m1.sub(m2);
            FloatVector r = m3.add(m4);
            FloatVector s = m3.sub(m4);
            load(x, xOff + j).add(p).add(r).intoArray(y, yOff + j);
            s.fma(broadcast(B), q.mul(A)).intoArray(y, yOff + yStep + j);
            r.fma(broadcast(B_SQUARED), p.mul(A_SQUARED)).intoArray(y, yOff + 2 * yStep + j);
            s.fma(broadcast(B_CUBED), q.fma(broadcast(A_CUBED), load(x, xOff + 5 * xStep + j)))
                    .intoArray(y, yOff + 3 * yStep + j);
        }
        for (; j < n; j++) {
            Winograd.output(x, xOff + j, xStep, y, yOff + j, yStep);
        }
    }

    @Override
    public final void winogradPixels(
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
            FloatVector s = m3.sub(m4);
            FloatVector y0 = load(x, xOff + c).add(p).add(r);
            FloatVector y1 = s.fma(broadcast(B), q.mul(A));
            FloatVector y2 = r.fma(broadcast(B_SQUARED), p.mul(A_SQUARED));
            FloatVector y3 = s.fma(broadcast(B_CUBED), q.fma(broadcast(A_CUBED), load(x, xOff + 5 * xStep + c)));
            FloatVector addend = load(bias, biasOff + c);
            int from = residualOff + c;
            int to = yOff + c;
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
        if (c < n) {
            SCALAR.winogradPixels(
                    n - c,
                    x,
                    xOff + c,
                    xStep,
                    bias,
                    biasOff + c,
                    residual,
                    residualOff + c,
                    residualStep,
                    floor,
                    y,
                    yOff + c,
                    yStep);
        }
    }

    private static FloatVector load(float[] x, int offset) {
        return FloatVector.fromArray(SPECIES, x, offset);
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}
