package org.sdcodec.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.Fingerprint;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import org.sdcodec.weights.testing.FileDamage;
import org.sdcodec.weights.testing.FuzzRun;
import org.sdcodec.weights.testing.Goldens;

/**
 * Some hundred folders with one damaged file each, configuration, weights or the index of a sharded set: each is
 * refused with a {@link WeightsException} of one line or loaded; nothing else may happen.
 */
class DamagedModelsTest {
    private static final long SEED = 61_803_398;

    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "diffusion_pytorch_model.safetensors";
    private static final String INDEX = "diffusion_pytorch_model.safetensors.index.json";
    private static final List<String> SHARDS = List.of("shard-1.safetensors", "shard-2.safetensors");

    /** A number, a word or a string that stands for a value in JSON. */
    private static final String[] VALUES = {
        "0",
        "-1",
        "1",
        "64",
        "2147483647",
        "9223372036854775807",
        "99999999999999999999",
        "1e30",
        "0.5",
        "null",
        "true",
        "\"F16\"",
        "\"I64\"",
        "\"BOOL\"",
        "\"\"",
        "\"../up.safetensors\"",
        "[]",
        "[0]",
        "[65536,65536,65536,65536]",
        "{}",
        "NaN"
    };

    @TempDir
    private Path folder;

    @Test
    @Tag("fuzz")
    @Timeout(value = 6, unit = TimeUnit.HOURS)
    void everyDamagedModelIsRefusedOrLoaded() throws IOException {
        List<Map<String, byte[]>> models = List.of(
                single(Goldens.committed("vae-kl-patched")),
                sharded(Goldens.committed("vae-kl-patched")),
                single(Goldens.committed("vae-tiny-patched")));
        List<Path> folders = new ArrayList<>();
        for (Map<String, byte[]> model : models) {
            Path place = Files.createDirectory(folder.resolve("model" + folders.size()));
            for (Map.Entry<String, byte[]> file : model.entrySet()) {
                Files.write(place.resolve(file.getKey()), file.getValue());
            }
            folders.add(place);
        }
        Map<String, Integer> outcomes = new FuzzRun("models, loaded", SEED, 300, 12_000).run((number, random) -> {
            Map<String, byte[]> model = models.get(number % models.size());
            Path place = folders.get(number % models.size());
            String name = List.copyOf(model.keySet()).get(random.nextInt(model.size()));
            Files.write(place.resolve(name), damaged(model.get(name), name.endsWith(".json"), random));
            try {
                return refuses(place, name) ? "refused" : "loaded";
            } finally {
                Files.write(place.resolve(name), model.get(name));
            }
        });
        // Flips among the weights are not noticed, so some models must load; else nothing would have been tested.
        int all = outcomes.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(outcomes.get("refused")).isBetween(all / 2, all * 19 / 20);
    }

    private static boolean refuses(Path model, String what) {
        try (ModelFiles files = DiffusionModel.open(model).vae()) {
            Autoencoders.load(files);
            Fingerprint.of(files.tensors());
            return false;
        } catch (WeightsException e) {
            assertThat(e.getMessage()).as(what).hasLineCount(1).doesNotContain("Source:", "Exception");
            return true;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what + " gave " + e, e);
        }
    }

    private static byte[] damaged(byte[] file, boolean json, Random random) {
        int kind = random.nextInt(6);
        switch (kind) {
            case 0, 1, 2:
                return FileDamage.ofAnyFile(file, kind, random);
            case 3:
                byte[] bytes = file.clone();
                if (json) {
                    bytes[random.nextInt(bytes.length)] = (byte) "{}[]\":,0".charAt(random.nextInt(8));
                } else {
                    little(bytes).putLong(0, random.nextLong() >>> random.nextInt(64));
                }
                return bytes;
            default:
                return json
                        ? otherValue(file, random)
                        : FileDamage.withHeader(file, otherValue(FileDamage.header(file), random));
        }
    }

    /** The JSON text with one of its values changed. */
    private static byte[] otherValue(byte[] json, Random random) {
        return FileDamage.changed(json, FileDamage.VALUE, VALUES, random);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Map<String, byte[]> single(Goldens goldens) {
        TensorSource tensors = goldens.model(DType.F16).tensors();
        return new TreeMap<>(Map.of(
                CONFIG,
                goldens.configText().getBytes(StandardCharsets.UTF_8),
                WEIGHTS,
                file(tensors, List.copyOf(tensors.names()))));
    }

    private static Map<String, byte[]> sharded(Goldens goldens) {
        TensorSource tensors = goldens.model(DType.F16).tensors();
        List<String> names = List.copyOf(tensors.names());
        int half = names.size() / 2;
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            entries.add("\"" + names.get(i) + "\": \"" + SHARDS.get(i < half ? 0 : 1) + "\"");
        }
        String index = "{\"metadata\": {\"total_size\": 1}, \"weight_map\": {" + String.join(", ", entries) + "}}";
        return new TreeMap<>(Map.of(
                CONFIG,
                goldens.configText().getBytes(StandardCharsets.UTF_8),
                INDEX,
                index.getBytes(StandardCharsets.UTF_8),
                SHARDS.get(0),
                file(tensors, names.subList(0, half)),
                SHARDS.get(1),
                file(tensors, names.subList(half, names.size()))));
    }

    private static byte[] file(TensorSource tensors, List<String> names) {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String name : names) {
            int[] shape = tensors.info(name).shape().stream()
                    .mapToInt(Math::toIntExact)
                    .toArray();
            writer.add(name, DType.F16, tensors.floats(name), shape);
        }
        return writer.toBytes();
    }
}
