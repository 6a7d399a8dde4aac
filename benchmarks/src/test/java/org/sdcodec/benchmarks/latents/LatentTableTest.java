package org.sdcodec.benchmarks.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.cli.record.RecordFormat;
import org.sdcodec.cli.record.RecordWriter;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.safetensors.SafetensorsWriter;

class LatentTableTest {
    private static final int SIDE = 8;
    /** Of Stable Diffusion 1. */
    private static final float SCALE = 0.18215f;

    @TempDir
    Path folder;

    @Test
    void everyModeAndCompressorHasALine() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new LatentTable(latents(4), SCALE).print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(0)).startsWith("latent").contains("step 0.250", "original");
        assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("mean"));
        assertThat(lines).anySatisfy(line -> assertThat(line).matches("zlib 9( +\\d+){4}"));
        assertThat(lines).anySatisfy(line -> assertThat(line).matches("8 x 8 x 4, step 0\\.250( +\\d+\\.\\d){6}"));
    }

    private Path latents(int... channels) {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (int number = 0; number < channels.length; number++) {
            float[] latent = new float[channels[number] * SIDE * SIDE];
            for (int i = 0; i < latent.length; i++) {
                latent[i] = (i * 37 % 64 - 32) / 4f;
            }
            writer.add("photo" + number, DType.F32, latent, new int[] {channels[number], SIDE, SIDE});
        }
        Path file = folder.resolve("latents.safetensors");
        writer.write(file);
        return file;
    }

    @ParameterizedTest
    @CsvSource({"1, false", "4, true", "16, false"})
    void everyLatentAndCoderIsARecord(int channels, boolean modeOf2022) throws IOException {
        StringBuilder text = new StringBuilder();
        new LatentTable(latents(channels, channels), SCALE)
                .write(new RecordWriter(text, RecordFormat.CSV, LatentTable.TITLES));
        List<String> lines = text.toString().lines().toList();
        assertThat(lines.get(0)).isEqualTo(String.join(",", LatentTable.TITLES));
        for (String photo : List.of("photo0", "photo1")) {
            String shape = photo + ",8,8," + channels + ",";
            List<String> rows =
                    lines.stream().filter(line -> line.startsWith(shape)).toList();
            assertThat(rows)
                    .anyMatch(row -> row.matches(shape + "scalar,0\\.25,\\d+,0\\.\\d+,,,,,,"))
                    .anyMatch(row -> row.matches(shape + "zlib 9,0\\.25,\\d+,,,,,,,"));
            assertThat(rows.stream().anyMatch(row -> row.matches(shape + "original,,\\d+,\\d+\\.\\d+,,,,,,")))
                    .isEqualTo(modeOf2022);
        }
        assertThat(lines).anyMatch(line -> line.matches(",8,8," + channels + ",scalar,0\\.25,,(,\\d+(\\.\\d+)?){6}"));
    }

    @Test
    void latentsOfSeveralNumbersOfChannelsAreRefused() {
        Path file = latents(4, 16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LatentTable(file, SCALE))
                .withMessageEndingWith("the tensor 'photo1' has the shape [16, 8, 8], but [4, h, w] was expected");
    }

    @Test
    void symbolsThatNeedMoreThanAByteAreRefused() throws Exception {
        try (PlaneCompressors peers = new PlaneCompressors()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> peers.bytes(new int[] {128}, 1, 1, 1))
                    .withMessageContaining("128 does not fit a byte");
        }
    }

    /**
     * Symbols reach the others channel after channel: 256 equal ones compress better than alternating ones of two
     * channels would.
     */
    @Test
    void symbolsAreOneByteEach() throws Exception {
        try (PlaneCompressors peers = new PlaneCompressors()) {
            int[] symbols = new int[2 * SIDE * SIDE];
            for (int i = 0; i < symbols.length; i += 2) {
                symbols[i] = 3;
            }
            List<Integer> bytes = peers.bytes(symbols, SIDE, SIDE, 2);
            assertThat(bytes).hasSameSizeAs(peers.titles());
            assertThat(bytes.get(0)).isBetween(10, 20);
            assertThat(peers.titles()).startsWith("zlib 9", "brotli 11");
            assertThat(bytes.get(1)).isBetween(5, 20);
        }
    }
}
