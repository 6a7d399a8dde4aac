package org.sdcodec.codec.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.sdcodec.codec.entropy.LatentCoder;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.LatentPriorTrainer;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quality;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/**
 * Makes the coder's prior of a model from latents of photographs: trains a network on most of them, then lets the
 * adaptive part of the coder go over some, and measures on the others what it saves. The same latents, in the same
 * order, and the same number of steps give the same bytes on every machine. Not thread-safe.
 */
public final class PriorTraining {
    /** Latents without which there is no training. */
    public static final int LEAST_LATENTS = 8;

    /** Cells, of all latents together, without which there is no training. */
    public static final int LEAST_CELLS = 8 * 256;

    /** One of so many latents is held out. */
    private static final int HELD_OUT_EVERY = 10;

    private static final int MOST_HELD_OUT = 8;

    /** What the coder's adaptive part learns from, at most: more saved nothing. */
    private static final long STATE_SYMBOLS = 4_000_000;

    /** How often it sees each symbol, at most. */
    private static final int STATE_ROUNDS = 5;

    private static final int[] STATE_QUALITIES = {30, 45, 60, 75, 90};
    /** At which the savings are measured. */
    private static final int[] MEASURED_QUALITIES = {50, 70, 90};

    /** Latents from which the export learns how large the network's sums become. */
    private static final int EXPORTED = 16;

    private static final long SEED = 2;

    private final List<Tensor> latents = new ArrayList<>();
    private final LatentPrior present;
    private long cells;

    /** Is told how training goes on. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A step is over.
         *
         * @param steps made so far
         * @param progress of the whole, 0 to 1
         * @param bits of a value in this step, on average
         */
        void onStep(int steps, double progress, double bits);
    }

    /**
     * What training gave.
     *
     * @param prior the content of a prior's file
     * @param steps made
     * @param trained latents that were trained on
     * @param heldOut latents that were not, for the measurement
     * @param bytesBefore what these take with the present prior, at the qualities 50, 70 and 90 together
     * @param bytesAfter what they take with the new one
     */
    public record Result(byte[] prior, int steps, int trained, int heldOut, long bytesBefore, long bytesAfter) {
        /** Whether latents take less than with the present prior. */
        public boolean pays() {
            return bytesAfter < bytesBefore;
        }
    }

    /** @param present the prior that the model has without training, with which the new one is compared */
    public PriorTraining(LatentPrior present) {
        this.present = present;
    }

    /**
     * Takes in the latent of a photograph.
     *
     * @param latent in the scale of the diffusion model; not modified
     * @throws IllegalArgumentException if it has other channels than those before, or numbers that are not finite
     */
    public void add(Tensor latent) {
        if (!latents.isEmpty() && latents.get(0).channels() != latent.channels()) {
            throw new IllegalArgumentException("latents of one model have the same number of channels");
        }
        float[] values = Arrays.copyOf(latent.data(), latent.size());
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("the latent has numbers that are not finite");
            }
        }
        latents.add(Tensor.of(latent.height(), latent.width(), latent.channels(), values));
        cells += (long) latent.height() * latent.width();
    }

    /** Latents taken in. */
    public int latents() {
        return latents.size();
    }

    /**
     * Trains.
     *
     * @throws IllegalStateException if there are fewer latents than {@value #LEAST_LATENTS}, or fewer cells than
     *     {@value #LEAST_CELLS}, or all numbers are 0
     */
    public Result train(Engine engine, TrainingLength length, Listener listener) {
        if (latents.size() < LEAST_LATENTS || cells < LEAST_CELLS) {
            throw new IllegalStateException(String.format(
                    "a prior is trained on at least %d pictures whose latents have %d cells together, but there are %d"
                            + " with %d",
                    LEAST_LATENTS, LEAST_CELLS, latents.size(), cells));
        }
        List<Tensor> trained = new ArrayList<>();
        List<Tensor> heldOut = new ArrayList<>();
        int every = latents.size() / Math.max(1, Math.min(MOST_HELD_OUT, latents.size() / HELD_OUT_EVERY));
        for (int i = 0; i < latents.size(); i++) {
            (i % every == every / 2 && heldOut.size() < MOST_HELD_OUT ? heldOut : trained).add(latents.get(i));
        }
        float rms = rms(trained);
        List<Tensor> scaled =
                trained.stream().map(latent -> scaled(latent, 1 / rms)).toList();
        PriorShape shape = PriorShape.of(scaled.get(0).channels(), rms);
        NetworkTraining network = new NetworkTraining(shape, rms, scaled);
        long begin = System.nanoTime();
        while (length.goesOn(network.steps(), System.nanoTime() - begin)) {
            double bits = network.step(engine, length.pace(network.steps()));
            listener.onStep(network.steps(), length.progress(network.steps(), System.nanoTime() - begin), bits);
        }
        byte[] exported = new NetworkExport(shape, rms, network.parameters())
                .toBytes(engine, scaled.subList(0, Math.min(EXPORTED, scaled.size())));
        byte[] bytes = withState(engine, exported, trained);
        LatentPrior prior = LatentPrior.of(bytes);
        return new Result(
                bytes,
                network.steps(),
                trained.size(),
                heldOut.size(),
                measured(engine, heldOut, present),
                measured(engine, heldOut, prior));
    }

    private static float rms(List<Tensor> latents) {
        double sum = 0;
        long count = 0;
        for (Tensor latent : latents) {
            for (int i = 0; i < latent.size(); i++) {
                sum += (double) latent.data()[i] * latent.data()[i];
            }
            count += latent.size();
        }
        if (!(sum > 0)) {
            throw new IllegalStateException("all numbers of these latents are 0");
        }
        return (float) Math.sqrt(sum / count);
    }

    private static Tensor scaled(Tensor latent, float factor) {
        float[] values = new float[latent.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = latent.data()[i] * factor;
        }
        return Tensor.of(latent.height(), latent.width(), latent.channels(), values);
    }

    /** A prior's bytes, with what the adaptive part learns from latents at several steps in turn. */
    private static byte[] withState(Engine engine, byte[] network, List<Tensor> latents) {
        LatentPriorTrainer trainer = new LatentPriorTrainer(network);
        Random random = new Random(SEED);
        long all = latents.stream().mapToLong(Tensor::size).sum();
        long enough = Math.min(STATE_SYMBOLS, STATE_ROUNDS * all);
        long seen = 0;
        for (int i = 0; seen < enough; i++) {
            engine.workers().check();
            Tensor latent = latents.get(random.nextInt(latents.size()));
            int code = Quality.stepCode(STATE_QUALITIES[i % STATE_QUALITIES.length]);
            trainer.learn(symbols(latent, code), code);
            seen += latent.size();
        }
        return trainer.toBytes();
    }

    private static long measured(Engine engine, List<Tensor> latents, LatentPrior prior) {
        long[] bytes = new long[latents.size() * MEASURED_QUALITIES.length];
        engine.workers().run(bytes.length, i -> {
            int code = Quality.stepCode(MEASURED_QUALITIES[i % MEASURED_QUALITIES.length]);
            LatentSymbols symbols = symbols(latents.get(i / MEASURED_QUALITIES.length), code);
            bytes[i] = LatentCoder.encode(symbols, code, prior).length;
        });
        return Arrays.stream(bytes).sum();
    }

    private static LatentSymbols symbols(Tensor latent, int code) {
        int[] symbols = new ScalarQuantizer(code).quantize(latent.data());
        return LatentSymbols.wrap(latent.height(), latent.width(), latent.channels(), symbols);
    }
}
