package org.sdcodec.codec.entropy;

import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;

/**
 * The probability model of one latent: how a symbol is taken apart into decisions, and from what each is predicted.
 * Learns.
 *
 * <p>A symbol is coded as: is it zero; if not, is it positive; then "is the magnitude above m" for m = 1, 2, ... until
 * the answer is no; from 20 on the rest in Exp-Golomb code.
 */
abstract class SymbolModel {
    /** Channels before the coded one that serve as context. */
    static final int EARLIER = 4;

    /** Magnitudes from this one on are coded otherwise. */
    static final int LONGEST_UNARY = 20;

    /** A distribution that gives 0 at least this, of 65536, makes a decision quiet; its logit. */
    static final int QUIET = 65536 - 131;

    static final int QUIET_LOGIT = Logistic.stretch(QUIET);
    /** Logits between two classes of quiet decisions. */
    static final int QUIET_STEP = 96;

    static final int QUIET_LIMIT = 255;

    final Quantization quantization;
    final ChannelPlane[] planes;
    private final LatentState state;
    /** Of dependent quantization. */
    private int trellisState;

    /**
     * @param state where learning starts from; learns
     * @param planes one of each channel, empty
     */
    SymbolModel(LatentState state, Quantization quantization, ChannelPlane[] planes) {
        this.state = state;
        this.quantization = quantization;
        this.planes = planes;
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
     * @throws IllegalArgumentException if the quantizer that is in use has no such point
     */
    abstract int code(BitCoder coder, int channel, int cell, int value, PriorStage stage);

    /** The main distribution of the symbol coded last. */
    abstract LogisticMixture distribution();

    /** Goes on as if the next symbol had been a 0 that was known. */
    final void skip() {
        trellisState = Trellis.next(trellisState, 0);
    }

    /** Whether the next symbol stands for odd half steps. */
    final boolean isOdd() {
        return quantization == Quantization.DEPENDENT && Trellis.isOdd(trellisState);
    }

    /** The symbol of a value. */
    final int symbolOf(int value) {
        return quantization == Quantization.DEPENDENT ? Trellis.symbol(isOdd(), value) : value;
    }

    /** The value of a symbol; goes on to the next one. */
    final int valueOf(BitCoder coder, int symbol) {
        if (quantization != Quantization.DEPENDENT) {
            return symbol;
        }
        int value = Trellis.value(isOdd(), symbol);
        trellisState = Trellis.next(trellisState, symbol);
        if (Math.abs(value) > LatentSymbols.MAX_MAGNITUDE) {
            throw outOfRange(coder);
        }
        return value;
    }

    /** Exp-Golomb: the number of bits of rest + 1 in unary, by counters, then those bits below the first. */
    final int codeEscape(BitCoder coder, int rest) {
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

    /** {@code value} limited to &plusmn;reach, made 0 .. 2 reach. */
    static int near(int value, int reach) {
        return Math.max(-reach, Math.min(reach, value)) + reach;
    }

    /** Classes that grow by half an octave: 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, 16-23, ... at most 15. */
    static int classOf(int energy) {
        if (energy < 4) {
            return energy;
        }
        int octave = 31 - Integer.numberOfLeadingZeros(energy);
        return Math.min(LatentState.CLASSES - 1, 2 * octave + (energy >> octave - 1 & 1));
    }
}
