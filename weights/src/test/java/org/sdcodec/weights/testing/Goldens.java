package org.sdcodec.weights.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.json.Json;
import org.sdcodec.weights.safetensors.Safetensors;

/**
 * One set of golden tensors: a network's configuration, the list of its tensors (their values follow the rule of {@link
 * SyntheticCheckpoint}), and inputs and outputs written by PyTorch, NCHW.
 *
 * <p>Small sets are committed as test resources {@code /goldens/NAME/}. Those of full size are looked for in the folder
 * that the system property {@code sdcodec.goldens} names, an absolute path ({@code mvn test
 * -Dsdcodec.goldens=/my/goldens}), and without it in {@code shared/goldens} of the working folder and of each folder
 * above; tests that miss them are skipped. A set is a subfolder NAME with
 *
 * <ul>
 * <li>{@code config.json}, the network's configuration as diffusers or transformers write it;
 * <li>{@code spec.json}, its tensors' names and shapes, as {@link SyntheticCheckpoint#parse} reads them;
 * <li>{@code golden.safetensors}, inputs and outputs under the names that the committed sets use too.
 * </ul>
 */
public final class Goldens {
    private static final String PLACE = "sdcodec.goldens";

    /** Reads one of the set's files; empty if there is none. */
    private interface Folder {
        Optional<byte[]> read(String file) throws IOException;
    }

    private final String name;
    private final Folder files;

    private Goldens(String name, Folder files) {
        this.name = name;
        this.files = files;
    }

    /** A committed set. */
    public static Goldens committed(String name) {
        return new Goldens(name, file -> {
            try (InputStream stream = Goldens.class.getResourceAsStream("/goldens/" + name + "/" + file)) {
                return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
            }
        });
    }

    /**
     * A set of full size; the test that asks is skipped, with a sentence that tells what is missing, if it is not
     * there.
     */
    public static Goldens fullSize(String name) {
        return in(folder(name), name);
    }

    /** The folder of a set that is not committed; the test that asks is skipped, as above, if it is not there. */
    public static Path folder(String name) {
        List<Path> places = new ArrayList<>();
        String chosen = System.getProperty(PLACE);
        if (chosen != null) {
            places.add(Path.of(chosen));
        } else {
            for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
                places.add(folder.resolve("shared").resolve("goldens"));
            }
        }
        Optional<Path> set = places.stream()
                .map(place -> place.resolve(name))
                .filter(Files::isDirectory)
                .findFirst();
        Assumptions.assumeTrue(
                set.isPresent(),
                () -> "the golden data " + name + " are not in "
                        + (chosen != null ? chosen : "shared/goldens of the project or of a folder above it")
                        + "; name the folder that has them with -D" + PLACE + "=/absolute/path");
        return set.get();
    }

    private static Goldens in(Path folder, String name) {
        return new Goldens(
                name,
                file -> Files.exists(folder.resolve(file))
                        ? Optional.of(Files.readAllBytes(folder.resolve(file)))
                        : Optional.empty());
    }

    public String name() {
        return name;
    }

    /** The network: its configuration and its generated weights. */
    public ModelFiles model(DType dtype) {
        return new ModelFiles(config(), SyntheticCheckpoint.parse(read("spec.json"), dtype, name), name);
    }

    public ModelConfig config() {
        return Json.parseConfig(read("config.json"), name + "/config.json");
    }

    /** The configuration as it stands in its file. */
    public String configText() {
        return new String(read("config.json"), StandardCharsets.UTF_8);
    }

    /** Inputs and outputs. */
    public Safetensors tensors() {
        return Safetensors.read(ByteBuffer.wrap(read("golden.safetensors")), name + "/golden.safetensors");
    }

    private byte[] read(String file) {
        try {
            return files.read(file).orElseThrow(() -> new IllegalStateException(name + ": there is no " + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
