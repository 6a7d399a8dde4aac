package org.sdcodec.codec.denoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.codec.Codec;
import org.sdcodec.codec.DecodeOptions;
import org.sdcodec.codec.EncodeOptions;
import org.sdcodec.codec.PictureTooLargeException;
import org.sdcodec.codec.demo.Scene;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.unet.scheduler.NoiseSchedule;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelException;
import org.sdcodec.weights.Safetensors;
import org.sdcodec.weights.testing.Goldens;

/** The UNet that comes with sdcodec, in its place between quantiser and autoencoder. */
class EmbeddedUnetTest {
    private static final int LOW = 10;
    private static final int HIGH = 90;

    /** What weights/training/denoise.py gave for a latent of whole numbers and the step 1. */
    @Tag("exactness")
    @Test
    void oneStepGivesWhatPyTorchGives() {
        Safetensors goldens = Goldens.committed("embedded-unet").tensors();
        Tensor latent = nchw(goldens, "input.latent");
        Tensor expected = nchw(goldens, "clean.step1");
        float[] rounded = latent.data().clone();
        try (Engine engine = Engine.create(2);
                Denoiser denoiser = Denoiser.embedded(latent.channels(), UnetWeights.AUTO)) {
            DecodeMemory memory = new DecodeMemory(1L << 32, 0, 0, 8, 8);
            denoiser.prepare(engine, latent.height(), latent.width(), memory)
                    .denoise(latent, 1 / Math.sqrt(12), new Denoising(1, 1), step -> {});
        }
        double error = 0;
        double change = 0;
        for (int i = 0; i < rounded.length; i++) {
            error += Math.pow(latent.data()[i] - expected.data()[i], 2);
            change += Math.pow(expected.data()[i] - rounded[i], 2);
        }
        assertThat(Math.sqrt(error / change))
                .as("beside the change that it makes")
                .isLessThan(1e-4);
    }

    @Test
    void itActsAtLowQualitiesByDefault() {
        BufferedImage picture = Scene.render(200, 136, 1);
        try (Codec codec = Codec.embedded()) {
            assertThat(codec.defaultSteps(LOW)).isEqualTo(1);
            assertThat(codec.defaultSteps(HIGH)).isZero();
            byte[] low = codec.encode(picture, EncodeOptions.DEFAULT.withQuality(LOW));
            BufferedImage cleaned = codec.decode(low);
            BufferedImage plain = codec.decode(low, DecodeOptions.DEFAULT.withSteps(0));
            assertThat(pixels(cleaned)).isEqualTo(pixels(codec.decode(low, DecodeOptions.DEFAULT.withSteps(1))));
            assertThat(Psnr.of(picture, cleaned)).isGreaterThan(Psnr.of(picture, plain));

            byte[] high = codec.encode(picture, EncodeOptions.DEFAULT.withQuality(HIGH));
            assertThat(pixels(codec.decode(high)))
                    .isEqualTo(pixels(codec.decode(high, DecodeOptions.DEFAULT.withSteps(0))));
        }
    }

    @Test
    void neitherThreadsNorKernelsChangeAPixel() {
        try (Codec codec = Codec.builder().threads(2).build();
                Codec scalar =
                        Codec.builder().threads(1).kernels(new ScalarKernels()).build()) {
            byte[] file = codec.encode(Scene.render(72, 56, 2), EncodeOptions.DEFAULT.withQuality(LOW));
            assertThat(pixels(scalar.decode(file))).isEqualTo(pixels(codec.decode(file)));
        }
    }

    @Test
    void aHugePictureIsRefusedBeforeItFillsTheMemory() {
        DecodeMemory memory = new DecodeMemory(256L << 20, 0, 0, 8192, 8192);
        try (Engine engine = Engine.create(2);
                Denoiser denoiser = Denoiser.embedded(48, UnetWeights.AUTO)) {
            assertThatThrownBy(() -> denoiser.prepare(engine, 1024, 1024, memory))
                    .isInstanceOf(PictureTooLargeException.class)
                    .hasMessageContainingAll("8192x8192", "-Xmx", "0 steps");
        }
    }

    @Test
    void aModelMaySayHowManyStepsItTakes() {
        NoiseSchedule schedule = NoiseSchedule.of(config(""));
        DefaultSteps absent = DefaultSteps.of(config(""), schedule);
        assertThat(absent.steps()).isEqualTo(Denoising.DEFAULT_STEPS);
        assertThat(absent.leastNoise()).isCloseTo(0.01, within(1e-6));
        DefaultSteps own = DefaultSteps.of(config("\"sdcodec_steps\":1,\"sdcodec_least_noise\":0.5"), schedule);
        assertThat(own.at(0.5)).isZero();
        assertThat(own.at(0.51)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"sdcodec_steps\":51",
                "\"sdcodec_steps\":-1",
                "\"sdcodec_least_noise\":-0.5",
                "\"sdcodec_steps\":0.5"
            })
    void stepsThatMakeNoSenseAreRefused(String keys) {
        NoiseSchedule schedule = NoiseSchedule.of(config(""));
        assertThatThrownBy(() -> DefaultSteps.of(config(keys), schedule))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(keys.substring(1, keys.indexOf(':') - 1));
    }

    private static ModelConfig config(String keys) {
        return ModelConfig.parse(("{" + keys + "}").getBytes(StandardCharsets.UTF_8), "config");
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    private static Tensor nchw(Safetensors file, String name) {
        int[] shape =
                file.info(name).shape().stream().mapToInt(Math::toIntExact).toArray();
        return Tensor.fromNchw(shape[1], shape[2], shape[3], file.floats(name));
    }
}
