package org.sdcodec.benchmarks.rd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The curves of all codecs on all pictures.
 *
 * <p>Means are over all pictures or there is none: where one picture's smallest file needs more, a mean over the rest
 * would be one over easier pictures. So a codec's mean curve begins at the rate that its hardest picture reaches.
 */
final class CurveSet {
    private final List<String> codecs;
    private final int pictures;
    private final Map<Metric, Map<String, Map<String, RateCurve>>> curves = new HashMap<>();

    /**
     * A mean over pictures.
     *
     * @param pictures how many it is over
     */
    record Mean(double value, int pictures) {}

    /** Codecs keep the order in which they come first. */
    CurveSet(List<RatePoint> points) {
        Map<String, Map<String, List<RatePoint>>> sorted = new LinkedHashMap<>();
        for (RatePoint p : points) {
            sorted.computeIfAbsent(p.codec(), c -> new LinkedHashMap<>())
                    .computeIfAbsent(p.pixels(), c -> new ArrayList<>())
                    .add(p);
        }
        codecs = List.copyOf(sorted.keySet());
        pictures = (int) points.stream().map(RatePoint::pixels).distinct().count();
        for (Metric metric : Metric.values()) {
            Map<String, Map<String, RateCurve>> ofMetric = new HashMap<>();
            sorted.forEach((codec, byPicture) -> byPicture.forEach((picture, some) -> RateCurve.of(some, metric)
                    .ifPresent(curve -> ofMetric.computeIfAbsent(codec, c -> new LinkedHashMap<>())
                            .put(picture, curve))));
            curves.put(metric, ofMetric);
        }
    }

    List<String> codecs() {
        return codecs;
    }

    int pictures() {
        return pictures;
    }

    /** Whether any codec has a curve in the metric for every picture. */
    boolean has(Metric metric) {
        return codecs.stream().anyMatch(codec -> curves(codec, metric).size() == pictures);
    }

    private Map<String, RateCurve> curves(String codec, Metric metric) {
        return curves.get(metric).getOrDefault(codec, Map.of());
    }

    /** The rates that the codec reaches on every picture. */
    Optional<Rates> commonRates(String codec, Metric metric) {
        Map<String, RateCurve> some = curves(codec, metric);
        if (some.size() < pictures || some.isEmpty()) {
            return Optional.empty();
        }
        double low =
                some.values().stream().mapToDouble(RateCurve::minRate).max().orElseThrow();
        double high =
                some.values().stream().mapToDouble(RateCurve::maxRate).min().orElseThrow();
        return low < high ? Optional.of(new Rates(low, high)) : Optional.empty();
    }

    /** The mean of the metric over all pictures at a rate; empty unless the codec reaches it on every picture. */
    OptionalDouble mean(String codec, Metric metric, double rate) {
        if (commonRates(codec, metric).filter(r -> r.contains(rate)).isEmpty()) {
            return OptionalDouble.empty();
        }
        return curves(codec, metric).values().stream()
                .mapToDouble(curve -> metric.fromScale(curve.qualityAt(rate)))
                .average();
    }

    /**
     * By how much a codec is ahead of another in files of at most a rate: the mean difference of qualities on the
     * metric's scale, over the pictures that both can code at that rate. Where a curve ends below it, its best file
     * counts: nobody needs to spend bytes that buy nothing.
     *
     * @return nothing if there is no such picture
     */
    Optional<Mean> lead(String test, String reference, Metric metric, double rate) {
        Map<String, RateCurve> theirs = curves(reference, metric);
        double[] each = curves(test, metric).entrySet().stream()
                .filter(ours -> theirs.containsKey(ours.getKey()))
                .filter(ours -> Math.max(
                                ours.getValue().minRate(),
                                theirs.get(ours.getKey()).minRate())
                        <= rate)
                .mapToDouble(ours -> ours.getValue().qualityAt(rate)
                        - theirs.get(ours.getKey()).qualityAt(rate))
                .toArray();
        return mean(each);
    }

    /**
     * The mean of the pictures' {@link BdRate}s.
     *
     * @return nothing if there is no picture on which the two codecs have a quality in common
     */
    Optional<Mean> bdRate(String test, String reference, Metric metric, Rates rates) {
        Map<String, RateCurve> theirs = curves(reference, metric);
        double[] each = curves(test, metric).entrySet().stream()
                .filter(ours -> theirs.containsKey(ours.getKey()))
                .map(ours -> BdRate.of(ours.getValue(), theirs.get(ours.getKey()), rates))
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue)
                .toArray();
        return mean(each);
    }

    private static Optional<Mean> mean(double[] each) {
        return each.length == 0
                ? Optional.empty()
                : Optional.of(new Mean(Arrays.stream(each).average().orElseThrow(), each.length));
    }
}
