package org.sdcodec.benchmarks.kernels;

import org.openjdk.jmh.annotations.Param;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Geglu;

/** The first layer of a transformer block's feed-forward network. */
public class GegluBenchmark extends LayerBenchmark {
    @Param
    public Shape shape;

    private Geglu layer;
    private Tensor x;

    /** Tokens × inputs × outputs in the UNet of Stable Diffusion 1.x. */
    public enum Shape implements Work {
        UNET_64(4096, 320, 1280),
        UNET_32(1024, 640, 2560),
        UNET_16(256, 1280, 5120),
        UNET_8(64, 1280, 5120);

        private final int tokens;
        private final int inputs;
        private final int outputs;

        Shape(int tokens, int inputs, int outputs) {
            this.tokens = tokens;
            this.inputs = inputs;
            this.outputs = outputs;
        }

        /** Of the two products; the GELU comes on top and shows as a smaller share of the peak. */
        @Override
        public double amount() {
            return 4.0 * tokens * inputs * outputs;
        }
    }

    @Override
    void prepare() {
        int outputs = 2 * shape.outputs;
        layer = new Geglu(shape.inputs, shape.outputs, weights(shape.inputs, outputs), values(outputs, 1));
        x = tensor(1, shape.tokens, shape.inputs);
    }

    @Override
    Tensor forward(Engine engine) {
        return layer.forward(engine, x);
    }
}
