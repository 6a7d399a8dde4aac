package org.sdcodec.codec.entropy;

/**
 * A distribution of one symbol: a mixture of one or two logistic distributions, of which each symbol gets the mass
 * within half a step around it; with {@linkplain #useHalves odd half steps} symbol 0 a quarter of a step on both sides,
 * and all others the step beyond. Centers are in 1/256 symbol, slopes (the inverse of the distribution's scale) in
 * 1/65536 per symbol, logits in 1/256.
 */
final class LogisticMixture {
    /** Limit of a center's magnitude. */
    static final int MAX_CENTER = 1 << 23;

    private static final int HALF = 128;
    private static final int QUARTER = 64;

    private boolean halves;
    private int components;
    private int weight;
    private int center0;
    private int slope0;
    private int center1;
    private int slope1;

    /** Whether symbols stand for odd half steps ({@link Trellis#isOdd}); stays until it is said otherwise. */
    void useHalves(boolean odd) {
        halves = odd;
    }

    /** How far, in 1/256 step, magnitude 1 and those above lie below the whole number of steps. */
    int shortfall() {
        return halves ? HALF : 0;
    }

    /** One distribution alone. */
    void set(int center, int slope) {
        components = 1;
        center0 = center;
        slope0 = slope;
    }

    /** @param weight of the first distribution, 0..65535 of 65536 */
    void set(int weight, int centerA, int slopeA, int centerB, int slopeB) {
        components = 2;
        this.weight = weight;
        center0 = centerA;
        slope0 = slopeA;
        center1 = centerB;
        slope1 = slopeB;
    }

    /** Another one, moved. */
    void set(LogisticMixture other, int distance) {
        components = other.components;
        weight = other.weight;
        center0 = other.center0 + distance;
        slope0 = other.slope0;
        center1 = other.center1 + distance;
        slope1 = other.slope1;
    }

    /** Where the distribution lies on average, in 1/256 symbol. */
    int center() {
        return components == 1 ? center0 : center1 + (int) ((long) (center0 - center1) * weight >> 16);
    }

    /** The slope of the heavier distribution. */
    int slope() {
        return components == 1 || weight >= 32768 ? slope0 : slope1;
    }

    /** The probability that the symbol is 0, in 1/65536, 1..65535. */
    int zero() {
        return limited(mass(0) >> 12);
    }

    /** The probability that the symbol is positive, given that it is not 0. */
    int positive() {
        int edge = edge(0);
        long above = beyond(edge, 1);
        long below = mixed(
                Logistic.squashFine(logit(-edge - center0, slope0)),
                components == 1 ? 0 : Logistic.squashFine(logit(-edge - center1, slope1)));
        return limited((above << 16) / (above + below));
    }

    /**
     * The probability that the magnitude is above {@code m}, given that it is at least {@code m}.
     *
     * @param sign 1 or -1, that of the symbol
     */
    int above(int m, int sign) {
        return limited((beyond(edge(m), sign) << 16) / beyond(edge(m - 1), sign));
    }

    /** The probability of a symbol, in 1/2^28; 0 where the distribution is too thin for its numbers. */
    long mass(int symbol) {
        if (symbol == 0) {
            return mixed(band(center0, slope0), components == 1 ? 0 : band(center1, slope1));
        }
        int sign = Integer.signum(symbol);
        int m = Math.abs(symbol);
        return beyond(edge(m - 1), sign) - beyond(edge(m), sign);
    }

    /** Where the place of magnitude m ends and that of m + 1 begins. */
    private int edge(int m) {
        if (!halves) {
            return 256 * m + HALF;
        }
        return m == 0 ? QUARTER : 256 * m;
    }

    private int band(int center, int slope) {
        int edge = edge(0);
        return Logistic.squashFine(logit(edge - center, slope)) - Logistic.squashFine(logit(-edge - center, slope));
    }

    private long beyond(int edge, int sign) {
        return mixed(tail(edge, sign, center0, slope0), components == 1 ? 0 : tail(edge, sign, center1, slope1));
    }

    /** The mass beyond an edge on the side of {@code sign}. */
    private static int tail(int edge, int sign, int center, int slope) {
        return Logistic.squashFine(-logit(edge - sign * center, slope));
    }

    private long mixed(int first, int second) {
        return components == 1 ? first : second + ((long) (first - second) * weight >> 16);
    }

    private static int logit(int distance, int slope) {
        return (int) BitMixer.clamp((long) distance * slope >> 16, Logistic.MAX_LOGIT);
    }

    private static int limited(long probability) {
        return (int) Math.max(1, Math.min(65535, probability));
    }
}
