package org.sdcodec.benchmarks.kernels;

import java.util.Arrays;
import org.openjdk.jmh.annotations.Param;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.GroupNorm;

/** Group normalization: the statistics and the map. */
public class GroupNormBenchmark extends LayerBenchmark {
    private static final int GROUPS = 32;

    @Param
    public Shape shape;

    private GroupNorm layer;
    private Tensor x;

    /** Height and width, channels. */
    public enum Shape implements Work {
        VAE_256_256(256, 256),
        UNET_64_320(64, 320),
        SMALL_128_64(128, 64);

        private final int side;
        private final int channels;

        Shape(int side, int channels) {
            this.side = side;
            this.channels = channels;
        }

        @Override
        public double amount() {
            return (double) side * side * channels;
        }

        @Override
        public boolean isFlops() {
            return false;
        }
    }

    @Override
    void prepare() {
        float[] ones = new float[shape.channels];
        Arrays.fill(ones, 1f);
        layer = new GroupNorm(GROUPS, ones, values(shape.channels, 1), 1e-6);
        x = tensor(shape.side, shape.side, shape.channels);
    }

    @Override
    Tensor forward(Engine engine) {
        return layer.forward(engine, x);
    }
}
