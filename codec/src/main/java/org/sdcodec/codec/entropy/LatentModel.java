package org.sdcodec.codec.entropy;

import org.sdcodec.codec.SdcFormatException;

/**
 * The probability model of one latent: how a symbol is taken apart into decisions, and from what each is predicted.
 *
 * <p>A symbol is coded as: is it zero; if not, is it positive; then "is the magnitude above m" for m = 1, 2, ... until
 * the answer is no; from 20 on the rest in Exp-Golomb code. Every decision has a prior from a logistic law whose
 * centre is the {@link SymbolPredictor}'s value and whose width follows the errors around the cell, and six counters
 * whose contexts are neighbouring symbols (relative to m and to the coded sign), local energy and the channel.
 */
final class LatentModel {
    /** Channels before the coded one that serve as context. */
    static final int EARLIER = 4;

    private static final int LONGEST_UNARY = 20;
    /** Bits below the leading one of the Exp-Golomb rest + 1; 32767 - 20 + 1 needs 14. */
    private static final int MAX_ESCAPE_BITS = 14;

    /** Kinds of decision: zero, sign, magnitude above 1, 2, 3, 4, above 5 and more. */
    private static final int ZERO = 0;

    private static final int SIGN = 1;
    private static final int MAX_KIND = 6;
    private static final int KINDS = MAX_KIND + 1;
    /** Channels from this one on share their contexts; also the number of classes of an energy. */
    private static final int CLASSES = 16;

    private static final int FINE_KINDS = 16;
    /** How many values each context but the first has, for one kind of decision. */
    private static final int NEIGHBOURS = 512;

    private static final int CHANNELS = 2048;
    private static final int PRIORS = 32;
    private static final int PATTERNS = 1024;

    private final BitMixer mixer = new BitMixer(
            2 * KINDS * CLASSES,
            FINE_KINDS * CLASSES,
            KINDS * NEIGHBOURS,
            KINDS * NEIGHBOURS,
            KINDS * CHANNELS,
            KINDS * PRIORS,
            KINDS * PATTERNS);
    private final int[] escapeLengths = Counter.table(MAX_ESCAPE_BITS + 1);

    // The channel being coded.
    private ChannelPlane own;
    private ChannelPlane[] earlier;
    private SymbolPredictor predictor;
    private int channelClass;

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
    /** Centre of the logistic law in 1/256 symbol, and its slope: logits (1/256) per symbol. */
    private int centre;

    private int slope;

    /**
     * @param channel index of the channel, from 0
     * @param plane receives its symbols
     * @param before up to {@link #EARLIER} complete channels before it, the nearest first
     */
    void startChannel(int channel, ChannelPlane plane, ChannelPlane[] before) {
        own = plane;
        earlier = before;
        predictor = new SymbolPredictor(plane, before);
        channelClass = Math.min(channel, CLASSES - 1);
    }

    /**
     * Codes one symbol and learns from it.
     *
     * @param coder either direction
     * @param cell its place in the plane
     * @param symbol the symbol (ignored by a decoder)
     * @return the symbol
     * @throws SdcFormatException if a decoder meets a symbol out of range
     */
    int code(BitCoder coder, int cell, int symbol) {
        centre = predictor.predict(cell);
        look(cell);
        int decoded = 0;
        if (codeZero(coder, symbol == 0 ? 1 : 0) == 0) {
            int sign = codeSign(coder, symbol > 0 ? 1 : 0) != 0 ? 1 : -1;
            decoded = sign * codeMagnitude(coder, sign, Math.abs(symbol));
        }
        int error = (decoded << 8) - centre;
        own.put(cell, decoded, error);
        predictor.learn(error);
        return decoded;
    }

