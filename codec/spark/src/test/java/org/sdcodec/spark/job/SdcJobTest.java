package org.sdcodec.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.cli.launch.Launcher;
import org.sdcodec.spark.LocalSpark;
import org.sdcodec.spark.SmallPictures;

class SdcJobTest {

    private static final int MANY = 2000;
    private static final int FEW = 70;
    private static final int PATIENCE_SECONDS = 240;

    @TempDir
    private static Path temp;

    private static Path few;
    private static int fewBroken;

    @BeforeAll
    static void makePictures() throws IOException {
        few = temp.resolve("few");
        fewBroken = SmallPictures.write(few, 0, FEW);
        assertThat(fewBroken).isEqualTo(2);
    }

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
        assertThat(LocalSpark.session()
                        .read()
                        .parquet(output.resolve("quarantine").toString())
                        .count())
                .isEqualTo(broken);
    }

    private static Process encodeByCommandLine(Path pictures, Path output) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("encode", "--quiet", "-q", "40", "-o", output + "/"));
        try (Stream<Path> files = Files.list(pictures)) {
            files.map(Path::toString).forEach(arguments::add);
        }
        return Jobs.start(List.of(), temp.resolve("cli.log"), Launcher.class, arguments);
    }

    @Test
    void shardsHoldWhatTheIndexSaysAndAreInputAgain() throws IOException {
        Path output = temp.resolve("shards");
        Jobs.Result job =
                Jobs.run("encode", few, "--output", output, "--form", "tar", "--per-task", 40, "--shard-bytes", 20_000);
        assertThat(job.err()).isEmpty();
        List<String> shards = Jobs.names(output.resolve("shards"));
        assertThat(shards).hasSizeGreaterThan(2);
        Codec codec = Codec.embedded();
        Set<String> named = new HashSet<>();
        for (Row row : Jobs.rows(output)) {
            if (row.getAs("shard") == null) {
                assertThat(row.<String>getAs("error")).isNotEmpty();
                continue;
            }
            named.add(row.getAs("shard"));
            byte[] tar = Files.readAllBytes(output.resolve("shards").resolve(row.<String>getAs("shard")));
            int offset = (int) (long) row.<Long>getAs("offset");
            int number = Integer.parseInt(Jobs.name(row).substring(1, 6));
            assertThat(Arrays.copyOfRange(tar, offset, offset + (int) (long) row.<Long>getAs("bytes")))
                    .isEqualTo(codec.encode(SmallPictures.picture(number), EncodeOptions.DEFAULT));
        }
        assertThat(named).containsExactlyInAnyOrderElementsOf(shards);
        assertThat(samples(output.resolve("shards").resolve(shards.get(0)))).isNotZero();

        Path thumbnails = temp.resolve("thumbnails");
        assertThat(Jobs.run("thumbnail", "--table", output, "--output", thumbnails)
                        .out())
                .contains("68 converted, 0 failed");
        Row first = Jobs.rows(thumbnails).get(0);
        assertThat(first.<Integer>getAs("width"))
                .isEqualTo((SmallPictures.picture(0).width() + 3) / 4);
        assertThat(Arrays.copyOf(first.<byte[]>getAs("picture"), 2)).isEqualTo(new byte[] {(byte) 0xff, (byte) 0xd8});
    }

    /** How many pairs of an .sdc file and its description a shard has. */
    private static int samples(Path shard) throws IOException {
        int samples = 0;
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new ByteArrayInputStream(Files.readAllBytes(shard)))) {
            for (TarArchiveEntry sdc = tar.getNextEntry(); sdc != null; sdc = tar.getNextEntry()) {
                assertThat(Codec.isSdc(tar.readAllBytes())).isTrue();
                TarArchiveEntry json = tar.getNextEntry();
                assertThat(json.getName()).isEqualTo(sdc.getName().replace(".sdc", ".json"));
                assertThat(new String(tar.readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("{\"path\":\"file:/")
                        .contains(".png\"", "\"width\":");
                samples++;
            }
        }
        return samples;
    }

    @Test
    void aRunThatIsKilledIsResumed() throws Exception {
        Path pictures = temp.resolve("killed");
        int broken = SmallPictures.write(pictures, 0, 600);
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
        assertThat(before).isBetween(1, 590);
        assertThat(Jobs.names(output)).doesNotContain("_SUCCESS");
        // What a kill between two renames leaves.
        Files.createFile(output.resolve("shards").resolve("0123456789ab-000000-0.tar"));

        assertThat(Jobs.run("encode", pictures, "--output", output).err()).contains("has results already", "--resume");
        Jobs.Result resumed = Jobs.run("encode", pictures, "--output", output, "--form", "tar", "--resume");
        assertThat(resumed.err()).isEmpty();
        assertThat(resumed.out())
                .contains((600 - before) + " files", (600 - broken) + " converted, " + broken + " failed");
        List<Row> rows = Jobs.rows(output);
        assertThat(rows.stream().map(Jobs::name).distinct()).hasSize(600);
        assertThat(rows).hasSize(600);
        assertThat(Jobs.names(output)).contains("_SUCCESS").doesNotContain("_pending");
        Set<String> named = new HashSet<>();
        rows.forEach(row -> named.add(row.getAs("shard")));
        named.remove(null);
        assertThat(named).containsExactlyInAnyOrderElementsOf(Jobs.names(output.resolve("shards")));

        assertThat(Jobs.run("encode", pictures, "--output", output, "--form", "tar", "--resume")
                        .out())
                .contains("0 files");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void encodesAgainAndDecodesWhatItHasMade() throws IOException {
        Path large = temp.resolve("large");
        Path small = temp.resolve("small");
        Path decoded = temp.resolve("decoded");
        Jobs.run(
                "encode",
                few,
                "--glob",
                "p0000?.png",
                "--output",
                large,
                "--option",
                "quality=90",
                "--option",
                "metrics=true");
        Jobs.run("reencode", "--table", large, "--output", small, "--option", "quality=10");
        Jobs.run("decode", "--table", small, "--output", decoded, "--option", "format=bmp");
        assertThat(Jobs.rows(large))
                .hasSize(10)
                .allSatisfy(row -> assertThat(row.<Double>getAs("psnr")).isGreaterThan(10));
        long before =
                Jobs.rows(large).stream().mapToLong(row -> row.getAs("bytes")).sum();
        long after =
                Jobs.rows(small).stream().mapToLong(row -> row.getAs("bytes")).sum();
        assertThat(after).isLessThan(before);
        assertThat(Jobs.rows(decoded)).hasSize(10).allSatisfy(row -> {
            byte[] bmp = row.getAs("picture");
            assertThat(new String(bmp, 0, 2, StandardCharsets.US_ASCII)).isEqualTo("BM");
        });
        // A quarantine is a table of inputs.
        Path all = temp.resolve("all");
        Jobs.run("encode", few, "--output", all);
        assertThat(Jobs.run("encode", "--table", all.resolve("quarantine"), "--output", temp.resolve("again"))
                        .out())
                .contains("0 converted, 2 failed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "compress IN --output OUT             | not 'compress'",
                "encode --output OUT                  | name either input files or a --table",
                "encode IN                            | Missing required option: '--output FOLDER'",
                "encode IN --output OUT --form zip    | --form is parquet or tar, not 'zip'",
                "encode IN --output OUT --per-task 0  | --per-task is 1 to",
                "encode IN --output OUT --option quality=0 | 'quality' is a whole number from 1",
                "decode IN --output OUT --option effort=3  | no option 'effort' of decode",
            })
    void wrongArgumentsAreOneSentence(String arguments, String words) {
        Jobs.Result result = Jobs.run((Object[]) arguments.strip().split(" +"));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).startsWith("sdcodec: ").contains(words);
        assertThat(Path.of("OUT")).doesNotExist();
    }

    @Test
    void aFolderThatIsNotThereIsOneSentence() {
        Jobs.Result result = Jobs.run("encode", temp.resolve("missing"), "--output", temp.resolve("none"));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("missing");
    }
}
