package org.sdcodec;

/**
 * Rows of Display P3 as sRGB: each color through linear light, rounded to the nearest level, and clipped where sRGB
 * does not have it. Grays keep their level. The same bits on every machine.
 */
final class SrgbRows implements PixelRows {

    private static final int LEVELS = 256;

    /**
     * From linear Display P3 to linear sRGB: the product of their matrices to and from CIE XYZ, by the primaries of
     * SMPTE EG 432-1 and IEC 61966-2-1. Rows sum to 1.
     */
    private static final double[][] MATRIX = {
        {1.2249401762805598, -0.22494017628055996, 0},
        {-0.042056954709688163, 1.0420569547096881, 0},
        {-0.019637554590334432, -0.078636045550631889, 1.0982736001409663}
    };

    /** Linear light, 0 to 1, by level. */
    private static final double[] LINEAR = new double[LEVELS];

    /** The least linear light of each level: that of the level halfway to the one below; of level 0, nothing. */
    private static final double[] LEAST = new double[LEVELS];

    static {
        for (int i = 0; i < LEVELS; i++) {
            LINEAR[i] = linear(i / 255.0);
            LEAST[i] = i == 0 ? Double.NEGATIVE_INFINITY : linear((i - 0.5) / 255);
        }
    }

    private final PixelRows wide;

    /** @param wide of Display P3 */
    SrgbRows(PixelRows wide) {
        this.wide = wide;
    }

    /** The transfer function of IEC 61966-2-1. */
    private static double linear(double v) {
        if (v <= 0.04045) {
            return v / 12.92;
        }
        double root = fifthRoot((v + 0.055) / 1.055);
        double squared = root * root;
        double fourth = squared * squared;
        // To the power of 12/5.
        return fourth * fourth * fourth;
    }

    /** By Newton's method, of numbers of 0.09 to 1: products and quotients, which are the same everywhere. */
    private static double fifthRoot(double v) {
        double root = 1;
        for (int i = 0; i < 20; i++) {
            double fourth = root * root * root * root;
            root -= (root * fourth - v) / (5 * fourth);
        }
        return root;
    }

    @Override
    public void copy(int y, int x, int count, int[] target, int offset) {
        wide.copy(y, x, count, target, offset);
        for (int i = offset; i < offset + count; i++) {
            target[i] = converted(target[i]);
        }
    }

    private static int converted(int argb) {
        int red = argb >> 16 & 255;
        int green = argb >> 8 & 255;
        int blue = argb & 255;
        if (red == green && green == blue) {
            return argb;
        }
        int converted = argb >>> 24;
        for (double[] row : MATRIX) {
            double light = row[0] * LINEAR[red] + row[1] * LINEAR[green] + row[2] * LINEAR[blue];
            converted = converted << 8 | level(light);
        }
        return converted;
    }

    /** By halving. */
    private static int level(double light) {
        int level = 0;
        for (int step = LEVELS / 2; step > 0; step /= 2) {
            level += light >= LEAST[level + step] ? step : 0;
        }
        return level;
    }
}
