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

    /** Tokens × inputs × outputs; those of Stable Diffusion 1.x. */
    public enum Shape implements Work {
        CUBE_512(512, 512, 512),
        UNET_64_QKV(4096, 320, 320),
        UNET_64_OUT(4096, 1280, 320),
        UNET_32_QKV(1024, 640, 640),
        UNET_32_OUT(1024, 2560, 640),
        UNET_16_QKV(256, 1280, 1280),
        UNET_16_OUT(256, 5120, 1280),
        UNET_8_QKV(64, 1280, 1280),
        UNET_TEXT(77, 768, 320),
        CLIP_MLP(77, 768, 3072),
        UNET_TIME(1, 1280, 1280);

        private final int tokens;
        private final int inputs;
        private final int outputs;

        Shape(int tokens, int inputs, int outputs) {
            this.tokens = tokens;
            this.inputs = inputs;
            this.outputs = outputs;
        }

        int tokens() {
            return tokens;
        }

        int inputs() {
            return inputs;
        }

        int outputs() {
            return outputs;
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
