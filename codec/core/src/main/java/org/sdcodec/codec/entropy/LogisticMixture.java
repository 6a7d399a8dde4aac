package org.sdcodec.codec.entropy;

/**
 * A law of one symbol: a mixture of one or two logistic laws, of which each symbol gets the mass within half a step around it; with
 * {@linkplain #useHalves odd half steps} symbol 0 a quarter of a step on both sides, and all others the step beyond.
 * Centres are in 1/256 symbol, slopes (the inverse of the law's scale) in 1/65536 per symbol, logits in 1/256.
 */
final class LogisticMixture {
    /** Limit of a centre's magnitude. */
    static final int MAX_CENTRE = 1 << 23;

    private static final int HALF = 128;
    private static final int QUARTER = 64;

    private boolean halves;
    private int laws;
    private int weight;
    private int centre0;
    private int slope0;
    private int centre1;
    private int slope1;

    /** Whether symbols stand for odd half steps ({@link Trellis#isOdd}); stays until it is said otherwise. */
    void useHalves(boolean odd) {
        halves = odd;
    }

    /** How far, in 1/256 step, magnitude 1 and those above lie below the whole number of steps. */
    int shortfall() {
        return halves ? HALF : 0;
    }

    /** One law alone. */
    void set(int centre, int slope) {
        laws = 1;
        centre0 = centre;
        slope0 = slope;
    }

    /** @param weight of the first law, 0..65535 of 65536 */
    void set(int weight, int centreA, int slopeA, int centreB, int slopeB) {
        laws = 2;
        this.weight = weight;
        centre0 = centreA;
        slope0 = slopeA;
        centre1 = centreB;
        slope1 = slopeB;
    }

    /** Another one, moved. */
    void set(LogisticMixture other, int distance) {
        laws = other.laws;
        weight = other.weight;
        centre0 = other.centre0 + distance;
        slope0 = other.slope0;
        centre1 = other.centre1 + distance;
        slope1 = other.slope1;
    }

    /** Where the law lies on average, in 1/256 symbol. */
    int centre() {
        return laws == 1 ? centre0 : centre1 + (int) ((long) (centre0 - centre1) * weight >> 16);
    }

    /** The slope of the heavier law. */
    int slope() {
        return laws == 1 || weight >= 32768 ? slope0 : slope1;
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
                Logistic.squashFine(logit(-edge - centre0, slope0)),
                laws == 1 ? 0 : Logistic.squashFine(logit(-edge - centre1, slope1)));
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

    /** The probability of a symbol, in 1/2^28; 0 where the law is too thin for its numbers. */
    long mass(int symbol) {
        if (symbol == 0) {
            return mixed(band(centre0, slope0), laws == 1 ? 0 : band(centre1, slope1));
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

    private int band(int centre, int slope) {
        int edge = edge(0);
        return Logistic.squashFine(logit(edge - centre, slope)) - Logistic.squashFine(logit(-edge - centre, slope));
    }

    private long beyond(int edge, int sign) {
        return mixed(tail(edge, sign, centre0, slope0), laws == 1 ? 0 : tail(edge, sign, centre1, slope1));
    }

    /** The mass beyond an edge on the side of {@code sign}. */
    private static int tail(int edge, int sign, int centre, int slope) {
        return Logistic.squashFine(-logit(edge - sign * centre, slope));
    }

    private long mixed(int first, int second) {
        return laws == 1 ? first : second + ((long) (first - second) * weight >> 16);
    }

    private static int logit(int distance, int slope) {
        return (int) BitMixer.clamp((long) distance * slope >> 16, Logistic.MAX_LOGIT);
    }

    private static int limited(long probability) {
        return (int) Math.max(1, Math.min(65535, probability));
    }
}
