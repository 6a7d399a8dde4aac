package org.sdcodec.codec.search;

import java.util.function.IntConsumer;
import org.sdcodec.codec.entropy.RateGradient;
import org.sdcodec.codec.mode.EncodeJob;
import org.sdcodec.codec.pixels.Gray;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.DecoderRun;
import org.sdcodec.vae.LatentSpace;

/**
 * The search in one window. Each pass tries, for a share of the values, the whole number on the other side of what the
 * encoder gave: the decoder gets these values halfway between the two numbers, all others where they are. Along the way
 * from one number to the other a distortion that is a square changes by its slope in the middle, whatever its
 * curvature; so the gradient there tells for all tried values at once whether the other number serves better. The bits
 * that the value itself takes are known exactly for both numbers, those of the values that are predicted from it by
 * their slope. Which values are tried in the next pass is chosen by chance among those that promise to gain.
 *
 * <p>Measured against gradient steps of a relaxed rounding: see benchmarks/notes/search.md.
 */
final class WindowSearch {
    /** Bits for a squared level of mean error per pixel at step 1, as in the training of the embedded model. */
    private static final double LAMBDA = 0.0035 * 0.375 * 0.375;

    /**
     * What 1 of MS-SSIM counts in squared levels at coarse steps; finer than {@link #FINE} in proportion to the step.
     */
    private static final float SIMILARITY = 2000;

    private static final float FINE = 0.375f;

    /** Share of the promising values that are tried, in the first pass and towards the last. */
    private static final float FIRST_SHARE = 0.4f;

    private static final float LAST_SHARE = 0.05f;

    /** Bits that a change must gain: what other changes at the same time take from its gain. */
    private static final float LEAST_GAIN = 1.5f;

    /** What the slope of other values' bits counts: they do not change in proportion. */
    private static final float CONTEXT = 0.7f;

    /** How far from the middle between two numbers the encoder's value may lie, in steps. */
    private static final float REACH = 0.4f;

    private static final int BLOCK = 1 << 12;

    private final Engine engine;
    private final DecoderRun decoder;
    private final SearchWindow window;
    private final Tensor whole;
    private final float step;
    private final LatentSpace space;
    private final double lambda;
    private final Tensor original;
    private final Distortion distortion;
    private final boolean gray;
    private final RateGradient rate;
    private final RateGradient.Estimate estimate;

    private final int channels;
    /**
     * Channels of the whole latent in which all numbers are 0: a file says so at once, so that a single other number
     * would be dear.
     */
    private final boolean[] empty;

    private final int[] symbols;
    /** −1, 0, 1: what is tried. */
    private final byte[] tried;

    private final Tensor coded;
    private final Tensor raw;

    /**
     * @param start the whole latent, in the scale of the diffusion model; not modified
     * @param empty channels that stay as they are
     */
    WindowSearch(EncodeJob job, DecoderRun decoder, Tensor start, int stepCode, SearchWindow window, boolean[] empty) {
        this.empty = empty;
        this.engine = job.engine();
        this.decoder = decoder;
        this.window = window;
        this.whole = start;
        this.step = StepSize.of(stepCode);
        this.space = job.model().latents().space();
        this.channels = start.channels();
        this.gray = job.gray();
        this.original = window.cut(job.original(), job.autoencoder().downsampling());
        this.lambda = LAMBDA / ((double) step * step) * original.pixels();
        this.distortion = new Distortion(engine, original, SIMILARITY * Math.min(1, step / FINE));
        this.rate = new RateGradient(job.model().prior(), stepCode, window.height(), window.width());
        this.estimate = RateGradient.Estimate.of(window.height(), window.width(), channels);
        this.coded = Tensor.zeros(window.height(), window.width(), channels);
        this.raw = Tensor.zeros(window.height(), window.width(), channels);
        this.symbols = new int[coded.size()];
        this.tried = new byte[coded.size()];
    }

