package org.sdcodec.codec.entropy;

import static org.sdcodec.codec.entropy.LatentState.BEFORE;
import static org.sdcodec.codec.entropy.LatentState.CHANNELS;
import static org.sdcodec.codec.entropy.LatentState.CLASSES;
import static org.sdcodec.codec.entropy.LatentState.FINE_KINDS;
import static org.sdcodec.codec.entropy.LatentState.KINDS;
import static org.sdcodec.codec.entropy.LatentState.NEIGHBOURS;
import static org.sdcodec.codec.entropy.LatentState.PATTERNS;
import static org.sdcodec.codec.entropy.LatentState.PLACES;
import static org.sdcodec.codec.entropy.LatentState.PRIORS;
import static org.sdcodec.codec.entropy.LatentState.QUIETS;

import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;

/**
 * The probability model of one latent: how a symbol is taken apart into decisions, and from what each is predicted.
 *
 * <p>A symbol is coded as: is it zero; if not, is it positive; then "is the magnitude above m" for m = 1, 2, ... until
 * the answer is no; from 20 on the rest in Exp-Golomb code. Every decision has priors from up to three laws: that of the trained
 * network, if there is one, and, without a network or with a prior of version 1, those of {@link LeastSquares} and {@link
 * SymbolPredictor}, whose width follows the errors around the cell; and seven counters whose contexts are neighbouring symbols (relative to m and to the coded sign), local energy, the
 * main law and the channel. Symbols that are almost certainly 0 cost one counter only.
 */
final class LatentModel {
    /** Channels before the coded one that serve as context. */
    static final int EARLIER = 4;

    /** Laws that need no training: of {@link LeastSquares} and of {@link SymbolPredictor}. */
    static final int ADAPTIVE_PRIORS = 2;

    private static final int LONGEST_UNARY = 20;

    /** A law that gives 0 at least this, of 65536, makes a decision quiet; its logit. */
    private static final int QUIET = 65536 - 131;

    private static final int QUIET_LOGIT = Logistic.stretch(QUIET);
    private static final int QUIET_LIMIT = 255;
    private static final int UNKNOWN = -1;

    private static final int ZERO = 0;
    private static final int SIGN = 1;
    private static final int MAX_KIND = KINDS - 1;

    private final LatentState state;
    private final BitMixer mixer;
    private final int stepClass;
    private final Quantization quantization;
    /** Of dependent quantisation. */
    private int trellisState;

    private final LogisticMixture adapted = new LogisticMixture();
    private final LogisticMixture other = new LogisticMixture();
    private final LogisticMixture trained = new LogisticMixture();
    private final ChannelPlane[] planes;
    private final ChannelPlane[][] before;
    /** Null where the trained network predicts alone. */
    private final SymbolPredictor[] predictors;

    private final LeastSquares[] squares;

