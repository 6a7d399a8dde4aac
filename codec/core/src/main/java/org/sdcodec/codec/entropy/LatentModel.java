package org.sdcodec.codec.entropy;

import static org.sdcodec.codec.entropy.LatentState.BEFORE;
import static org.sdcodec.codec.entropy.LatentState.CHANNELS;
import static org.sdcodec.codec.entropy.LatentState.CLASSES;
import static org.sdcodec.codec.entropy.LatentState.FINE_KINDS;
import static org.sdcodec.codec.entropy.LatentState.KINDS;
import static org.sdcodec.codec.entropy.LatentState.NEIGHBORS;
import static org.sdcodec.codec.entropy.LatentState.PATTERNS;
import static org.sdcodec.codec.entropy.LatentState.PLACES;
import static org.sdcodec.codec.entropy.LatentState.PRIORS;
import static org.sdcodec.codec.entropy.LatentState.QUIETS;

import org.sdcodec.codec.quant.Quantization;

/**
 * The model of priors of version 1 and of latents without a prior. Every decision has priors from up to three
 * distributions: that of the trained network, if there is one, that of {@link LeastSquares} and that of {@link
 * SymbolPredictor}, whose width follows the errors around the cell; and seven counters whose contexts are neighboring
 * symbols (relative to m and to the coded sign), local energy, the main distribution and the channel. Symbols that are
 * almost certainly 0 cost one counter only.
 */
final class LatentModel extends SymbolModel {
    /** Distributions that need no training: of {@link LeastSquares} and of {@link SymbolPredictor}. */
    static final int ADAPTIVE_PRIORS = 2;

    private static final int UNKNOWN = -1;
    private static final int MAX_ERROR = 1 << 16;

    private static final int ZERO = 0;
    private static final int SIGN = 1;
    private static final int MAX_KIND = KINDS - 1;

    private final LatentState state;
    private final BitMixer mixer;
    private final int stepClass;

    private final LogisticMixture adapted = new LogisticMixture();
    private final LogisticMixture other = new LogisticMixture();
    private final LogisticMixture trained = new LogisticMixture();
    private final ChannelPlane[][] before;
    private final SymbolPredictor[] predictors;
    private final LeastSquares[] squares;

    // The channel being coded.
    private ChannelPlane own;
    private ChannelPlane[] earlier;
    private int channelClass;
    /** The trained network's distribution, or the adapted one where there is no network. */
    private LogisticMixture distribution;

    // The surroundings of the cell being coded: symbols by compass point, and in channels before at the same place.
    private int west;
    private int north;
    private int northWest;
    private int northEast;
    private int before1;
    private int before2;
    private int before3;
    private int before1East;
    private int ownEnergy;
    private int earlierEnergy;
    private int errorClass;
    private int slopeClass;
    private int quietness;

    /**
     * @param start where learning starts from; learns
     * @param planes one of each channel, empty
     */
    LatentModel(LatentState start, int stepCode, Quantization quantization, ChannelPlane[] planes) {
        super(start, quantization, planes);
        state = start;
        mixer = start.mixer;
        stepClass = Math.max(0, Math.min(CLASSES - 1, (stepCode - 72) / 9));
        before = new ChannelPlane[planes.length][];
        predictors = new SymbolPredictor[planes.length];
        squares = new LeastSquares[planes.length];
        for (int c = 0; c < planes.length; c++) {
            before[c] = new ChannelPlane[Math.min(c, EARLIER)];
            for (int i = 0; i < before[c].length; i++) {
                before[c][i] = planes[c - 1 - i];
            }
            predictors[c] = new SymbolPredictor(planes[c], before[c]);
            squares[c] = new LeastSquares(planes[c], before[c]);
        }
    }

