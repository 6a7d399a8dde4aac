package org.sdcodec.benchmarks.kernels;

import org.openjdk.jmh.annotations.Param;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Attention;

/** One head of attention; heads are independent and run one after the other. */
public class AttentionBenchmark extends LayerBenchmark {
    @Param
    public Shape shape;

    private Tensor q;
    private Tensor k;
    private Tensor v;

    /** Queries, keys, and the width of the head, in Stable Diffusion 1.x, and 2. */
    public enum Shape implements Work {
        UNET_64_SELF(4096, 4096, 40),
        UNET_64_CROSS(4096, 77, 40),
        UNET_32_SELF(1024, 1024, 80),
        UNET_32_CROSS(1024, 77, 80),
        UNET_16_SELF(256, 256, 160),
        UNET_8_SELF(64, 64, 160),
        UNET_SD2_SELF(1024, 1024, 64),
        VAE_MID(1024, 1024, 512);

        private final int queries;
        private final int keys;
        private final int d;

        Shape(int queries, int keys, int d) {
            this.queries = queries;
            this.keys = keys;
            this.d = d;
        }

        /** Of the two matrix products; the softmax comes on top and shows as a smaller share of the peak. */
        @Override
        public double amount() {
            return 4.0 * queries * keys * d;
        }
    }

    @Override
    void prepare() {
        q = tensor(1, shape.queries, shape.d);
        k = tensor(1, shape.keys, shape.d);
        v = tensor(1, shape.keys, shape.d);
    }

    @Override
    Tensor forward(Engine engine) {
        return Attention.forward(engine, q, k, v, 1, (float) (1 / Math.sqrt(shape.d)));
    }
}
