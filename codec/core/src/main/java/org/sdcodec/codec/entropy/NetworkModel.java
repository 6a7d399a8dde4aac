package org.sdcodec.codec.entropy;

import static org.sdcodec.codec.entropy.LatentState.CHANNELS;
import static org.sdcodec.codec.entropy.LatentState.CLASSES;
import static org.sdcodec.codec.entropy.LatentState.ENERGIES;
import static org.sdcodec.codec.entropy.LatentState.FINE_KINDS;
import static org.sdcodec.codec.entropy.LatentState.KINDS;
import static org.sdcodec.codec.entropy.LatentState.PATTERNS;
import static org.sdcodec.codec.entropy.LatentState.PLACES;
import static org.sdcodec.codec.entropy.LatentState.PRIORS;
import static org.sdcodec.codec.entropy.LatentState.QUIETS;

import java.util.Arrays;
import org.sdcodec.codec.quant.Quantization;

/**
 * The model where a trained network predicts, with a prior of version 2: every decision has the network's distribution,
 * the same distribution moved by what {@link ErrorPredictor} expects, and five counters.
 */
final class NetworkModel extends SymbolModel {
    private static final int ZERO = 0;
    private static final int SIGN = 1;

    private final LatentState state;
    private final BitMixer mixer;
    private final LogisticMixture distribution = new LogisticMixture();
    private final LogisticMixture moved = new LogisticMixture();
    /** Of each channel the four before it, the nearest first; where there is none, zeros. */
    private final ChannelPlane[][] before;

    private final ErrorPredictor[] predictors;

    // The symbol being coded, and those around it by compass point and in the channels before at the same cell.
    private int channelClass;
    private int west;
    private int north;
    private int northWest;
    private int northEast;
    private int before1;
    private int before2;
    private int energies;
    private int errorClass;
    private int slopeClass;

    /**
     * @param start where learning starts from; learns
     * @param planes one of each channel, empty
     * @param none one more
     */
    NetworkModel(LatentState start, Quantization quantization, ChannelPlane[] planes, ChannelPlane none) {
        super(start, quantization, planes);
        state = start;
        mixer = start.mixer;
        before = new ChannelPlane[planes.length][EARLIER];
        predictors = new ErrorPredictor[planes.length];
        for (int c = 0; c < planes.length; c++) {
            predictors[c] = new ErrorPredictor();
            Arrays.fill(before[c], none);
            for (int i = 0; i < Math.min(c, EARLIER); i++) {
                before[c][i] = planes[c - 1 - i];
            }
        }
    }

    @Override
    int code(BitCoder coder, int channel, int cell, int value, PriorStage stage) {
        boolean odd = isOdd();
        int symbol = symbolOf(value);
        distribution.useHalves(odd);
        stage.predict(channel, distribution);
        channelClass = Math.min(channel, CHANNELS - 1);
        int zero = distribution.zero();
        boolean quiet = zero >= QUIET;
        if (quiet) {
            int quietness = Math.min(QUIETS - 1, (Logistic.stretch(zero) - QUIET_LOGIT) / QUIET_STEP);
            int context = channelClass * QUIETS + quietness;
            if (Counter.code(coder, symbol != 0 ? 1 : 0, state.quiet, context, QUIET_LIMIT) == 0) {
                skip();
                return 0;
            }
        }
        ChannelPlane own = planes[channel];
        int expected = predictors[channel].predict(own, before[channel], cell);
        moved.useHalves(odd);
        moved.set(distribution, expected);
        look(own, before[channel], cell);
        slopeClass = classOf(distribution.slope() >> 12);
        int center = distribution.center();
        int decoded = 0;
        if (quiet || codeZero(coder, zero, center, symbol == 0 ? 1 : 0) == 0) {
            int sign = codeSign(coder, center, symbol > 0 ? 1 : 0) != 0 ? 1 : -1;
            decoded = sign * codeMagnitude(coder, sign, center, Math.abs(symbol));
        }
        int found = valueOf(coder, decoded);
        int error = (found << 8 - quantization.shift()) - center;
        own.put(cell, decoded, found, Math.max(-ErrorPredictor.MAX_ERROR, Math.min(ErrorPredictor.MAX_ERROR, error)));
        predictors[channel].learn(error - expected);
        stage.learn(channel, found);
        return found;
    }