    @Override
    int code(BitCoder coder, int channel, int cell, int value, PriorStage stage) {
        boolean odd = isOdd();
        int symbol = symbolOf(value);
        own = planes[channel];
        earlier = before[channel];
        channelClass = Math.min(channel, CHANNELS - 1);
        distribution = adapted;
        if (stage != null) {
            distribution = trained;
            stage.predict(channel, trained);
        }
        distribution.useHalves(odd);
        adapted.useHalves(odd);
        other.useHalves(odd);
        int known = UNKNOWN;
        if (isQuiet(cell)) {
            int context = channelClass * QUIETS + quietness;
            if (Counter.code(coder, symbol != 0 ? 1 : 0, state.quiet, context, QUIET_LIMIT) == 0) {
                skip();
                return 0;
            }
            known = 0;
        }
        int center = squares[channel].predict(cell) >> quantization.shift();
        int second = predictors[channel].predict(cell);
        int error = look(cell);
        // The mean of |x| under a logistic distribution of width s is 2 ln 2 s; 180/256 is close to its inverse.
        adapted.set(center, (65536 / Math.max(16, error * 180 >> 8)) << 8);
        other.set(second >> quantization.shift(), adapted.slope());
        slopeClass = classOf(distribution.slope() >> 12);
        int decoded = 0;
        if (known == 0 || codeZero(coder, symbol == 0 ? 1 : 0) == 0) {
            int sign = codeSign(coder, symbol > 0 ? 1 : 0) != 0 ? 1 : -1;
            decoded = sign * codeMagnitude(coder, sign, Math.abs(symbol));
        }
        int found = valueOf(coder, decoded);
        int miss = Math.abs((found << 8 - quantization.shift()) - center);
        own.put(cell, decoded, found, Math.min(miss, MAX_ERROR));
        predictors[channel].learn((found << 8) - second);
        squares[channel].learn(found);
        if (stage != null) {
            stage.learn(channel, found);
        }
        return found;
    }

    @Override
    LogisticMixture distribution() {
        return distribution;
    }

    /**
     * Whether the symbol is so likely 0 that it is not worth a mixed decision: by the network's distribution, or
     * without a network if all symbols around it are 0. Sets {@link #quietness}.
     */
    private boolean isQuiet(int cell) {
        if (distribution == trained) {
            int zero = trained.zero();
            quietness = Math.min(QUIETS - 1, (Logistic.stretch(zero) - QUIET_LOGIT) / QUIET_STEP);
            return zero >= QUIET;
        }
        quietness = 0;
        int stride = own.stride;
        int[] s = own.symbols;
        int sum = s[cell - 1]
                | s[cell - stride]
                | s[cell - stride - 1]
                | s[cell - stride + 1]
                | s[cell - 2]
                | s[cell - 2 * stride];
        for (ChannelPlane plane : earlier) {
            sum |= cross(plane.symbols, cell);
        }
        return sum == 0;
    }

    /** @return the mean error around the cell, in 1/256 step */
    private int look(int cell) {
        int stride = own.stride;
        int[] s = own.symbols;
        west = s[cell - 1];
        north = s[cell - stride];
        northWest = s[cell - stride - 1];
        northEast = s[cell - stride + 1];
        int farther = Math.abs(s[cell - 2]) + Math.abs(s[cell - 2 * stride]);
        ownEnergy = classOf(
                2 * Math.abs(west) + 2 * Math.abs(north) + Math.abs(northWest) + Math.abs(northEast) + (farther >> 1));
        int[] e = own.errors;
        int ownError = (3 * (e[cell - 1] + e[cell - stride])
                        + 2 * (e[cell - stride - 1] + e[cell - stride + 1])
                        + e[cell - 2]
                        + e[cell - 2 * stride])
                / 12;

        int channels = earlier.length;
        before1 = channels > 0 ? earlier[0].symbols[cell] : 0;
        before2 = channels > 1 ? earlier[1].symbols[cell] : 0;
        before3 = channels > 2 ? earlier[2].symbols[cell] : 0;
        before1East = channels > 0 ? earlier[0].symbols[cell + 1] : 0;
        int error = ownError;
        earlierEnergy = 0;
        if (channels > 0) {
            long energy = cross(earlier[0].symbols, cell);
            int errors = 0;
            for (ChannelPlane plane : earlier) {
                energy += cross(plane.symbols, cell);
                errors += cross(plane.errors, cell);
            }
            earlierEnergy = 1 + classOf((int) (energy / (channels + 1)));
            error = ownError + errors / (6 * channels) >> 1;
        }
        error += 32;
        errorClass = classOf(error >> 3);
        return error;
    }

    /** Sum of magnitudes at the cell (twice) and its four sides. */
    private int cross(int[] plane, int cell) {
        return 2 * Math.abs(plane[cell])
                + Math.abs(plane[cell + 1])
                + Math.abs(plane[cell + own.stride])
                + Math.abs(plane[cell - 1])
                + Math.abs(plane[cell - own.stride]);
    }

