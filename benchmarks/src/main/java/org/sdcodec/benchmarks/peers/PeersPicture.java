package org.sdcodec.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.knowm.xchart.CategoryChart;
import org.sdcodec.benchmarks.plots.Plots;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code peers-picture}: bars of the engines' times as multiples of sdcodec's. */
@Command(
        name = "peers-picture",
        header = "Draws the engines' times as multiples of sdcodec's, from a file that 'peers --csv' wrote.",
        description = "Of several lines for the same task and engine the last counts.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class PeersPicture implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CSV")
    private Path csv;

    @Parameters(index = "1", paramLabel = "PNG")
    private Path png;

    @Option(names = "--size", paramLabel = "PIXELS", description = "Which size to show.")
    private int size = 512;

    @Option(names = "--threads", paramLabel = "N", description = "Which number of threads to show.")
    private int threads = 2;

    @Override
    public Integer call() throws IOException {
        Map<String, Map<String, Double>> ratios = new LinkedHashMap<>();
        Set<String> tasks = new LinkedHashSet<>();
        for (PeerRow row : PeerRow.read(csv)) {
            if (row.size() == size && row.threads() == threads) {
                tasks.add(row.task());
                ratios.computeIfAbsent(row.engine(), engine -> new LinkedHashMap<>())
                        .put(row.task(), row.ratio());
            }
        }
        if (!ratios.containsKey(SdcodecPeer.NAME)) {
            throw new IOException(csv + ": has no line of sdcodec at " + size + " pixels on " + threads + " threads");
        }
        CategoryChart chart = Plots.bars(
                "Time of one pass, sdcodec = 1 (" + size + "×" + size + ", " + threads + " threads, CPU)",
                "",
                "times as long as sdcodec");
        ratios.forEach((engine, byTask) -> {
            List<Double> bars = new ArrayList<>();
            tasks.forEach(task -> bars.add(byTask.get(task)));
            chart.addSeries(engine, List.copyOf(tasks), bars);
        });
        Plots.write(chart, png);
        return 0;
    }
}
