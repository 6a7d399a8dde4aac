package org.sdcodec.cli.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sdcodec.vae.Autoencoders;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.checkpoint.ModelPart;
import org.sdcodec.weights.safetensors.SafetensorsWriter;

/**
 * A model as text: lines with a tensor's name and shape, and behind an empty line its configuration. Without one the
 * model is a single file.
 *
 * <pre>
 * first_stage_model.quant_conv.weight 8 8 1 1
 * first_stage_model.quant_conv.bias 8
 *
 * {"_class_name":"AutoencoderKL"}
 * </pre>
 */
final class TensorNames {

    private static final int MOST_VALUES = 1 << 18;

    private final Map<String, int[]> shapes;
    private final String config;

    private TensorNames(Map<String, int[]> shapes, String config) {
        this.shapes = shapes;
        this.config = config;
    }

    /** Nothing if the bytes are no such text, or the tensors have more than 262,144 values. */
    static Optional<TensorNames> of(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        int end = text.indexOf("\n\n");
        Map<String, int[]> shapes = new LinkedHashMap<>();
        long values = 0;
        for (String line : (end < 0 ? text : text.substring(0, end)).split("\n")) {
            String[] words = line.split(" ");
            int[] shape = new int[words.length - 1];
            long product = 1;
            for (int i = 0; i < shape.length; i++) {
                if (!words[i + 1].matches("[0-9]{1,6}")) {
                    return Optional.empty();
                }
                shape[i] = Integer.parseInt(words[i + 1]);
                product = Math.min(MOST_VALUES + 1L, product * shape[i]);
            }
            values += product;
            if (values > MOST_VALUES || shapes.put(words[0], shape) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new TensorNames(shapes, end < 0 ? null : text.substring(end + 2)));
    }

    /**
     * Writes the model, opens it and makes its autoencoder; looks at what the names of all its parts become.
     *
     * @param steps runs each step and decides what may fail
     * @throws IOException if the model cannot be written
     */
    void open(Consumer<Runnable> steps) throws IOException {
        Path folder = Files.createTempDirectory("sdcodec-fuzz");
        Path weights = folder.resolve(config == null ? "model.safetensors" : "diffusion_pytorch_model.safetensors");
        Path configuration = folder.resolve("config.json");
        try {
            steps.accept(() -> write(weights));
            if (Files.exists(weights)) {
                if (config != null) {
                    Files.writeString(configuration, config);
                }
                steps.accept(() -> use(DiffusionModel.open(config == null ? weights : folder)));
            }
        } finally {
            for (Path file : Arrays.asList(weights, configuration, folder)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void write(Path file) {
        SafetensorsWriter writer = new SafetensorsWriter();
        shapes.forEach((name, shape) -> {
            int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            writer.add(name, DType.F16, new float[count], shape);
        });
        try {
            Files.write(file, writer.toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void use(DiffusionModel model) {
        if (model.has(ModelPart.VAE)) {
            try (ModelFiles files = model.vae()) {
                look(files);
                Autoencoders.load(files);
            }
        }
        if (model.has(ModelPart.UNET)) {
            look(model::unet);
        }
        if (model.has(ModelPart.TEXT_ENCODER)) {
            look(model::textEncoder);
        }
    }

    private static void look(Supplier<ModelFiles> part) {
        try (ModelFiles files = part.get()) {
            look(files);
        }
    }

    private static void look(ModelFiles files) {
        files.tensors().names().forEach(files.tensors()::info);
    }
}
