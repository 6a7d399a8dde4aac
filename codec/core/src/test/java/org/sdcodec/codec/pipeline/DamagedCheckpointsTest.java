package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.ModelException;
import org.sdcodec.Picture;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.testing.FileDamage;
import org.sdcodec.weights.testing.FuzzRun;
import org.sdcodec.weights.testing.LdmCheckpoint;
import org.sdcodec.weights.testing.SyntheticCheckpoint;

/**
 * Models, as folders and in single files, with one damaged file each: a codec encodes and decodes with it, or throws a
 * {@link ModelException} of one line; nothing else may happen.
 */
@Tag("fuzz")
class DamagedCheckpointsTest {

    private static final long SEED = 16_180_339;
    private static final Picture PICTURE = SyntheticPictures.scene(16, 8, 1);

    /** What a value in JSON is replaced by. */
    private static final String[] VALUES = {
        "0",
        "-1",
        "1",
        "64",
        "2147483647",
        "9223372036854775807",
        "1e30",
        "0.5",
        "null",
        "true",
        "\"F16\"",
        "\"I64\"",
        "\"\"",
        "[]",
        "[0]",
        "[65536,65536,65536,65536]",
        "{}",
        "NaN",
        "\"\\u001b[31m\""
    };

    private static final Pattern NAME = Pattern.compile("\"[a-z_]+\\.[a-z_.0-9]+\"");

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 6, unit = TimeUnit.HOURS)
    void aDamagedModelIsUsedOrRefused() throws IOException {
        List<Path> models = List.of(TestModels.stableDiffusion(folder.resolve("model")), checkpoint());
        Map<Path, byte[]> sound = new HashMap<>();
        List<List<Path>> files = new ArrayList<>();
        for (Path model : models) {
            try (Stream<Path> found = Files.walk(model)) {
                files.add(found.filter(Files::isRegularFile).sorted().toList());
            }
            for (Path file : files.get(files.size() - 1)) {
                sound.put(file, Files.readAllBytes(file));
            }
            use(model);
        }
        Map<String, Integer> outcomes = new FuzzRun("models, used by a codec", SEED, 60, 8_000)
                .run((number, random) -> {
                    int model = number % models.size();
                    Path file =
                            files.get(model).get(random.nextInt(files.get(model).size()));
                    byte[] bytes = sound.get(file);
                    Files.write(file, damaged(bytes, file.toString().endsWith(".json"), random));
                    try {
                        return attempt(models.get(model));
                    } finally {
                        Files.write(file, bytes);
                    }
                });
        assertThat(outcomes).containsOnlyKeys("used", "refused");
    }

    /** Autoencoder and UNet in one file, in the layout of published checkpoints. */
    private Path checkpoint() {
        Map<String, int[]> shapes = new TreeMap<>(LdmCheckpoint.vae("first_stage_model.", 32, new int[] {1, 2}, 1, 4));
        shapes.putAll(LdmCheckpoint.unet("model.diffusion_model.", 4, 32, new int[] {1, 2}, 1, 768, false));
        Path file = folder.resolve("v1.safetensors");
        new SyntheticCheckpoint(shapes, 1, DType.F16, "synthetic").write(file);
        return file;
    }

    private static void use(Path model) {
        try (Codec codec = Codec.builder().model(model).threads(1).build()) {
            byte[] file = codec.encode(PICTURE, EncodeOptions.DEFAULT.withEffort(1));
            // The checkpoint has no text encoder, which the UNet would need.
            DecodeOptions options =
                    Files.isDirectory(model) ? DecodeOptions.DEFAULT : DecodeOptions.DEFAULT.withSteps(0);
            assertThat(codec.decode(file, options).width()).isEqualTo(PICTURE.width());
        }
    }

    private static String attempt(Path model) {
        try {
            use(model);
            return "used";
        } catch (ModelException e) {
            assertThat(e.getMessage()).hasLineCount(1).doesNotContain("\u001b");
            return "refused";
        }
    }

    private static byte[] damaged(byte[] file, boolean json, Random random) {
        int kind = random.nextInt(7);
        switch (kind) {
            case 0, 1, 2:
                return FileDamage.ofAnyFile(file, kind, random);
            case 3:
                return json ? FileDamage.changed(file, FileDamage.VALUE, VALUES, random) : withNonFinite(file, random);
            case 4:
                return json ? FileDamage.changed(file, FileDamage.VALUE, VALUES, random) : renamed(file, random);
            default:
                return json
                        ? FileDamage.changed(file, FileDamage.VALUE, VALUES, random)
                        : FileDamage.withHeader(
                                file, FileDamage.changed(FileDamage.header(file), FileDamage.VALUE, VALUES, random));
        }
    }

    /** Another name for one tensor. */
    private static byte[] renamed(byte[] safetensors, Random random) {
        String[] names = {"\"x\"", "\"decoder.conv_in.weight\"", "\"first_stage_model.decoder.up.9.block.0.x\"", "\"\""
        };
        return FileDamage.withHeader(
                safetensors, FileDamage.changed(FileDamage.header(safetensors), NAME, names, random));
    }

    private static byte[] withNonFinite(byte[] safetensors, Random random) {
        byte[] bytes = safetensors.clone();
        int data = 8 + FileDamage.header(bytes).length;
        float[] values = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE};
        int cells = (bytes.length - data) / 4;
        for (int n = random.nextInt(3); n >= 0; n--) {
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(data + 4 * random.nextInt(cells), values[random.nextInt(values.length)]);
        }
        return bytes;
    }
}
