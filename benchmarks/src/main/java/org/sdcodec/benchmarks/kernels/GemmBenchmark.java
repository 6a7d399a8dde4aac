package org.sdcodec.benchmarks.kernels;

import org.openjdk.jmh.annotations.Param;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Linear;

/** The packed matrix product as linear layers use it. */
public class GemmBenchmark extends LayerBenchmark {
    @Param
    public Shape shape;

    private Linear layer;
    private Tensor x;

    /** Tokens × inputs × outputs; those of the UNet of Stable Diffusion 1.x, at most 1024 tokens. */
    public enum Shape implements Work {
        CUBE_512(512, 512, 512),
        UNET_64_QKV(1024, 320, 320),
        UNET_64_GEGLU(1024, 320, 2560),
        UNET_16_OUT(256, 5120, 1280),
        UNET_TEXT(77, 768, 320);

        private final int tokens;
        private final int inputs;
        private final int outputs;

        Shape(int tokens, int inputs, int outputs) {
            this.tokens = tokens;
            this.inputs = inputs;
            this.outputs = outputs;
        }

        @Override
        public double amount() {
            return 2.0 * tokens * inputs * outputs;
        }
    }

    @Override
    void prepare() {
        layer = new Linear(shape.inputs, shape.outputs, weights(shape.inputs, shape.outputs), null);
        x = tensor(1, shape.tokens, shape.inputs);
    }

    @Override
    Tensor forward(Engine engine) {
        return layer.forward(engine, x);
    }
}
