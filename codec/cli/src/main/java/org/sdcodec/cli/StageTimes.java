package org.sdcodec.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sdcodec.ProgressListener;

/** How long encodes or decodes take, by stage: receives their progress. */
final class StageTimes implements ProgressListener {

    private final String whole;
    private final Map<String, List<Double>> milliseconds = new LinkedHashMap<>();
    private long begin;

    /** @param whole the name of all stages together */
    StageTimes(String whole) {
        this.whole = whole;
        milliseconds.put(whole, new ArrayList<>());
    }

    /** Runs one encode or decode that tells this of its progress. */
    void time(Runnable pass) {
        long start = System.nanoTime();
        pass.run();
        add(whole, start);
    }

    @Override
    public void onProgress(Stage stage, int done, int total) {
        if (done == 0) {
            begin = System.nanoTime();
        } else if (done == total) {
            add(stage.title(), begin);
        }
    }

    private void add(String name, long since) {
        milliseconds.computeIfAbsent(name, stage -> new ArrayList<>()).add((System.nanoTime() - since) / 1e6);
    }

    /** Forgets what was timed so far. */
    void clear() {
        milliseconds.values().forEach(List::clear);
    }

    /** Medians in milliseconds: first of the whole, then of its stages in their order. */
    Map<String, Double> medians() {
        Map<String, Double> medians = new LinkedHashMap<>();
        milliseconds.forEach((name, times) -> medians.put(name, median(times)));
        return medians;
    }

    private static double median(List<Double> values) {
        return median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** The median of at least one value. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