    /**
     * Runs.
     *
     * @param all of the whole latent; those of the window are replaced, if that makes bits + λ · distortion smaller
     * @param done receives the number of passes that are done
     * @return the change of λ · distortion, in bits
     */
    double run(int[] all, int passes, IntConsumer done) {
        copy(all, symbols);
        double before = 0;
        double errorBefore = 0;
        for (int pass = 0; pass < passes; pass++) {
            place();
            double bits = rate.of(engine, coded, estimate);
            Tensor picture = decoder.forward(raw, original.height(), original.width());
            double error = distortion(picture);
            Tensor gradient = decoder.backward(picture);
            engine.release(picture);
            if (pass == 0) {
                before = bits + lambda * error;
                errorBefore = lambda * error;
            }
            float share = FIRST_SHARE + (LAST_SHARE - FIRST_SHARE) * pass / passes;
            decide(gradient, pass, pass < passes - 1 ? share : 0);
            engine.release(gradient);
            done.accept(pass + 1);
        }
        place();
        double bits = rate.of(engine, coded, estimate);
        Tensor picture = decoder.forward(raw, original.height(), original.width());
        double error = lambda * distortion(picture);
        engine.release(picture);
        if (bits + error >= before) {
            return 0;
        }
        copyBack(all);
        return error - errorBefore;
    }

    /** The distortion of what a decoder makes of a picture, which is replaced by λ times the gradient by it. */
    private double distortion(Tensor picture) {
        if (!gray) {
            return distortion.of(picture, (float) lambda);
        }
        Gray.replace(picture);
        double found = distortion.of(picture, (float) lambda);
        Gray.replaceGradient(picture);
        return found;
    }

    /** The values for the coder and for the decoder. */
    private void place() {
        forBlocks(i -> {
            coded.data()[i] = symbols[i] * step;
            raw.data()[i] = (symbols[i] + 0.5f * tried[i]) * step / space.scalingFactor() + space.shiftFactor();
        });
    }

    /** Takes or drops what was tried, and chooses what is tried next. */
    private void decide(Tensor gradient, int pass, float share) {
        int limit = (int) (share * (1 << 24));
        float unit = step / space.scalingFactor();
        forBlocks(i -> {
            float slope = gradient.data()[i] * unit
                    + CONTEXT * step * estimate.byContext().data()[i];
            float down = estimate.below()[i] - slope;
            float up = estimate.above()[i] + slope;
            if (tried[i] != 0) {
                if ((tried[i] < 0 ? down : up) < -LEAST_GAIN) {
                    symbols[i] += tried[i];
                }
                tried[i] = 0;
            } else if (hash(i, pass) >>> 8 < limit) {
                tried[i] = (byte) promising(i, down, up);
            }
        });
    }

    /** Which way a value promises to gain: −1, 1, or 0 for none. */
    private int promising(int i, float down, float up) {
        int cell = i / channels;
        int y = cell / window.width();
        int x = cell % window.width();
        if (!window.changes(y, x) || empty[i % channels]) {
            return 0;
        }
        float from = whole.data()[window.index(y, x, i % channels, whole)] / step - symbols[i];
        boolean mayFall = down < 0 && Math.abs(from + 0.5f) <= REACH;
        boolean mayRise = up < 0 && Math.abs(from - 0.5f) <= REACH;
        if (mayFall && (!mayRise || down < up)) {
            return -1;
        }
        return mayRise ? 1 : 0;
    }

    private void forBlocks(IntConsumer body) {
        int size = symbols.length;
        engine.workers().run((size + BLOCK - 1) / BLOCK, block -> {
            for (int i = block * BLOCK; i < Math.min(size, (block + 1) * BLOCK); i++) {
                body.accept(i);
            }
        });
    }

    private void copy(int[] all, int[] to) {
        int row = window.width() * channels;
        for (int y = 0; y < window.height(); y++) {
            System.arraycopy(all, window.index(y, 0, 0, whole), to, y * row, row);
        }
    }

    private void copyBack(int[] all) {
        int row = window.width() * channels;
        for (int y = 0; y < window.height(); y++) {
            System.arraycopy(symbols, y * row, all, window.index(y, 0, 0, whole), row);
        }
    }

    /** 32 bits of chance. */
    private static int hash(int index, int pass) {
        long x = ((long) pass << 32 | index) * 0x9E3779B97F4A7C15L;
        x = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9L;
        x = (x ^ x >>> 27) * 0x94D049BB133111EBL;
        return (int) (x >>> 32);
    }
}
