package org.sdcodec.codec.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.Workers;
import org.sdcodec.engine.network.BlockListener;

/** Mode diffc on a source whose best denoiser is a formula, so that the least rate of any code is known. */
class DiffcGaussianTest {

    private static final long SEED = 5;

    /** A latent, and what a decoder makes of its file. */
    private record Trial(Tensor latent, DiffcPlan plan, DiffcCoder.Coded coded, GaussianSource source) {

        static Trial of(int numbers, int effort, int bytes) {
            GaussianSource source = GaussianSource.white(numbers);
            Tensor latent = source.draw(new Random(SEED));
            double energy = source.energy(latent);
            for (int j = 0; j < numbers; j++) {
                // Of the variance that it was drawn with, exactly.
                latent.data()[j] /= (float) Math.sqrt(energy);
            }
            DiffcPlan plan = DiffcPlan.of(effort, numbers);
            try (Workers workers = new Workers(2)) {
                return new Trial(
                        latent,
                        plan,
                        DiffcCoder.encode(
                                plan, latent, null, bytes, source, workers, null, state -> {}, BlockListener.NONE),
                        source);
            }
        }

        /** Mean square error with the first so many bytes. */
        double error(int bytes, double score, int tail) {
            byte[] start = Arrays.copyOf(coded.bytes(), bytes);
            List<DiffcCoder.Step> steps = DiffcCoder.parse(plan, start, coded.steps());
            LatentShape shape = new LatentShape(1, plan.numbers(), 1);
            float[] decoded = DiffcCoder.decode(plan, steps, shape, source, tail, score, BlockListener.NONE)
                    .data();
            double sum = 0;
            for (int j = 0; j < decoded.length; j++) {
                sum += (decoded[j] - (double) latent.data()[j]) * (decoded[j] - latent.data()[j]);
            }
            return sum / decoded.length;
        }
    }

    private static double leastBits(double error) {
        return -0.5 * Math.log(error) / Math.log(2);
    }

    /** All bits of the file count; benchmarks/notes/diffusion.md has the exact figures. */
    @ParameterizedTest
    @CsvSource({"0.02, 16384", "0.05, 8192", "0.1, 4096", "0.2, 4096", "0.5, 2048"})
    void theRateIsNearTheLeast(double rate, int numbers) {
        int bytes = (int) Math.round(rate * numbers / 8);
        double error = Trial.of(numbers, 4, bytes).error(bytes, 2, 1);
        assertThat(8.0 * bytes / numbers)
                .as("seed %d, error %.5f", SEED, error)
                .isBetween(leastBits(error), 1.16 * leastBits(error));
    }

    /** Every start of a file is a file. */
    @Test
    void moreBytesAreCloser() {
        int bytes = 120;
        Trial trial = Trial.of(2048, 3, bytes);
        double last = 1;
        for (int part = 20; part <= bytes; part += 20) {
            double error = trial.error(part, 2, 1);
            assertThat(error).as("%d bytes", part).isLessThan(last);
            last = error;
        }
        assertThat(last).isLessThan(0.6);
    }

    @Test
    void lessRealismIsCloser() {
        Trial trial = Trial.of(2048, 3, 120);
        double sample = trial.error(120, 1, 20);
        double between = trial.error(120, 1.5, 20);
        double mean = trial.error(120, 2, 20);
        assertThat(mean).isLessThan(between);
        assertThat(between).isLessThan(sample);
        // A draw that knew no more of the latent than the file does would have twice the error of the mean.
        assertThat(sample).isLessThan(2 * mean);
    }
}
