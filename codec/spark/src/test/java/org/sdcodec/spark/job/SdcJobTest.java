package org.sdcodec.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
import org.sdcodec.spark.SmallPictures;

class SdcJobTest {

    private static final int FEW = 60;

    @TempDir
    private static Path temp;

    private static Path few;
    private static int fewBroken;

    /** What the job has made of them. */
    private static Path encoded;

    private static Jobs.Result job;

    @BeforeAll
    static void encodePictures() throws IOException {
        few = temp.resolve("few");
        fewBroken = SmallPictures.write(few, 0, FEW);
        encoded = temp.resolve("encoded");
        job = Jobs.run(
                "encode",
                few,
                "--output",
                encoded,
                "--per-task",
                20,
                "--option",
                "quality=90",
                "--option",
                "metrics=true");
    }

    @Test
    void picturesBecomeWhatTheLibraryMakesOfThem() throws IOException {
        assertThat(job.err()).isEmpty();
        assertThat(job.status()).isZero();
        assertThat(job.out()).contains("60 files", "59 converted, 1 failed");
        assertThat(Jobs.names(encoded)).containsExactly("_SUCCESS", "data", "quarantine");
        assertThat(Jobs.names(encoded.resolve("data"))).hasSize(3);
        Codec codec = Codec.embedded();
        EncodeOptions options = EncodeOptions.DEFAULT.withQuality(90);
        List<Row> rows = Jobs.rows(encoded);
        assertThat(rows).hasSize(FEW);
        for (int i = 0; i < FEW; i++) {
            Row row = rows.get(i);
            assertThat(Jobs.name(row)).isEqualTo(SmallPictures.name(i));
            if (SmallPictures.isBroken(i)) {
                assertThat(row.<String>getAs("error")).contains("cannot read");
                assertThat(row.<byte[]>getAs("sdc")).isNull();
            } else {
                assertThat(row.<String>getAs("error")).isNull();
                assertThat(row.<byte[]>getAs("sdc")).isEqualTo(codec.encode(SmallPictures.picture(i), options));
                assertThat(row.<Double>getAs("psnr")).isGreaterThan(30);
            }
        }
        assertThat(Jobs.count(encoded.resolve("quarantine"))).isEqualTo(fewBroken);
    }

    @Test
    void shardsHoldWhatTheIndexSaysAndAreInputAgain() throws IOException {
        Path output = temp.resolve("shards");
        Jobs.Result job =
                Jobs.run("encode", few, "--output", output, "--form", "tar", "--per-task", 30, "--shard-bytes", 16_000);
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
            int number = SmallPictures.number(Jobs.name(row));
            assertThat(Arrays.copyOfRange(tar, offset, offset + (int) (long) row.<Long>getAs("bytes")))
                    .isEqualTo(codec.encode(SmallPictures.picture(number), EncodeOptions.DEFAULT));
        }
        assertThat(named).containsExactlyInAnyOrderElementsOf(shards);
        assertThat(samples(output.resolve("shards").resolve(shards.get(0)))).isNotZero();

        Path thumbnails = temp.resolve("thumbnails");
        assertThat(Jobs.run("thumbnail", "--table", output, "--output", thumbnails)
                        .out())
                .contains("59 converted, 0 failed");
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
    void aRunOnPartOfTheFilesIsResumedOnAll() throws IOException {
        Path output = temp.resolve("resumed");
        Jobs.run("encode", few, "--glob", "p0000?.png", "--output", output, "--form", "tar");
        // What a kill between two renames leaves, and one before them.
        Files.createFile(output.resolve("shards").resolve("0123456789ab-000000-0.tar"));
        Files.createFile(Files.createDirectories(output.resolve("_pending").resolve("run"))
                .resolve("0-a.parquet"));
        Jobs.assertResumed(few, output, FEW, 10, fewBroken);
    }

    @Test
    void encodesAgainAndDecodesWhatItHasMade() {
        Path small = temp.resolve("small");
        Path decoded = temp.resolve("decoded");
        Jobs.run("reencode", "--table", encoded, "--output", small, "--option", "quality=10");
        Jobs.run("decode", "--table", small, "--output", decoded, "--option", "format=bmp");
        assertThat(bytes(small)).isLessThan(bytes(encoded));
        assertThat(Jobs.rows(decoded)).hasSize(FEW - fewBroken).allSatisfy(row -> {
            byte[] bmp = row.getAs("picture");
            assertThat(new String(bmp, 0, 2, StandardCharsets.US_ASCII)).isEqualTo("BM");
        });
    }

    /** Of all results of a dataset. */
    private static long bytes(Path dataset) {
        return Jobs.rows(dataset).stream()
                .filter(row -> row.getAs("bytes") != null)
                .mapToLong(row -> row.getAs("bytes"))
                .sum();
    }

    @Test
    void aQuarantineIsATableOfInputs() {
        assertThat(Jobs.run("encode", "--table", encoded.resolve("quarantine"), "--output", temp.resolve("again"))
                        .out())
                .contains("0 converted, 1 failed");
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