    @Override
    LogisticMixture distribution() {
        return distribution;
    }

    private void look(ChannelPlane own, ChannelPlane[] earlier, int cell) {
        int stride = own.stride;
        int[] s = own.symbols;
        west = s[cell - 1];
        north = s[cell - stride];
        northWest = s[cell - stride - 1];
        northEast = s[cell - stride + 1];
        int farther = Math.abs(s[cell - 2]) + Math.abs(s[cell - 2 * stride]);
        int energy = classOf(
                2 * Math.abs(west) + 2 * Math.abs(north) + Math.abs(northWest) + Math.abs(northEast) + (farther >> 1));
        before1 = earlier[0].symbols[cell];
        before2 = earlier[1].symbols[cell];
        int beyond = Math.abs(earlier[2].symbols[cell]) + Math.abs(earlier[3].symbols[cell]);
        energies = energy * CLASSES + classOf((2 * Math.abs(before1) + Math.abs(before2) + beyond) * 4 / 5);
        int[] e = own.errors;
        int ownError = (3 * (Math.abs(e[cell - 1]) + Math.abs(e[cell - stride]))
                        + 2 * (Math.abs(e[cell - stride - 1]) + Math.abs(e[cell - stride + 1]))
                        + Math.abs(e[cell - 2])
                        + Math.abs(e[cell - 2 * stride]))
                / 12;
        int errors = 0;
        for (ChannelPlane plane : earlier) {
            errors += Math.abs(plane.errors[cell]);
        }
        errorClass = classOf((ownError + (errors >> 2) >> 1) + 32 >> 3);
    }

    private int codeZero(BitCoder coder, int prior, int center, int isZero) {
        mixer.select(1, ZERO * ENERGIES + energies);
        mixer.select(3, ZERO * PATTERNS + 81 * near(west + north, 3) + pattern(1, 0) + near(before2, 1));
        return code(coder, ZERO, ZERO, prior, moved.zero(), center, isZero);
    }

    private int codeSign(BitCoder coder, int center, int isPositive) {
        int signs = 27 * near(northEast, 1) + 9 * near(before1, 1) + 3 * near(west, 1) + near(north, 1);
        mixer.select(1, SIGN * ENERGIES + signs);
        mixer.select(3, SIGN * PATTERNS + 81 * near(west + north, 3) + pattern(1, 0) + near(before2, 1));
        return code(coder, SIGN, SIGN, distribution.positive(), moved.positive(), center, isPositive);
    }

    private int codeMagnitude(BitCoder coder, int sign, int center, int magnitude) {
        for (int m = 1; m < LONGEST_UNARY; m++) {
            int kind = Math.min(SIGN + m, KINDS - 1);
            mixer.select(1, kind * ENERGIES + energies);
            mixer.select(3, kind * PATTERNS + 81 * near((west + north) * sign - 2 * m, 4) + pattern(sign, m));
            int distance = center * sign - 256 * m + distribution.shortfall();
            int fineKind = Math.min(SIGN + m, FINE_KINDS - 1);
            int above = magnitude > m ? 1 : 0;
            if (code(coder, kind, fineKind, distribution.above(m, sign), moved.above(m, sign), distance, above) == 0) {
                return m;
            }
        }
        return LONGEST_UNARY + codeEscape(coder, magnitude - LONGEST_UNARY);
    }

    private int pattern(int sign, int m) {
        return 27 * near(northEast * sign - m, 1) + 9 * near(northWest * sign - m, 1) + 3 * near(before1 * sign, 1);
    }

    /** @param distance from the coded symbol to the distribution's center, in 1/256 symbol */
    private int code(BitCoder coder, int kind, int fineKind, int prior, int movedPrior, int distance, int bit) {
        mixer.select(0, fineKind * CHANNELS + channelClass);
        mixer.select(2, kind * PRIORS + near(Logistic.stretch(prior) >> 6, PRIORS / 2 - 1));
        mixer.select(4, kind * PLACES + near(distance >> 5, PLACES / CLASSES / 2 - 1) * CLASSES + slopeClass);
        mixer.prior(0, prior);
        mixer.prior(1, movedPrior);
        mixer.use(0, kind * CLASSES + errorClass);
        mixer.use(1, KINDS * CLASSES + kind * CHANNELS + channelClass);
        return mixer.code(coder, bit);
    }
}
