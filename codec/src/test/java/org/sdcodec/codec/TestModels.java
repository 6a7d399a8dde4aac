package org.sdcodec.codec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.SafetensorsWriter;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.testing.Goldens;

/** Small models in files, in diffusers' layout. */
public final class TestModels {

    private TestModels() {}

    /**
     * Writes the network of committed goldens into a folder of its own.
     *
     * @param folder made if it does not exist
     * @param kind the class that its configuration names
     * @return the folder
     */
    public static Path network(Path folder, Goldens goldens, String kind) throws IOException {
        Files.createDirectories(folder);
        try (ModelFiles files = goldens.model(DType.F32)) {
            write(files.tensors(), folder.resolve("diffusion_pytorch_model.safetensors"));
        }
        String config = goldens.configText().strip();
        String key =
                kind.startsWith("CLIP") ? "\"architectures\": [\"" + kind + "\"]" : "\"_class_name\": \"" + kind + "\"";
        String rest = config.substring(1).replace("\"architectures\": null,", "");
        Files.writeString(folder.resolve("config.json"), "{" + key + "," + rest);
        return folder;
    }

    /** Writes all tensors into one file. */
    public static void write(TensorSource tensors, Path file) {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String name : tensors.names()) {
            int[] shape =
                    tensors.info(name).shape().stream().mapToInt(Long::intValue).toArray();
            writer.add(name, DType.F32, () -> tensors.floats(name), shape);
        }
        writer.write(file);
    }
}
