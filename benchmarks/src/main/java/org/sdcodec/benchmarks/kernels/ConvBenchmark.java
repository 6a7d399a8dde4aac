package org.sdcodec.benchmarks.kernels;

import org.openjdk.jmh.annotations.Param;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.Padding;

/** Convolutions of real networks. */
public class ConvBenchmark extends LayerBenchmark {
    @Param
    public Shape shape;

    private Conv2d layer;
    private Tensor x;

    /**
     * Input height × width, channels in and out, filter size, stride. VAE and UNET: Stable Diffusion 1.x on a picture
     * of 512 × 512, the larger ones cut to some rows, which make several blocks; SMALL: an autoencoder of 64 and 128
     * channels on patches of 4 × 4.
     */
    public enum Shape implements Work {
        VAE_512_128(64, 512, 128, 128, 3, 1),
        VAE_512_256(32, 512, 256, 256, 3, 1),
        VAE_256_256(64, 256, 256, 256, 3, 1),
        VAE_256_512(32, 256, 512, 256, 3, 1),
        VAE_128_512(64, 128, 512, 512, 3, 1),
        VAE_64_512(64, 64, 512, 512, 3, 1),
        VAE_IN(64, 512, 3, 128, 3, 1),
        VAE_OUT(64, 512, 128, 3, 3, 1),
        VAE_DOWN_128(64, 512, 128, 128, 3, 2),
        TAESD_512_64(64, 512, 64, 64, 3, 1),
        UNET_64_320(64, 64, 320, 320, 3, 1),
        UNET_32_640(32, 32, 640, 640, 3, 1),
        UNET_8_1280(8, 8, 1280, 1280, 3, 1),
        UNET_16_1280(16, 16, 1280, 1280, 3, 1),
        UNET_DOWN_320(32, 64, 320, 320, 3, 2),
        UNET_SHORTCUT(32, 32, 1280, 640, 1, 1),
        SMALL_IN(128, 128, 48, 64, 3, 1),
        SMALL_128_64(128, 128, 64, 64, 3, 1),
        SMALL_64_128(64, 64, 128, 128, 3, 1),
        SMALL_DOWN(128, 128, 64, 64, 3, 2);

        private final int height;
        private final int width;
        private final int inC;
        private final int outC;
        private final int size;
        private final int stride;

        Shape(int height, int width, int inC, int outC, int size, int stride) {
            this.height = height;
            this.width = width;
            this.inC = inC;
            this.outC = outC;
            this.size = size;
            this.stride = stride;
        }

        /** Of the direct algorithm; zeros of the border included. */
        @Override
        public double amount() {
            return 2.0 * (height / stride) * (width / stride) * inC * outC * size * size;
        }

        private Padding padding() {
            return stride == 2 ? Padding.bottomRight(1) : Padding.of(size / 2);
        }
    }

    @Override
    void prepare() {
        float[] weights = weights(shape.inC * shape.size * shape.size, shape.outC);
        layer = new Conv2d(
                shape.inC,
                shape.outC,
                shape.size,
                shape.size,
                shape.stride,
                shape.padding(),
                weights,
                values(shape.outC, 1));
        x = tensor(shape.height, shape.width, shape.inC);
    }

    @Override
    Tensor forward(Engine engine) {
        return layer.forward(engine, x);
    }
}
