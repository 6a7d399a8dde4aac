package org.sdcodec.benchmarks.rd;

import java.util.Optional;

/**
 * The Bjøntegaard delta rate: how many bytes more one codec needs than another for the same quality, on average over
 * the qualities that both reach. G. Bjøntegaard, "Calculation of average PSNR differences between RD-curves", VCEG-M33,
 * 2001, with the interpolation of {@link RateCurve} instead of his one cubic.
 */
final class BdRate {
    private BdRate() {}

    /**
     * Compares two codecs on a picture.
     *
     * @param rates only what the codecs reach at these rates counts, in bits per pixel
     * @return −0.5 if {@code test} needs half of the bytes of {@code reference}; nothing if they have no quality in
     *     common
     */
    static Optional<Double> of(RateCurve test, RateCurve reference, Rates rates) {
        Optional<double[]> ours = test.qualities(rates);
        Optional<double[]> theirs = reference.qualities(rates);
        if (ours.isEmpty() || theirs.isEmpty()) {
            return Optional.empty();
        }
        double low = Math.max(ours.get()[0], theirs.get()[0]);
        double high = Math.min(ours.get()[1], theirs.get()[1]);
        if (low >= high) {
            return Optional.empty();
        }
        double difference = test.integratedLogRate(low, high) - reference.integratedLogRate(low, high);
        return Optional.of(Math.expm1(difference / (high - low)));
    }
}
