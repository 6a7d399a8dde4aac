package org.sdcodec.benchmarks.latents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.safetensors.SafetensorsWriter;

class LatentTableTest {
    private static final int SIDE = 8;

    @TempDir
    Path folder;

    @Test
    void everyModeAndCompressorHasALine() throws Exception {
        float[] latent = new float[4 * SIDE * SIDE];
        for (int i = 0; i < latent.length; i++) {
            latent[i] = (i * 37 % 64 - 32) / 4f;
        }
        Path file = folder.resolve("latents.safetensors");
        new SafetensorsWriter()
                .add("photo", DType.F32, latent, new int[] {4, SIDE, SIDE})
                .write(file);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        LatentTable.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), file);
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(0)).startsWith("latent").contains("step 0.250", "original");
        assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("mean"));
        assertThat(lines).anySatisfy(line -> assertThat(line).matches("zlib 9( +\\d+){4}"));
        assertThat(lines).anySatisfy(line -> assertThat(line).matches("8 x 8 x 4, step 0\\.250( +\\d+\\.\\d){6}"));
    }

    /** Symbols reach the others channel after channel: 256 equal ones compress better than alternating ones of two channels would. */
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
