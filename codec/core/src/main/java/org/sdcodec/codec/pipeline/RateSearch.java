package org.sdcodec.codec.pipeline;

import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.sdcodec.RateTarget;
import org.sdcodec.RateTargetException;
import org.sdcodec.codec.quant.Quality;
import org.sdcodec.codec.quant.StepSize;

/**
 * Finds the step with which a picture reaches its {@link RateTarget}: sizes by interpolation, closeness by bisection,
 * as if both fell steadily with the step, and then among the neighbors of what that finds, because they do so only
 * nearly. Large files do so well enough.
 */
final class RateSearch {

    /**
     * How many steps on either side of the one found are tried. Beyond them, sizes differ by more than chance makes up
     * for.
     */
    private static final int NEIGHBORS = 5;

    /** Sizes of more bytes differ by less than a step from what their neighbors say. */
    private static final int STEADY_BYTES = 8192;

    /** A step code to begin with, and how much of a size's logarithm a code takes: the embedded model's photographs. */
    private static final int TYPICAL = 144;

    private static final double TYPICAL_SLOPE = 0.046;

    /** So many sizes are tried where they are expected, then by bisection. */
    private static final int MAX_GUESSES = 8;

    /** Every file costs a decode when its picture is measured. */
    private static final int DECODED_NEIGHBORS = 2;

    /**
     * The stride towards finer steps, an octave, where the step of the highest quality does not reach a measured
     * target.
     */
    private static final int FINER = 24;

    private static final int CODES = StepSize.MAX_CODE + 1;

    /** The finest step that a ceiling is filled with: finer ones cost bytes, but show nothing. */
    private static final int FINEST_FOR_MAX = Quality.stepCode(Quality.MAX);

    private final IntFunction<Candidate> encoder;
    private final ToDoubleFunction<Candidate> metric;
    private final Candidate[] candidates = new Candidate[CODES];
    private final Double[] measured = new Double[CODES];

    /**
     * @param encoder makes the file of a step code, as large as the finished one
     * @param metric measures the picture that a file is decoded to; more is better. Only called for targets that are
     *     {@linkplain RateTarget.Kind#isMeasured measured}
     */
    RateSearch(IntFunction<Candidate> encoder, ToDoubleFunction<Candidate> metric) {
        this.encoder = encoder;
        this.metric = metric;
    }

    /**
     * @param width of the picture in pixels
     * @param height of the picture in pixels
     * @return the file that serves the target best
     * @throws RateTargetException if none reaches a target that is a limit
     */
    Candidate find(RateTarget target, int width, int height) {
        int code = switch (target.kind()) {
            case SIZE, BITS_PER_PIXEL -> closest(target.bytes(width, height));
            case MAX_SIZE -> finestWithin(target);
            case PSNR, SSIMULACRA2 -> smallestReaching(target);
        };
        return candidate(code);
    }

    /**
     * A file nearly as good as that of {@link #find}, with a few files less: the one that interpolation finds, without
     * its neighbors.
     *
     * @param target of a size
     * @return nothing if it is larger than a size that is a limit
     */
    Optional<Candidate> findQuickly(RateTarget target, int width, int height) {
        boolean limit = target.kind() == RateTarget.Kind.MAX_SIZE;
        double bytes = target.bytes(width, height);
        int code = firstWithin(bytes, limit ? FINEST_FOR_MAX : StepSize.MIN_CODE);
        return limit && size(code) > bytes ? Optional.empty() : Optional.of(candidate(code));
    }

    /** The file of a step, made at most once. */
    Candidate candidate(int code) {
        if (candidates[code] == null) {
            candidates[code] = encoder.apply(code);
        }
        return candidates[code];
    }

    private long size(int code) {
        return candidate(code).file().size();
    }

    private double measured(int code) {
        if (measured[code] == null) {
            measured[code] = metric.applyAsDouble(candidate(code));
        }
        return measured[code];
    }

