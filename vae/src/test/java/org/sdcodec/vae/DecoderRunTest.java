package org.sdcodec.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.embedded.EmbeddedModel;
import org.sdcodec.weights.testing.Goldens;

/**
 * Decoders run backwards: the plain decoder's picture to the bit, a gradient that predicts small changes, equal bits
 * everywhere.
 */
@Tag("exactness")
class DecoderRunTest {
    private static final long SEED = 5;
    private static final float STEP = 2e-4f;

    private static Autoencoder load(String name) {
        return name.equals("embedded")
                ? Autoencoders.load(EmbeddedModel.vae(), Half.BOTH)
                : Autoencoders.load(Goldens.committed(name).model(DType.F32), Half.BOTH);
    }

    /** Σ weights · picture, by the picture and by the latent. */
    private record Run(float[] picture, float[] gradient) {}

    private static Run run(Engine engine, Autoencoder vae, Tensor latent, int height, int width, Tensor weights) {
        try (DecoderRun decoder = vae.differentiableDecoder(engine)) {
            Tensor picture = decoder.forward(latent, height, width);
            Tensor gradient = decoder.backward(weights);
            Run run = new Run(picture.copy().data(), gradient.copy().data());
            engine.release(picture, gradient);
            return run;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "embedded, 33, 50",
        "embedded, 8, 8",
        "vae-tiny-small, 16, 24",
        "vae-tiny-taesd, 40, 17",
        "vae-tiny-patched, 31, 30",
    })
    void theGradientPredictsSmallChanges(String name, int height, int width) {
        Autoencoder vae = load(name);
        assertThat(vae.isDifferentiable()).isTrue();
        int d = vae.downsampling();
        Random random = new Random(SEED);
        Tensor latent = normal(random, (height + d - 1) / d, (width + d - 1) / d, vae.latentChannels());
        Tensor weights = normal(random, height, width, 3);
        try (Engine engine = Engine.create(3);
                Engine scalar = Engine.create(1, new ScalarKernels())) {
            Run run = run(engine, vae, latent, height, width, weights);
            Run same = run(scalar, vae, latent, height, width, weights);
            assertThat(same.gradient()).containsExactly(run.gradient());
            Tensor plain = vae.decode(engine, latent, height, width);
            assertThat(run.picture()).containsExactly(plain.copy().data());
            Tensor direction = normal(random, latent.height(), latent.width(), latent.channels());
            double predicted = 0;
            double size = 0;
            for (int i = 0; i < latent.size(); i++) {
                predicted += (double) direction.data()[i] * run.gradient()[i];
                size += run.gradient()[i] * run.gradient()[i];
            }
            double change = sum(engine, vae, moved(latent, direction, STEP), weights)
                    - sum(engine, vae, moved(latent, direction, -STEP), weights);
            // Of the change along the gradient itself; kinks of ReLU at exactly 0, of dead units, and digits of floats
            // take some.
            assertThat(change / (2 * STEP)).isCloseTo(predicted, within(0.1 * Math.sqrt(size)));
        }
    }

    private static Tensor normal(Random random, int height, int width, int channels) {
        Tensor x = Tensor.zeros(height, width, channels);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private static Tensor moved(Tensor x, Tensor direction, float by) {
        Tensor y = x.copy();
        for (int i = 0; i < y.size(); i++) {
            y.data()[i] += by * direction.data()[i];
        }
        return y;
    }

    private static double sum(Engine engine, Autoencoder vae, Tensor latent, Tensor weights) {
        Tensor picture = vae.decode(engine, latent, weights.height(), weights.width());
        double sum = 0;
        for (int i = 0; i < picture.size(); i++) {
            sum += (double) picture.data()[i] * weights.data()[i];
        }
        engine.release(picture);
        return sum;
    }
}