    // The channel being coded.
    private ChannelPlane own;
    private ChannelPlane[] earlier;
    private int channelClass;
    /** The trained network's law, or the adapted one where there is no network. */
    private LogisticMixture law;

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
        this.quantization = quantization;
        state = start;
        mixer = start.mixer;
        stepClass = Math.max(0, Math.min(CLASSES - 1, (stepCode - 72) / 9));
        this.planes = planes;
        before = new ChannelPlane[planes.length][];
        boolean alone = mixer.priors() == 1;
        predictors = alone ? null : new SymbolPredictor[planes.length];
        squares = alone ? null : new LeastSquares[planes.length];
        for (int c = 0; c < planes.length; c++) {
            before[c] = new ChannelPlane[Math.min(c, EARLIER)];
            for (int i = 0; i < before[c].length; i++) {
                before[c][i] = planes[c - 1 - i];
            }
            if (!alone) {
                predictors[c] = new SymbolPredictor(planes[c], before[c]);
                squares[c] = new LeastSquares(planes[c], before[c]);
            }
        }
    }

    /**
     * Codes one symbol and learns from it.
     *
     * @param coder either direction
     * @param channel its channel
     * @param cell its place in the plane
     * @param value what the symbol stands for, in steps or half steps; a decoder ignores it, if it is 0
     * @param stage the trained network's stage, at the symbol's site, or null
     * @return the value
     * @throws SdcFormatException if a decoder meets a symbol out of range
     * @throws IllegalArgumentException if the quantiser that is in use has no such point
     */
    int code(BitCoder coder, int channel, int cell, int value, PriorStage stage) {
        boolean dependent = quantization == Quantization.DEPENDENT;
        boolean odd = dependent && Trellis.isOdd(trellisState);
        int symbol = dependent ? Trellis.symbol(odd, value) : value;
        own = planes[channel];
        earlier = before[channel];
        channelClass = Math.min(channel, CHANNELS - 1);
        law = adapted;
        if (stage != null) {
            law = trained;
            stage.predict(channel, trained);
        }
        law.useHalves(odd);
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
        int centre;
        int second = 0;
        if (squares == null) {
            centre = law.centre();
            look(cell);
        } else {
            centre = squares[channel].predict(cell) >> quantization.shift();
            second = predictors[channel].predict(cell);
            int error = look(cell);
            // The mean of |x| under a logistic law of width s is 2 ln 2 s; 180/256 is close to its inverse.
            adapted.set(centre, (65536 / Math.max(16, error * 180 >> 8)) << 8);
            other.set(second >> quantization.shift(), adapted.slope());
        }
        slopeClass = classOf(law.slope() >> 12);
        int decoded = 0;
        if (known == 0 || codeZero(coder, symbol == 0 ? 1 : 0) == 0) {
            int sign = codeSign(coder, symbol > 0 ? 1 : 0) != 0 ? 1 : -1;
            decoded = sign * codeMagnitude(coder, sign, Math.abs(symbol));
        }
        int found = decoded;
        if (dependent) {
            found = Trellis.value(odd, decoded);
            trellisState = Trellis.next(trellisState, decoded);
            if (Math.abs(found) > LatentSymbols.MAX_MAGNITUDE) {
                throw outOfRange(coder);
            }
        }
        own.put(cell, decoded, found, (found << 8 - quantization.shift()) - centre);
        if (squares != null) {
            predictors[channel].learn((found << 8) - second);
            squares[channel].learn(found);
        }
        if (stage != null) {
            stage.learn(channel, found);
        }
        return found;
    }

    /** Goes on as if the next symbol had been a 0 that was known. */
    void skip() {
        trellisState = Trellis.next(trellisState, 0);
    }

    /** The main law of the symbol coded last. */
    LogisticMixture law() {
        return law;
    }

    /**
     * Whether the symbol is so likely 0 that it is not worth a mixed decision: by the network's law, or without a network if all
     * symbols around it are 0. Sets {@link #quietness}.
     */
    private boolean isQuiet(int cell) {
        if (law == trained) {
            int zero = trained.zero();
            quietness = Math.min(QUIETS - 1, (Logistic.stretch(zero) - QUIET_LOGIT) / 96);
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
        int prior = law.zero();
        mixer.select(1, contextOf(ZERO, NEIGHBOURS, ownEnergy * 17 + earlierEnergy));
        selectCommon(ZERO, ZERO, prior, 5 * near(west, 2) + near(north, 2));
        mixer.select(3, contextOf(ZERO, BEFORE, 25 * near(before1, 2) + 5 * near(before2, 2) + near(before3, 2)));
        mixer.select(5, contextOf(ZERO, PATTERNS, 81 * near(west + north, 3) + pattern(1, 0) + near(before1East, 1)));
        selectPlace(ZERO, law.centre());
        if (squares != null) {
            mixer.prior(1, other.zero());
            adaptedPrior(adapted.zero());
        }
        return code(coder, ZERO, isZero, prior);
    }

    private int codeSign(BitCoder coder, int isPositive) {
        int prior = law.positive();
        int signs = 27 * near(northEast, 1) + 9 * near(before1, 1) + 3 * near(west, 1) + near(north, 1);
        mixer.select(1, contextOf(SIGN, NEIGHBOURS, signs));
        selectCommon(SIGN, SIGN, prior, 5 * near(west, 2) + near(north, 2));
        int channels = 25 * near(before1, 2) + 5 * near(before2, 2) + near(before3, 2);
        mixer.select(3, contextOf(SIGN, BEFORE, 125 * Math.min(channelClass, CLASSES - 1) + channels));
        mixer.select(5, contextOf(SIGN, PATTERNS, 81 * near(west + north, 3) + pattern(1, 0) + near(before1East, 1)));
        selectPlace(SIGN, law.centre());
        if (squares != null) {
            mixer.prior(1, other.positive());
            adaptedPrior(adapted.positive());
        }
        return code(coder, SIGN, isPositive, prior);
    }

    private int codeMagnitude(BitCoder coder, int sign, int magnitude) {
        for (int m = 1; m < LONGEST_UNARY; m++) {
            int kind = Math.min(SIGN + m, MAX_KIND);
            int prior = law.above(m, sign);
            mixer.select(1, contextOf(kind, NEIGHBOURS, ownEnergy * 17 + earlierEnergy));
            selectCommon(
                    kind,
                    Math.min(SIGN + m, FINE_KINDS - 1),
                    prior,
                    5 * near(west * sign - m, 2) + near(north * sign - m, 2));
            int channels = 25 * near(before1 * sign, 3) + 5 * near(before2 * sign, 2) + near(before3 * sign, 2);
            mixer.select(3, contextOf(kind, BEFORE, channels));
            mixer.select(5, contextOf(kind, PATTERNS, 81 * near((west + north) * sign - 2 * m, 4) + pattern(sign, m)));
            selectPlace(kind, law.centre() * sign - 256 * m + law.shortfall());
            if (squares != null) {
                mixer.prior(1, other.above(m, sign));
                adaptedPrior(adapted.above(m, sign));
            }
            if (code(coder, kind, magnitude > m ? 1 : 0, prior) == 0) {
                return m;
            }
        }
        return LONGEST_UNARY + codeEscape(coder, magnitude - LONGEST_UNARY);
    }

    /** Exp-Golomb: the number of bits of rest + 1 in unary, by counters, then those bits below the first. */
    private int codeEscape(BitCoder coder, int rest) {
        int length = 0;
        int wanted = 31 - Integer.numberOfLeadingZeros(Math.max(0, rest) + 1);
        while (Counter.code(coder, length < wanted ? 1 : 0, state.escapeLengths, length) != 0) {
            length++;
            if (length > LatentState.MAX_ESCAPE_BITS) {
                throw outOfRange(coder);
            }
        }
        int value = 1;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 1 | coder.code(rest + 1 >> i & 1, 1 << BitCoder.PROBABILITY_BITS - 1);
        }
        if (value - 1 + LONGEST_UNARY > LatentSymbols.MAX_MAGNITUDE) {
            throw outOfRange(coder);
        }
        return value - 1;
    }

    private static SdcFormatException outOfRange(BitCoder coder) {
        int offset = coder instanceof RangeDecoder decoder ? decoder.position() : 0;
        return new SdcFormatException(offset, "the coded latent holds a symbol beyond 32767, which no encoder writes");
    }

    private void selectCommon(int kind, int fineKind, int prior, int neighbours) {
        mixer.select(0, fineKind * CHANNELS + channelClass);
        mixer.select(2, contextOf(kind, CLASSES * 25, 25 * Math.min(channelClass, CLASSES - 1) + neighbours));
        mixer.select(
                4,
                contextOf(
                        kind, PRIORS, Math.max(0, Math.min(PRIORS - 1, (Logistic.stretch(prior) >> 6) + PRIORS / 2))));
    }

    /** Where the law lies (1/256 symbol from the coded symbol), in eighths, and how narrow it is. */
    private void selectPlace(int kind, int distance) {
        int place = Math.max(-32, Math.min(31, distance >> 5)) + 32;
        mixer.select(6, contextOf(kind, PLACES, place * CLASSES + slopeClass));
    }

    /** Beside the network's prior; without a network, it is the main one. */
    private void adaptedPrior(int prior) {
        if (law != adapted) {
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

    /** {@code value} limited to &plusmn;reach, made 0 .. 2 reach. */
    private static int near(int value, int reach) {
        return Math.max(-reach, Math.min(reach, value)) + reach;
    }

    /** Classes that grow by half an octave: 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, 16-23, ... at most 15. */
    private static int classOf(int energy) {
        if (energy < 4) {
            return energy;
        }
        int octave = 31 - Integer.numberOfLeadingZeros(energy);
        return Math.min(CLASSES - 1, 2 * octave + (energy >> octave - 1 & 1));
    }
}
