package org.sdcodec.weights.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.Safetensors;

/**
 * One set of golden tensors: a network's configuration, the list of its tensors (their values follow the rule of {@link
 * SyntheticCheckpoint}), and inputs and outputs written by PyTorch, NCHW.
 *
 * <p>Small sets are committed as test resources {@code /goldens/NAME/}; the ones of full size lie in a folder {@code
 * shared/goldens} beside or above the project, if they are there at all.
 */
public final class Goldens {
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

    /** A set of full size, if it is on this machine. */
    public static Optional<Goldens> shared(String name) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path goldens = folder.resolve("shared").resolve("goldens").resolve(name);
            if (Files.isDirectory(goldens)) {
                return Optional.of(new Goldens(
                        name,
                        file -> Files.exists(goldens.resolve(file))
                                ? Optional.of(Files.readAllBytes(goldens.resolve(file)))
                                : Optional.empty()));
            }
        }
        return Optional.empty();
    }

    public String name() {
        return name;
    }

    /** The network: its configuration and its generated weights. */
    public ModelFiles model(DType dtype) {
        return new ModelFiles(config(), SyntheticCheckpoint.parse(read("spec.json"), dtype, name), name);
    }

    public ModelConfig config() {
        return ModelConfig.parse(read("config.json"), name + "/config.json");
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