    private int codeZero(BitCoder coder, int isZero) {
        int prior = distribution.zero();
        mixer.select(1, contextOf(ZERO, NEIGHBORS, ownEnergy * 17 + earlierEnergy));
        selectCommon(ZERO, ZERO, prior, 5 * near(west, 2) + near(north, 2));
        mixer.select(3, contextOf(ZERO, BEFORE, 25 * near(before1, 2) + 5 * near(before2, 2) + near(before3, 2)));
        mixer.select(5, contextOf(ZERO, PATTERNS, 81 * near(west + north, 3) + pattern(1, 0) + near(before1East, 1)));
        selectPlace(ZERO, distribution.center());
        mixer.prior(1, other.zero());
        adaptedPrior(adapted.zero());
        return code(coder, ZERO, isZero, prior);
    }

    private int codeSign(BitCoder coder, int isPositive) {
        int prior = distribution.positive();
        int signs = 27 * near(northEast, 1) + 9 * near(before1, 1) + 3 * near(west, 1) + near(north, 1);
        mixer.select(1, contextOf(SIGN, NEIGHBORS, signs));
        selectCommon(SIGN, SIGN, prior, 5 * near(west, 2) + near(north, 2));
        int channels = 25 * near(before1, 2) + 5 * near(before2, 2) + near(before3, 2);
        mixer.select(3, contextOf(SIGN, BEFORE, 125 * Math.min(channelClass, CLASSES - 1) + channels));
        mixer.select(5, contextOf(SIGN, PATTERNS, 81 * near(west + north, 3) + pattern(1, 0) + near(before1East, 1)));
        selectPlace(SIGN, distribution.center());
        mixer.prior(1, other.positive());
        adaptedPrior(adapted.positive());
        return code(coder, SIGN, isPositive, prior);
    }

    private int codeMagnitude(BitCoder coder, int sign, int magnitude) {
        for (int m = 1; m < LONGEST_UNARY; m++) {
            int kind = Math.min(SIGN + m, MAX_KIND);
            int prior = distribution.above(m, sign);
            mixer.select(1, contextOf(kind, NEIGHBORS, ownEnergy * 17 + earlierEnergy));
            selectCommon(
                    kind,
                    Math.min(SIGN + m, FINE_KINDS - 1),
                    prior,
                    5 * near(west * sign - m, 2) + near(north * sign - m, 2));
            int channels = 25 * near(before1 * sign, 3) + 5 * near(before2 * sign, 2) + near(before3 * sign, 2);
            mixer.select(3, contextOf(kind, BEFORE, channels));
            mixer.select(5, contextOf(kind, PATTERNS, 81 * near((west + north) * sign - 2 * m, 4) + pattern(sign, m)));
            selectPlace(kind, distribution.center() * sign - 256 * m + distribution.shortfall());
            mixer.prior(1, other.above(m, sign));
            adaptedPrior(adapted.above(m, sign));
            if (code(coder, kind, magnitude > m ? 1 : 0, prior) == 0) {
                return m;
            }
        }
        return LONGEST_UNARY + codeEscape(coder, magnitude - LONGEST_UNARY);
    }

    private void selectCommon(int kind, int fineKind, int prior, int neighbors) {
        mixer.select(0, fineKind * CHANNELS + channelClass);
        mixer.select(2, contextOf(kind, CLASSES * 25, 25 * Math.min(channelClass, CLASSES - 1) + neighbors));
        mixer.select(
                4,
                contextOf(
                        kind, PRIORS, Math.max(0, Math.min(PRIORS - 1, (Logistic.stretch(prior) >> 6) + PRIORS / 2))));
    }

    /** Where the distribution lies (1/256 symbol from the coded symbol), in eighths, and how narrow it is. */
    private void selectPlace(int kind, int distance) {
        int place = Math.max(-32, Math.min(31, distance >> 5)) + 32;
        mixer.select(6, contextOf(kind, PLACES, place * CLASSES + slopeClass));
    }

    /** Beside the network's prior; without a network, it is the main one. */
    private void adaptedPrior(int prior) {
        if (distribution != adapted) {
            mixer.prior(2, prior);
        }
    }

    private int code(BitCoder coder, int kind, int bit, int prior) {
        mixer.prior(0, prior);
        mixer.use(0, kind * CLASSES + errorClass);
        mixer.use(1, KINDS * CLASSES + kind * CHANNELS + channelClass);
        mixer.use(2, KINDS * (CLASSES + CHANNELS) + kind * CLASSES + stepClass);
        return mixer.code(coder, bit);
    }

    private int pattern(int sign, int m) {
        return 27 * near(northEast * sign - m, 1) + 9 * near(northWest * sign - m, 1) + 3 * near(before1 * sign, 1);
    }

    private static int contextOf(int kind, int size, int value) {
        return kind * size + value;
    }
}
