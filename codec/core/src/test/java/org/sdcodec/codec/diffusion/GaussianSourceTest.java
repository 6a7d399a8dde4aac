package org.sdcodec.codec.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.unet.scheduler.NoiseSchedule;

/** Mode ddcm on a source whose best denoiser is a formula, so that what it must reach is known. */
class GaussianSourceTest {

    private static final int N = 2048;
    private static final LatentShape SHAPE = new LatentShape(1, N, 1);
    private static final long SEED = 5;

    /** White: error and rate are those of the theory of M orthogonal atoms, at 0.02 to 0.5 bits per number. */
    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.05, 0.1, 0.2, 0.5})
    void theErrorIsThatOfTheory(double rate) {
        GaussianSource source = GaussianSource.white(N);
        int bytes = 1 + (int) Math.round(rate * N / 8);
        DdcmPlan plan = DdcmPlan.of(new AtomSet(false, 0, false), N, bytes, 5);
        double measured = error(source, plan, 2);
        double expected = theory(plan);
        assertThat(measured).as("seed %d", SEED).isCloseTo(expected, Offset.offset(0.02));
        // Of the fall of the error that the rate-distortion bound allows, at least 40 percent.
        assertThat(measured).isLessThan(1 - 0.4 * (1 - Math.pow(2, -2 * rate)));
    }

    /**
     * What the error must be: every quantity of a step is known but for the share ρ of the residual that the M largest
     * of n products hold, which is that of n independent Gaussian numbers.
     */
    private static double theory(DdcmPlan plan) {
        NoiseSchedule schedule = NoiseSchedule.stableDiffusion();
        int[] counts = plan.counts();
        // Means of sample · latent and of sample²; the latent's own is 1.
        double product = 0;
        double square = 1;
        for (int i = 0; i <= plan.coded(); i++) {
            double alpha = schedule.alphaCumprod(TimeLadder.timestep(i, plan.steps()));
            double clean = Math.sqrt(alpha);
            double error = 1 - 2 * clean * product + alpha * square;
            if (i == plan.coded()) {
                return error;
            }
            double next = schedule.alphaCumprod(TimeLadder.timestep(i + 1, plan.steps()));
            double variance = (1 - next) / (1 - alpha) * (1 - alpha / next);
            // Of the sample, what clean latent and noise keep together; white noise is √(1−ᾱ) · x.
            double kept = Math.sqrt(next) * clean + Math.sqrt(1 - next - variance) * Math.sqrt(1 - alpha);
            double share = counts[i] == 0 ? 0 : share(counts[i]);
            double alongLatent = share * (1 - clean * product) / Math.sqrt(error);
            double alongSample = share * (product - clean * square) / Math.sqrt(error);
            double nextProduct = kept * product + Math.sqrt(variance) * alongLatent;
            square = kept * kept * square + variance + 2 * kept * Math.sqrt(variance) * alongSample;
            product = nextProduct;
        }
        throw new AssertionError();
    }

    /**
     * The correlation of a Gaussian vector with the sum of the M largest of its coordinates' unit vectors, signs
     * included.
     */
    private static double share(int count) {
        Random random = new Random(SEED);
        double sum = 0;
        int draws = 20;
        for (int draw = 0; draw < draws; draw++) {
            double[] magnitudes = random.doubles(N).toArray();
            double norm = 0;
            for (int j = 0; j < N; j++) {
                magnitudes[j] = Math.abs(random.nextGaussian());
                norm += magnitudes[j] * magnitudes[j];
            }
            Arrays.sort(magnitudes);
            double largest = Arrays.stream(magnitudes).skip(N - count).sum();
            sum += largest / Math.sqrt(count * norm) / draws;
        }
        return sum;
    }

    private static double error(GaussianSource source, DdcmPlan plan, double score) {
        Tensor latent = whitened(source, source.draw(new Random(SEED)));
        return error(source, plan, latent, score, 1);
    }

    private static double error(GaussianSource source, DdcmPlan plan, Tensor latent, double score, int tail) {
        byte[] file = DdcmCoder.encode(plan, latent, null, source, null, state -> {}, BlockListener.NONE);
        float[] decoded = DdcmCoder.decode(
                        plan, DdcmCoder.parse(plan, file), SHAPE, source, tail, score, BlockListener.NONE)
                .data();
        double sum = 0;
        for (int j = 0; j < N; j++) {
            sum += (decoded[j] - (double) latent.data()[j]) * (decoded[j] - latent.data()[j]);
        }
        return sum / N;
    }

    /** Of the variance that it was drawn with, exactly: chance would move it by 3 percent. */
    private static Tensor whitened(GaussianSource source, Tensor latent) {
        double energy = source.energy(latent);
        for (int j = 0; j < N; j++) {
            latent.data()[j] /= (float) Math.sqrt(energy);
        }
        return latent;
    }

    @Test
    void lessRealismIsCloser() {
        GaussianSource source = GaussianSource.white(N);
        DdcmPlan plan = new DdcmPlan(30, 12, new AtomSet(false, 2, false), N, 160);
        Tensor latent = whitened(source, source.draw(new Random(SEED)));
        double last = Double.POSITIVE_INFINITY;
        for (double score : new double[] {1, 1.5, 2}) {
            double error = error(source, plan, latent, score, plan.steps() - plan.coded());
            assertThat(error).isLessThan(last);
            last = error;
        }
    }

    /** More atoms than numbers, and Hadamard rows instead of Gaussian atoms, cost nothing in error at the same size. */
    @Test
    void codebooksAreAlikeAndRedundancyHelps() {
        GaussianSource source = GaussianSource.white(N);
        double hadamard = error(source, new DdcmPlan(30, 5, new AtomSet(false, 0, false), N, 60), 2);
        double gaussian = error(source, new DdcmPlan(30, 5, new AtomSet(true, 0, false), N, 60), 2);
        double redundant = error(source, new DdcmPlan(30, 5, new AtomSet(false, 4, false), N, 60), 2);
        assertThat(gaussian).isCloseTo(hadamard, Offset.offset(0.03));
        assertThat(redundant).isLessThan(hadamard);
    }
}