    /**
     * The smallest code from {@code from} on whose file has at most so many bytes; the largest code if there seems to
     * be none. Each size tells about where the next is to be tried, because the logarithm of sizes falls nearly evenly.
     */
    private int firstWithin(double bytes, int from) {
        int low = from - 1;
        int high = StepSize.MAX_CODE;
        int next = TYPICAL;
        int lastCode = -1;
        double lastExcess = 0;
        double slope = TYPICAL_SLOPE;
        for (int tries = 0; high - low > 1; tries++) {
            int code = tries < MAX_GUESSES ? Math.max(low + 1, Math.min(high - 1, next)) : (low + high) / 2;
            double excess = log2(size(code) / bytes);
            if (excess <= 0) {
                high = code;
            } else {
                low = code;
            }
            if (lastCode >= 0 && code != lastCode) {
                double measured = (lastExcess - excess) / (code - lastCode);
                slope = Math.max(TYPICAL_SLOPE / 2, Math.min(2 * TYPICAL_SLOPE, measured));
            }
            next = code + (int) Math.ceil(excess / slope);
            lastCode = code;
            lastExcess = excess;
        }
        return high;
    }

    /** The logarithm, linear between powers of two: exact enough for a guess, and the same on every machine. */
    private static double log2(double x) {
        int exponent = Math.getExponent(x);
        return exponent + Math.scalb(x, -exponent) - 1;
    }

    private int closest(double bytes) {
        int start = firstWithin(bytes, StepSize.MIN_CODE);
        int best = start;
        int neighbors = neighbors(start);
        int first = Math.max(StepSize.MIN_CODE, start - Math.max(1, neighbors));
        for (int code = first; code <= Math.min(StepSize.MAX_CODE, start + neighbors); code++) {
            int order = Double.compare(Math.abs(size(code) - bytes), Math.abs(size(best) - bytes));
            if (order < 0 || order == 0 && size(code) < size(best)) {
                best = code;
            }
        }
        return best;
    }

    private int finestWithin(RateTarget target) {
        int start = firstWithin(target.value(), FINEST_FOR_MAX);
        for (int code = Math.max(FINEST_FOR_MAX, start - neighbors(start)); code <= above(start); code++) {
            if (size(code) <= target.value()) {
                return code;
            }
        }
        long smallest = Long.MAX_VALUE;
        for (int code = below(start, FINEST_FOR_MAX); code <= above(start); code++) {
            smallest = Math.min(smallest, size(code));
        }
        throw TargetFailures.tooLarge(target, smallest);
    }

    private int smallestReaching(RateTarget target) {
        int low = FINEST_FOR_MAX;
        while (measured(low) < target.value()) {
            if (low == StepSize.MIN_CODE) {
                throw TargetFailures.tooFar(target, highestTried());
            }
            low = Math.max(StepSize.MIN_CODE, low - FINER);
        }
        int high = CODES;
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (measured(middle) >= target.value()) {
                low = middle;
            } else {
                high = middle;
            }
        }
        int best = low;
        int last = Math.min(StepSize.MAX_CODE, low + DECODED_NEIGHBORS);
        for (int code = Math.max(StepSize.MIN_CODE, low - DECODED_NEIGHBORS); code <= last; code++) {
            if (size(code) < size(best) && measured(code) >= target.value()) {
                best = code;
            }
        }
        return best;
    }

    private double highestTried() {
        double highest = Double.NEGATIVE_INFINITY;
        for (Double tried : measured) {
            highest = tried == null ? highest : Math.max(highest, tried);
        }
        return highest;
    }

    /** How many neighbors of a code are worth a try. */
    private int neighbors(int code) {
        return size(code) > STEADY_BYTES ? 0 : NEIGHBORS;
    }

    private static int below(int code, int limit) {
        return Math.max(limit, code - NEIGHBORS);
    }

    private static int above(int code) {
        return Math.min(StepSize.MAX_CODE, code + NEIGHBORS);
    }
}
