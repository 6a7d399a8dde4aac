package org.sdcodec.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.cli.launch.Launcher;
import org.sdcodec.spark.SmallPictures;

/**
 * Jobs on more pictures than every build has time for, and against other JVMs: the command line, and a job that is
 * killed.
 */
@Tag("spark-large")
class LargeJobTest {

    private static final int MANY = 2000;
    private static final int KILLED = 600;
    private static final int PATIENCE_SECONDS = 240;

    @TempDir
    private static Path temp;

    @Test
    void twoThousandPicturesBecomeWhatTheCommandLineMakesOfThem() throws Exception {
        Path pictures = temp.resolve("many");
        int broken = SmallPictures.write(pictures, 0, MANY);
        assertThat(broken).isEqualTo(60);
        Process commandLine = encodeByCommandLine(pictures, temp.resolve("cli"));

        Path output = temp.resolve("parquet");
        Jobs.Result job =
                Jobs.run("encode", pictures, "--output", output, "--option", "quality=40", "--per-task", "500");
        assertThat(job.err()).isEmpty();
        assertThat(job.status()).isZero();
        assertThat(job.out()).contains("2,000 files", "1,940 converted, 60 failed");
        assertThat(Jobs.names(output)).containsExactly("_SUCCESS", "data", "quarantine");
        assertThat(Jobs.names(output.resolve("data"))).hasSize(4);

        assertThat(commandLine.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        List<Row> rows = Jobs.rows(output);
        assertThat(rows).hasSize(MANY);
        int same = 0;
        for (Row row : rows) {
            Path expected = temp.resolve("cli").resolve(Jobs.name(row).replace(".png", ".sdc"));
            assertThat(row.isNullAt(row.fieldIndex("error"))).isEqualTo(Files.exists(expected));
            if (Files.exists(expected)) {
                assertThat(row.<byte[]>getAs("sdc")).isEqualTo(Files.readAllBytes(expected));
                same++;
            }
        }
        assertThat(same).isEqualTo(MANY - broken);
        assertThat(Jobs.count(output.resolve("quarantine"))).isEqualTo(broken);
    }

    private static Process encodeByCommandLine(Path pictures, Path output) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("encode", "--quiet", "-q", "40", "-o", output + "/"));
        try (Stream<Path> files = Files.list(pictures)) {
            files.map(Path::toString).forEach(arguments::add);
        }
        return Jobs.start(List.of(), temp.resolve("cli.log"), Launcher.class, arguments);
    }

    @Test
    void aRunThatIsKilledIsResumed() throws Exception {
        Path pictures = temp.resolve("killed");
        int broken = SmallPictures.write(pictures, 0, KILLED);
        Path output = temp.resolve("resumed");
        Process job = Jobs.start(
                List.of("-Dspark.master=local[1]", "-Dspark.ui.enabled=false", "-Dspark.driver.host=localhost"),
                temp.resolve("killed.log"),
                SdcJob.class,
                List.of(
                        "encode",
                        pictures.toString(),
                        "--output",
                        output.toString(),
                        "--form",
                        "tar",
                        "--per-task",
                        "10"));
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (Jobs.names(output.resolve("data")).size() < 3) {
                assertThat(job.isAlive())
                        .as(() -> read(temp.resolve("killed.log")))
                        .isTrue();
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.sleep(5);
            }
        } finally {
            job.destroyForcibly().waitFor();
        }
        int before = Jobs.rows(output).size();
        assertThat(before).isBetween(1, KILLED - 10);
        assertThat(Jobs.names(output)).doesNotContain("_SUCCESS");
        Jobs.assertResumed(pictures, output, KILLED, before, broken);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
