package org.sdcodec.codec.entropy;

import java.util.Arrays;
import org.sdcodec.SdcFormatException;

/**
 * Lossless coder of one 8-bit plane, such as alpha. A row is either flagged equal to the row above or coded sample by
 * sample: the difference from the median of W, N and W + N - NW (the predictor of JPEG-LS, ITU-T T.87), modulo 256, as
 * zero flag, sign and magnitude through a {@link BitMixer}. Flat and repeating planes cost next to nothing.
 */
public final class PlaneCoder {
    private static final int MAX_MAGNITUDE = 128;
    private static final int LONGEST_UNARY = 6;

    /** Kinds of decision: zero, sign, magnitude above 1 .. 5. */
    private static final int ZERO = 0;

    private static final int SIGN = 1;
    private static final int KINDS = SIGN + LONGEST_UNARY;
    private static final int ACTIVITIES = 16;
    private static final int EXTREMES = 3;
    private static final int SHAPES = 27;
    private static final int UNKNOWN = 1 << BitCoder.PROBABILITY_BITS - 1;

    private final BitMixer mixer = new BitMixer(
            1, 2, KINDS + ACTIVITIES, KINDS * ACTIVITIES, KINDS * SHAPES * EXTREMES, KINDS * ACTIVITIES * ACTIVITIES);
    private final int[] repeatFlags = Counter.table(2);
    /** A binary tree over the magnitudes from {@link #LONGEST_UNARY} on. */
    private final int[] tree = Counter.table(MAX_MAGNITUDE);

    private final BitCoder coder;
    private final byte[] plane;
    private final int width;
    private final Runnable check;

    private PlaneCoder(BitCoder coder, byte[] plane, int width, Runnable check) {
        this.coder = coder;
        this.plane = plane;
        this.width = width;
        this.check = check;
    }

    /**
     * @param plane height * width samples, rows from top to bottom; not modified
     * @param height at least 1
     * @param width at least 1
     * @param check called before each row; what it throws ends the work
     * @return the coded bytes, at least one
     * @throws IllegalArgumentException if the sizes do not match the array
     */
    public static byte[] encode(byte[] plane, int height, int width, Runnable check) {
        if (plane.length != count(height, width)) {
            throw new IllegalArgumentException("A plane of " + height + " x " + width + " has " + count(height, width)
                    + " samples, but " + plane.length + " were given.");
        }
        RangeEncoder encoder = new RangeEncoder();
        // A copy, because a transfer writes back what it was given.
        new PlaneCoder(encoder, plane.clone(), width, check).transfer(height);
        return encoder.finish();
    }

    /**
     * The inverse of {@link #encode}.
     *
     * @param data exactly the bytes that {@link #encode} gave; not modified
     * @param height at least 1
     * @param width at least 1
     * @param check as there
     * @return height * width samples
     * @throws SdcFormatException if the bytes end too early, go on too long or hold what no encoder writes
     * @throws IllegalArgumentException if the sizes are not positive or their product exceeds 2^31 - 1
     */
    public static byte[] decode(byte[] data, int height, int width, Runnable check) {
        byte[] plane = new byte[count(height, width)];
        RangeDecoder decoder = new RangeDecoder(data);
        new PlaneCoder(decoder, plane, width, check).transfer(height);
        decoder.finish();
        return plane;
    }

    private static int count(int height, int width) {
        if (height < 1 || width < 1 || (long) height * width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("A plane of " + height + " x " + width
                    + " cannot be coded: both sizes must be at least 1, and their product at most 2147483647.");
        }
        return height * width;
    }

    private void transfer(int height) {
        int repeated = 0;
        for (int y = 0; y < height; y++) {
            check.run();
            int row = y * width;
            if (y > 0) {
                boolean same = Arrays.equals(plane, row, row + width, plane, row - width, row);
                repeated = Counter.code(coder, same ? 1 : 0, repeatFlags, repeated);
                if (repeated != 0) {
                    System.arraycopy(plane, row - width, plane, row, width);
                    continue;
                }
            }
            for (int x = 0; x < width; x++) {
                codeSample(row, x, y);
            }
        }
    }

    /** Neighbors outside the plane: above the first row 0, left of a row the sample above, right of it the last. */
    private void codeSample(int row, int x, int y) {
        int at = row + x;
        int north = y > 0 ? sample(at - width) : 0;
        int west = x > 0 ? sample(at - 1) : north;
        int northWest = x > 0 && y > 0 ? sample(at - width - 1) : north;
        int northEast = y > 0 && x + 1 < width ? sample(at - width + 1) : north;

        int gradient = west + north - northWest;
        int predicted = Math.max(Math.min(west, north), Math.min(Math.max(west, north), gradient));
        int activity = activityClass(Math.abs(west - northWest) + Math.abs(northWest - north));
        int ahead = activityClass(Math.abs(north - northEast));
        int shape = 9 * order(west, north) + 3 * order(north, northEast) + order(northWest, north);
        int extreme = predicted == 0 ? 0 : predicted == 255 ? 1 : 2;
        int shapeAndExtreme = shape * EXTREMES + extreme;
        int activities = activity * ACTIVITIES + ahead;

        byte difference = (byte) (sample(at) - predicted);
        int decoded = 0;
        if (code(ZERO, difference == 0 ? 1 : 0, activity, shapeAndExtreme, activities) == 0) {
            int positive = code(SIGN, difference > 0 ? 1 : 0, activity, shapeAndExtreme, activities);
            int magnitude = codeMagnitude(Math.abs(difference), activity, shapeAndExtreme, activities);
            decoded = positive != 0 ? magnitude : -magnitude;
        }
        plane[at] = (byte) (predicted + decoded);
    }

    private int codeMagnitude(int magnitude, int activity, int shapeAndExtreme, int activities) {
        for (int m = 1; m < LONGEST_UNARY; m++) {
            if (code(SIGN + m, magnitude > m ? 1 : 0, activity, shapeAndExtreme, activities) == 0) {
                return m;
            }
        }
        int rest = magnitude - LONGEST_UNARY;
        int node = 1;
        for (int i = 6; i >= 0; i--) {
            node = node << 1 | Counter.code(coder, rest >> i & 1, tree, node);
        }
        // A damaged stream may name up to 133; the sample is taken modulo 256 all the same.
        return node - MAX_MAGNITUDE + LONGEST_UNARY;
    }

    private int code(int kind, int bit, int activity, int shapeAndExtreme, int activities) {
        mixer.select(0, kind * ACTIVITIES + activity);
        mixer.select(1, kind * SHAPES * EXTREMES + shapeAndExtreme);
        mixer.select(2, kind * ACTIVITIES * ACTIVITIES + activities);
        mixer.prior(0, UNKNOWN);
        mixer.use(0, kind);
        mixer.use(1, KINDS + activity);
        return mixer.code(coder, bit);
    }

    private int sample(int at) {
        return plane[at] & 0xFF;
    }

    private static int order(int a, int b) {
        return Integer.signum(a - b) + 1;
    }

    /** 0, 1, 2-3, 4-7, ... up to 256-510. */
    private static int activityClass(int difference) {
        return 32 - Integer.numberOfLeadingZeros(difference);
    }
}
