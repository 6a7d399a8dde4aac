package org.sdcodec.benchmarks.kernels;

import java.util.Arrays;
import org.openjdk.jmh.annotations.Param;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.Kernels;

/** Element-wise functions on elements that stay in the caches. */
public class ElementwiseBenchmark extends LayerBenchmark {
    private static final int N = 1 << 15;

    @Param
    public Shape shape;

    private Tensor x;

    /** The functions. */
    public enum Shape implements Work {
        SILU {
            @Override
            void apply(Kernels kernels, float[] x, float[] y) {
                kernels.silu(N, x, 0, y, 0);
            }
        },
        GELU {
            @Override
            void apply(Kernels kernels, float[] x, float[] y) {
                kernels.gelu(N, x, 0, y, 0);
            }
        },
        /** A step of the online softmax, 128 keys by 32 queries at a time. */
        SOFTMAX {
            @Override
            void apply(Kernels kernels, float[] x, float[] y) {
                System.arraycopy(x, 0, y, 0, N);
                float[] state = new float[Kernels.SOFTMAX_STATE];
                for (int i = 0; i < N; i += KEYS * Kernels.PANEL) {
                    Arrays.fill(state, 0, Kernels.PANEL, Kernels.NO_SCORE);
                    kernels.softmaxStep(KEYS, y, i, state, 0);
                }
            }
        };

        private static final int KEYS = 128;

        abstract void apply(Kernels kernels, float[] x, float[] y);

        @Override
        public double amount() {
            return N;
        }

        @Override
        public boolean isFlops() {
            return false;
        }
    }

    @Override
    void prepare() {
        x = tensor(1, 1, N);
    }

    @Override
    Tensor forward(Engine engine) {
        Tensor y = engine.tensor(1, 1, N);
        shape.apply(engine.kernels(), x.data(), y.data());
        return y;
    }
}
