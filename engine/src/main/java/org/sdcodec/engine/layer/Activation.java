package org.sdcodec.engine.layer;

import java.util.Locale;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.profile.LayerRun;
import org.sdcodec.engine.profile.LayerWork;

/** Element-wise functions between layers. */
public enum Activation {
    /** max(0, x). */
    RELU {
        @Override
        void apply(Kernels kernels, int n, float[] x, int offset) {
            kernels.relu(n, x, offset, x, offset);
        }
    },
    /** x · sigmoid(x), also called swish (Elfwing et al. 2017). */
    SILU {
        @Override
        void apply(Kernels kernels, int n, float[] x, int offset) {
            kernels.silu(n, x, offset, x, offset);
        }
    },
    /** x · Φ(x) with the distribution function Φ of the normal distribution, by erf (Hendrycks and Gimpel 2016). */
    GELU {
        @Override
        void apply(Kernels kernels, int n, float[] x, int offset) {
            kernels.gelu(n, x, offset, x, offset);
        }
    },
    /** x · sigmoid(1.702 · x), the approximation of GELU that CLIP uses (Hendrycks and Gimpel 2016). */
    QUICK_GELU {
        @Override
        void apply(Kernels kernels, int n, float[] x, int offset) {
            kernels.quickGelu(n, x, offset, x, offset);
        }
    },
    /** The hyperbolic tangent. */
    TANH {
        @Override
        void apply(Kernels kernels, int n, float[] x, int offset) {
            kernels.tanh(n, x, offset, x, offset);
        }
    };

    /** Elements per task: enough to be worth a thread, few enough to stay in its L1 and L2 caches. */
    static final int BLOCK = 1 << 15;

    /** Replaces n elements by their function values. */
    abstract void apply(Kernels kernels, int n, float[] x, int offset);

    /** Replaces every element of {@code x}, which is modified and returned. */
    public Tensor applyInPlace(Engine engine, Tensor x) {
        LayerRun run = LayerRun.begin(engine);
        applyInPlace(engine, x, 0, x.height());
        if (run != null) {
            String name = name().toLowerCase(Locale.ROOT);
            run.end(LayerWork.of(name, name, LayerWork.ELEMENTWISE, x, x, x.height(), 0, 2 * LayerWork.bytes(x)));
        }
        return x;
    }

    /** Replaces every element of the rows {@code from} to {@code end − 1} of {@code x}. */
    void applyInPlace(Engine engine, Rows x, int from, int end) {
        int size = x.columns() * x.channels();
        int blocks = (size + BLOCK - 1) / BLOCK;
        engine.workers().run((end - from) * blocks, task -> {
            int y = from + task / blocks;
            int first = task % blocks * BLOCK;
            apply(engine.kernels(), Math.min(BLOCK, size - first), x.row(y), x.offset(y) + first);
        });
    }
}
