package org.sdcodec.codec.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.sdcodec.EncodeOptions;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.RateGradient;
import org.sdcodec.codec.mode.Checkpoint;
import org.sdcodec.codec.mode.CheckpointStore;
import org.sdcodec.codec.mode.EncodeJob;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.codec.pixels.PixelTensors;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.Autoencoders;
import org.sdcodec.vae.Half;
import org.sdcodec.vae.PixelSource;
import org.sdcodec.weights.embedded.EmbeddedModel;

/** The search in windows, with windows much smaller than a codec has them. */
class LatentSearchTest {
    private static final int WIDTH = 107;
    private static final int HEIGHT = 74;
    private static final int STEP_CODE = 140;
    private static final int PASSES = 8;

    private static final Engine ENGINE = Engine.create(2);
    private static final Autoencoder VAE = Autoencoders.load(EmbeddedModel.vae(), Half.BOTH);
    private static final ModelProfile MODEL = new ModelProfile("embedded", VAE.latents(), LatentPrior.embedded());

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static EncodeJob job() {
        PixelSource original = PixelTensors.source(SyntheticPictures.scene(WIDTH, HEIGHT, 1));
        Tensor raw = VAE.encode(ENGINE, pixels(original));
        float[] values = Arrays.copyOf(raw.data(), raw.size());
        MODEL.toDiffusionScale(values);
        Tensor latent = Tensor.of(raw.height(), raw.width(), raw.channels(), values);
        return new EncodeJob(
                latent,
                original,
                false,
                HEIGHT,
                WIDTH,
                EncodeOptions.DEFAULT,
                MODEL,
                MODEL.prior(),
                VAE,
                ENGINE,
                null,
                new Checkpoint(CheckpointStore.NONE),
                BlockListener.NONE);
    }

    private static Tensor pixels(PixelSource picture) {
        Tensor pixels = Tensor.zeros(HEIGHT, WIDTH, 3);
        for (int y = 0; y < HEIGHT; y++) {
            picture.read(y, pixels.data(), pixels.offset(y));
        }
        return pixels;
    }

    /** What the search makes small, of the whole picture. */
    private static double cost(EncodeJob job, Tensor latent) {
        Tensor raw = latent.copy();
        MODEL.toAutoencoderScale(raw);
        Tensor picture = VAE.decode(ENGINE, raw, HEIGHT, WIDTH);
        float step = StepSize.of(STEP_CODE);
        double error = new Distortion(ENGINE, pixels(job.original()), 2000 * Math.min(1, step / 0.375f)).of(picture, 1);
        RateGradient rate = new RateGradient(MODEL.prior(), STEP_CODE, latent.height(), latent.width());
        double bits =
                rate.of(ENGINE, latent, RateGradient.Estimate.of(latent.height(), latent.width(), latent.channels()));
        return bits + 0.0035 * 0.375 * 0.375 / (step * step) * error * WIDTH * HEIGHT;
    }

    @Test
    void windowsServeNearlyAsWellAsTheWhole() {
        EncodeJob job = job();
        int[] symbols = new ScalarQuantizer(STEP_CODE).quantize(job.latent().data());
        Tensor rounded = job.latent().copy();
        for (int i = 0; i < symbols.length; i++) {
            rounded.data()[i] = symbols[i] * StepSize.of(STEP_CODE);
        }
        double before = cost(job, rounded);
        double whole = before
                - cost(
                        job,
                        new LatentSearch(job, PASSES)
                                .at(job.latent(), STEP_CODE, BlockListener.NONE)
                                .latent());
        List<Integer> progress = new ArrayList<>();
        int[] total = new int[1];
        LatentSearch.Found parts = new LatentSearch(job, PASSES, 5).at(job.latent(), STEP_CODE, (done, all) -> {
            progress.add(done);
            total[0] = all;
        });
        assertThat(whole).isGreaterThan(0.02 * before);
        assertThat(before - cost(job, parts.latent())).isGreaterThan(0.6 * whole);
        // Of 14 × 10 cells.
        assertThat(total[0]).isEqualTo(3 * 2 * PASSES);
        assertThat(progress).hasSize(total[0] + 1).isSorted().endsWith(total[0]);
    }

    @Test
    void memoryDoesNotGrowWithThePicture() {
        long large = LatentSearch.bytes(VAE, 3000, 2000);
        assertThat(LatentSearch.bytes(VAE, 20_000, 30_000)).isEqualTo(large);
        assertThat(LatentSearch.bytes(VAE, 64, 64)).isLessThan(large / 50);
    }
}