    private void look(int cell) {
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
        // The mean of |x| under a logistic law of width s is 2 ln 2 s; 180/256 is close to its inverse.
        slope = 65536 / Math.max(16, error * 180 >> 8);
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
        int below = Logistic.squashFine(logit(128 - centre));
        int prior = limited(below - Logistic.squashFine(logit(-128 - centre)) >> 12);
        mixer.select(1, contextOf(ZERO, NEIGHBOURS, ownEnergy * 17 + earlierEnergy));
        selectCommon(ZERO, ZERO, prior, 5 * near(west, 2) + near(north, 2));
        mixer.select(3, contextOf(ZERO, CHANNELS, 25 * near(before1, 2) + 5 * near(before2, 2) + near(before3, 2)));
        mixer.select(5, contextOf(ZERO, PATTERNS, 81 * near(west + north, 3) + pattern(1, 0) + near(before1East, 1)));
        return code(coder, ZERO, isZero, prior);
    }

    private int codeSign(BitCoder coder, int isPositive) {
        int above = Logistic.squashFine(-logit(128 - centre));
        int below = Logistic.squashFine(logit(-128 - centre));
        int prior = limited((int) (((long) above << 16) / (above + below)));
        int signs = 27 * near(northEast, 1) + 9 * near(before1, 1) + 3 * near(west, 1) + near(north, 1);
        mixer.select(1, contextOf(SIGN, NEIGHBOURS, signs));
        selectCommon(SIGN, SIGN, prior, 5 * near(west, 2) + near(north, 2));
        int channels = 25 * near(before1, 2) + 5 * near(before2, 2) + near(before3, 2);
        mixer.select(3, contextOf(SIGN, CHANNELS, 125 * channelClass + channels));
        mixer.select(5, contextOf(SIGN, PATTERNS, 81 * near(west + north, 3) + pattern(1, 0) + near(before1East, 1)));
        return code(coder, SIGN, isPositive, prior);
    }

    private int codeMagnitude(BitCoder coder, int sign, int magnitude) {
        for (int m = 1; m < LONGEST_UNARY; m++) {
            int kind = Math.min(SIGN + m, MAX_KIND);
            int inner = logit(256 * m + 128 - centre * sign);
            int outer = Math.max(-Logistic.MAX_LOGIT, inner - slope);
            int prior = limited((int) (((long) Logistic.squashFine(-inner) << 16) / Logistic.squashFine(-outer)));
            mixer.select(1, contextOf(kind, NEIGHBOURS, ownEnergy * 17 + earlierEnergy));
            selectCommon(
                    kind,
                    Math.min(SIGN + m, FINE_KINDS - 1),
                    prior,
                    5 * near(west * sign - m, 2) + near(north * sign - m, 2));
            int channels = 25 * near(before1 * sign, 3) + 5 * near(before2 * sign, 2) + near(before3 * sign, 2);
            mixer.select(3, contextOf(kind, CHANNELS, channels));
            mixer.select(5, contextOf(kind, PATTERNS, 81 * near((west + north) * sign - 2 * m, 4) + pattern(sign, m)));
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
        while (Counter.code(coder, length < wanted ? 1 : 0, escapeLengths, length) != 0) {
            length++;
            if (length > MAX_ESCAPE_BITS) {
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
        mixer.select(0, fineKind * CLASSES + channelClass);
        mixer.select(2, contextOf(kind, NEIGHBOURS, 25 * channelClass + neighbours));
        mixer.select(4, contextOf(kind, PRIORS, Logistic.stretch(prior) + 2048 >> 7));
    }

    private int code(BitCoder coder, int kind, int bit, int prior) {
        return mixer.code(coder, bit, prior, kind * CLASSES + errorClass, (KINDS + kind) * CLASSES + channelClass);
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

    /** The logit at {@code distance} (1/256 symbol) from the centre of the law. */
    private int logit(int distance) {
        return (int) BitMixer.clamp((long) distance * slope >> 8, Logistic.MAX_LOGIT);
    }

    private static int limited(int probability) {
        return Math.max(32, Math.min(65536 - 32, probability));
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
