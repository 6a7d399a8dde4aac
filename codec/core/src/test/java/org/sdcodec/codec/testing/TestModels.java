package org.sdcodec.codec.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import org.sdcodec.weights.testing.Goldens;
import org.sdcodec.weights.testing.SyntheticCheckpoint;

/** Small models in files, in diffusers' layout. */
public final class TestModels {

    /** Channels of the text's embedding: those of the small text encoder. */
    private static final int CONTEXT = 32;

    private TestModels() {}

    /**
     * Writes the network of committed goldens into a folder of its own.
     *
     * @param folder made if it does not exist
     * @param kind the class that its configuration names
     * @return the folder
     */
    public static Path network(Path folder, Goldens goldens, String kind) throws IOException {
        return network(folder, goldens.model(DType.F32).tensors(), goldens.configText(), kind);
    }

    private static Path network(Path folder, TensorSource tensors, String configuration, String kind)
            throws IOException {
        Files.createDirectories(folder);
        write(tensors, folder.resolve("diffusion_pytorch_model.safetensors"));
        String config = configuration.strip();
        String key =
                kind.startsWith("CLIP") ? "\"architectures\": [\"" + kind + "\"]" : "\"_class_name\": \"" + kind + "\"";
        String rest = config.substring(1)
                .replace("\"architectures\": null,", "")
                .replace("\"_class_name\": \"" + kind + "\",", "");
        Files.writeString(folder.resolve("config.json"), "{" + key + "," + rest);
        return folder;
    }

    /**
     * Writes a whole model of small networks: an autoencoder of 8 pixels per cell, a UNet, its noise schedule, and a
     * text encoder of as many channels as the UNet takes.
     *
     * @return the folder
     */
    public static Path stableDiffusion(Path folder) throws IOException {
        network(folder.resolve("vae"), Goldens.committed("vae-kl-tiny"), "AutoencoderKL");
        network(folder.resolve("text_encoder"), Goldens.committed("clip-small"), "CLIPTextModel");
        Goldens unet = Goldens.committed("unet-small");
        Map<String, int[]> shapes = new TreeMap<>();
        TensorSource tensors = unet.model(DType.F32).tensors();
        for (String name : tensors.names()) {
            int[] shape = shape(tensors, name);
            if (name.matches(".*attn2\\.to_[kv]\\.weight")) {
                shape[1] = CONTEXT;
            }
            shapes.put(name, shape);
        }
        network(
                folder.resolve("unet"),
                new SyntheticCheckpoint(shapes, 1, DType.F32, "unet"),
                unet.configText().replace("\"cross_attention_dim\": 24", "\"cross_attention_dim\": " + CONTEXT),
                "UNet2DConditionModel");
        Files.createDirectories(folder.resolve("scheduler"));
        Files.writeString(
                folder.resolve("scheduler/scheduler_config.json"),
                "{\"beta_schedule\":\"scaled_linear\",\"beta_start\":0.00085,\"beta_end\":0.012,\"clip_sample\":false,"
                        + "\"set_alpha_to_one\":false,\"steps_offset\":1}");
        return folder;
    }

    private static int[] shape(TensorSource tensors, String name) {
        return tensors.info(name).shape().stream().mapToInt(Long::intValue).toArray();
    }

    /** Writes all tensors into one file. */
    public static void write(TensorSource tensors, Path file) {
        write(tensors, DType.F32, "", 1, file);
    }

    /** Writes all tensors into one file, the one named {@code changed} multiplied by a factor. */
    public static void write(TensorSource tensors, DType dtype, String changed, float factor, Path file) {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String name : tensors.names()) {
            writer.add(
                    name,
                    dtype,
                    () -> multiplied(tensors.floats(name), name.equals(changed) ? factor : 1),
                    shape(tensors, name));
        }
        writer.write(file);
    }

    private static float[] multiplied(float[] values, float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return values;
    }
}
