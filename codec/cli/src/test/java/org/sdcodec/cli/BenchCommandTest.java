package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
}
