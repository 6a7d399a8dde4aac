package org.sdcodec.codec.entropy;

/**
 * A law of one symbol: a mixture of one or two logistic laws, of which each symbol gets the mass within half a step around it.
 * Centres are in 1/256 symbol, slopes (the inverse of the law's scale) in 1/65536 per symbol, logits in 1/256.
 */
final class LogisticMixture {
    /** Limit of a centre's magnitude. */
    static final int MAX_CENTRE = 1 << 23;

    private static final int HALF = 128;

    private int laws;
    private int weight;
    private int centre0;
    private int slope0;
    private int centre1;
    private int slope1;

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
        long mass = mixed(band(centre0, slope0), laws == 1 ? 0 : band(centre1, slope1));
        return limited(mass >> 12);
    }

    /** The probability that the symbol is positive, given that it is not 0. */
    int positive() {
        long above = mixed(
                Logistic.squashFine(-logit(HALF - centre0, slope0)),
                laws == 1 ? 0 : Logistic.squashFine(-logit(HALF - centre1, slope1)));
        long below = mixed(
                Logistic.squashFine(logit(-HALF - centre0, slope0)),
                laws == 1 ? 0 : Logistic.squashFine(logit(-HALF - centre1, slope1)));
        return limited((above << 16) / (above + below));
    }

    /**
     * The probability that the magnitude is above {@code m}, given that it is at least {@code m}.
     *
     * @param sign 1 or -1, that of the symbol
     */
    int above(int m, int sign) {
        int edge = 256 * m + HALF;
        long inner = mixed(tail(edge, sign, centre0, slope0), laws == 1 ? 0 : tail(edge, sign, centre1, slope1));
        edge -= 256;
        long outer = mixed(tail(edge, sign, centre0, slope0), laws == 1 ? 0 : tail(edge, sign, centre1, slope1));
        return limited((inner << 16) / outer);
    }

    private static int band(int centre, int slope) {
        return Logistic.squashFine(logit(HALF - centre, slope)) - Logistic.squashFine(logit(-HALF - centre, slope));
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
