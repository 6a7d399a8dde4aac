package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
    private static final String[] STAGES = {
        "encode", "image to latent", "coding", "decode", "reading", "latent to image"
    };

    private final Cli cli = new Cli();

    @Test
    void everyStageIsALineOfJson() {
        Cli.Result result = cli.run("bench", "--size", 64, "--seconds", "0.01", "--threads", 1, "--json");
        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(STAGES.length);
        for (int i = 0; i < STAGES.length; i++) {
            assertThat(lines.get(i))
                    .startsWith("{\"stage\":\"" + STAGES[i] + "\",\"threads\":1,\"ms\":")
                    .contains("\"mp_per_s\":", "\"width\":64,\"height\":64,", "\"kernels\":\"");
        }
        double whole = milliseconds(lines.get(0));
        assertThat(milliseconds(lines.get(1))).isPositive().isLessThanOrEqualTo(whole);
        assertThat(milliseconds(lines.get(2))).isPositive().isLessThanOrEqualTo(whole);
    }

    private static double milliseconds(String line) {
        return Double.parseDouble(line.replaceAll(".*\"ms\":([^,]+),.*", "$1"));
    }

    @Test
    void theTableHasAColumnForEachNumberOfThreads() {
        Cli.Result result = cli.run("bench", "--size", 64, "--seconds", "0.01");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("1 thread", "ms", "MP/s").contains(STAGES);
        int processors = Runtime.getRuntime().availableProcessors();
        assertThat(result.out().contains(processors + " threads")).isEqualTo(processors > 1);
        assertThat(cli.run("bench", "--size", 64, "--seconds", "0.01", "--threads", 1)
                        .out())
                .contains("1 thread")
                .doesNotContain("threads");
    }

    @Test
    void moreThreadsThanProcessorsAreNotUsed() {
        int processors = Runtime.getRuntime().availableProcessors();
        assertThat(cli.run("bench", "--size", 64, "--seconds", "0.01", "--threads", processors + 2)
                        .out())
                .contains(processors + " thread")
                .doesNotContain(processors + 2 + " thread");
    }

    @Test
    void everyLayerIsALineOfCsv() {
        Cli.Result result =
                cli.run("bench", "--layers", "--size", 64, "--seconds", "0.01", "--threads", 1, "--format", "csv");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        List<String[]> lines =
                result.out().lines().map(line -> line.split(",", -1)).toList();
        List<String> titles = List.of(lines.get(0));
        assertThat(titles).isEqualTo(LayerTable.TITLES);
        for (String pass : List.of("encode", "decode")) {
            List<String[]> rows =
                    lines.stream().filter(line -> line[0].equals(pass)).toList();
            assertThat(rows).hasSizeGreaterThan(5);
            double sum = rows.stream()
                    .mapToDouble(row -> Double.parseDouble(row[titles.indexOf("share_of_pass")]))
                    .sum();
            assertThat(sum).isBetween(0.3, 3.0);
            for (String[] row : rows.subList(0, rows.size() - 1)) {
                assertThat(row[titles.indexOf("threads")]).isEqualTo("1");
                assertThat(row[titles.indexOf("layer")]).startsWith(pass);
                if (row[titles.indexOf("kind")].equals("conv 3x3")) {
                    long flop = Long.parseLong(row[titles.indexOf("flop")]);
                    assertThat(flop)
                            .isEqualTo(18
                                    * elements(row[titles.indexOf("output")])
                                    * channels(row[titles.indexOf("input")]));
                }
            }
            assertThat(rows.get(rows.size() - 1)[titles.indexOf("layer")]).isEqualTo("(other)");
        }
    }

    private static long elements(String shape) {
        return Arrays.stream(shape.split("x")).mapToLong(Long::parseLong).reduce(1, Math::multiplyExact);
    }

    private static long channels(String shape) {
        return Long.parseLong(shape.split("x")[2]);
    }

    @Test
    void layersAreATableToo() {
        Cli.Result result = cli.run("bench", "--layers", "--size", 64, "--seconds", "0.01", "--threads", 1);
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .containsPattern("encode on 1 thread: [0-9.]+ ms, the median of [0-9]+; peak [0-9.]+ GFLOP/s")
                .contains("decode on 1 thread", "of peak", "(other)", ": conv 3x3, ");
    }

    @Test
    void formatsThatContradictAreRefused() {
        Cli.Result result = cli.run("bench", "--json", "--format", "csv");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("--json and --format csv contradict each other");
        assertThat(cli.run("bench", "--format", "xml").err()).contains("--format is csv or json, not 'xml'");
    }
}
