package org.sdcodec.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sdcodec.cli.record.RecordWriter;

/** Prints a {@link LayerProfile}: as tables for people, or as records for programs. */
final class LayerTable {
    /** Of the records. Those of a row without a layer, the rest of a pass, have its time alone. */
    static final List<String> TITLES = List.of(
            "pass",
            "threads",
            "layer",
            "kind",
            "algorithm",
            "input",
            "output",
            "runs",
            "ms",
            "share_of_pass",
            "flop",
            "multiplied_flop",
            "gflops",
            "share_of_peak",
            "multiplied_share_of_peak",
            "peak_gflops",
            "bytes",
            "gb_per_s");

    /** The layer of a row that is what a pass does outside of its layers. */
    private static final String OTHER = "(other)";

    private static final double MILLI = 1e-3;
    private static final double MEGA = 1e6;
    private static final double GIGA = 1e9;
    private static final double PERCENT = 100;

    private LayerTable() {}

    /** Writes a record for each layer, and one for the rest of each pass. */
    static void write(RecordWriter records, LayerProfile profile, int threads) throws IOException {
        for (LayerProfile.Passes passes : profile.passes()) {
            for (LayerProfile.Row row : passes.rows()) {
                LayerProfile.Layer layer = row.layer();
                boolean counted = row.flop() > 0;
                Double rate = counted ? rate(row.flop(), row) : null;
                double peak = profile.peakGflops();
                records.write(Arrays.asList(
                        passes.name(),
                        threads,
                        layer.name(),
                        layer.kind(),
                        layer.algorithm(),
                        layer.input(),
                        layer.output(),
                        row.runs(),
                        row.milliseconds(),
                        row.milliseconds() / passes.milliseconds(),
                        row.flop(),
                        row.multipliedFlop(),
                        rate,
                        counted ? rate / peak : null,
                        counted ? rate(row.multipliedFlop(), row) / peak : null,
                        peak,
                        row.bytes(),
                        rate(row.bytes(), row)));
            }
            Object[] other = new Object[TITLES.size()];
            other[TITLES.indexOf("pass")] = passes.name();
            other[TITLES.indexOf("threads")] = threads;
            other[TITLES.indexOf("layer")] = OTHER;
            other[TITLES.indexOf("ms")] = passes.otherMilliseconds();
            other[TITLES.indexOf("share_of_pass")] = passes.otherMilliseconds() / passes.milliseconds();
            records.write(Arrays.asList(other));
        }
    }

    /** Prints a table for each kind of pass. */
    static void print(Streams streams, LayerProfile profile, String threads) {
        for (LayerProfile.Passes passes : profile.passes()) {
            print(
                    streams,
                    "%n%s on %s: %.1f ms, the median of %d; peak %.1f GFLOP/s%n",
                    passes.name(),
                    threads,
                    passes.milliseconds(),
                    passes.count(),
                    profile.peakGflops());
            print(
                    streams,
                    "%9s%6s%9s%9s%8s%11s%9s%9s  %s%n",
                    "ms",
                    "%",
                    "GFLOP",
                    "GFLOP/s",
                    "of peak",
                    "multiplied",
                    "MB",
                    "GB/s",
                    "layer");
            for (LayerProfile.Row row : passes.rows()) {
                print(streams, passes, row, profile.peakGflops());
            }
            double other = passes.otherMilliseconds();
            print(streams, "%9.3f%6.1f%55s  %s%n", other, PERCENT * other / passes.milliseconds(), "", OTHER);
        }
    }

    private static void print(Streams streams, LayerProfile.Passes passes, LayerProfile.Row row, double peak) {
        print(streams, "%9.3f%6.1f", row.milliseconds(), PERCENT * row.milliseconds() / passes.milliseconds());
        if (row.flop() > 0) {
            double rate = rate(row.flop(), row);
            print(
                    streams,
                    "%9.3f%9.1f%6.0f %%%9.0f %%",
                    row.flop() / GIGA,
                    rate,
                    PERCENT * rate / peak,
                    PERCENT * rate(row.multipliedFlop(), row) / peak);
        } else {
            print(streams, "%37s", "");
        }
        LayerProfile.Layer layer = row.layer();
        print(streams, "%9.2f%9.1f  ", row.bytes() / MEGA, rate(row.bytes(), row));
        print(
                streams,
                "%s: %s, %s, %s to %s%s%n",
                layer.name(),
                layer.kind(),
                layer.algorithm(),
                layer.input(),
                layer.output(),
                row.runs() > 1 ? ", " + row.runs() + " runs" : "");
    }

    /** Billions per second. */
    private static double rate(long amount, LayerProfile.Row row) {
        return amount / GIGA / (row.milliseconds() * MILLI);
    }

    private static void print(Streams streams, String format, Object... values) {
        streams.out().printf(Locale.ROOT, format, values);
    }
}
