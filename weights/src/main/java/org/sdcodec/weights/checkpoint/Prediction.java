package org.sdcodec.weights.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.safetensors.Safetensors;

/**
 * What a single file's UNet predicts: the noise (epsilon) or the velocity v. All of 1.x predicts the noise; 2.0 and 2.1 were
 * published in both kinds, which no tensor's shape tells apart.
 */
final class Prediction {
    private static final String EPSILON = "epsilon";
    private static final String VELOCITY = "v_prediction";

    /** The width of the text embedding in 1.x (CLIP ViT-L); 2.x has 1024. */
    private static final int CONTEXT_V1 = 768;

    /** Key of the ModelSpec metadata standard; its values are {@code epsilon} and {@code v}. */
    private static final String METADATA = "modelspec.prediction_type";

    /** The line in the {@code v2-inference-v.yaml} that is passed on beside a checkpoint. */
    private static final Pattern YAML =
            Pattern.compile("(?m)^[ \\t]*parameterization:[ \\t]*[\"']?(v|eps)[\"']?[ \\t]*$");

    /** A configuration file is a few kilobytes; more is something else. */
    private static final int MAX_YAML_BYTES = 1 << 20;

    private Prediction() {}

    /** @throws WeightsException if the file leaves open what its UNet predicts */
    static ModelConfig scheduler(Path path) {
        try (Safetensors file = Safetensors.open(path)) {
            return InferredConfig.scheduler(of(path, file), path.toString());
        }
    }

    private static String of(Path path, Safetensors file) {
        Optional<String> stated = Optional.ofNullable(file.metadata().get(METADATA))
                .or(() -> yamlBeside(path))
                .map(word -> word.toLowerCase(Locale.ROOT).startsWith("v") ? VELOCITY : EPSILON);
        if (stated.isPresent()) {
            return stated.get();
        }
        ModelConfig unet = InferredConfig.unet(CheckpointViews.unet(file, SingleFile.UNET));
        if (unet.integer("cross_attention_dim", 1) == CONTEXT_V1) {
            return EPSILON;
        }
        // The published names: v2-1_512-ema-pruned predicts the noise, v2-1_768-ema-pruned the velocity.
        String name = path.getFileName().toString();
        if (name.contains("512") || name.contains("768")) {
            return name.contains("768") ? VELOCITY : EPSILON;
        }
        throw new WeightsException(
                path + ": nothing tells whether its UNet predicts the noise or the velocity v; write a"
                        + " file " + yaml(path).getFileName()
                        + " beside it with the line 'parameterization: eps' (2.x base) or 'parameterization: v' (2.x at 768)");
    }

    private static Path yaml(Path path) {
        return path.resolveSibling(path.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ".yaml");
    }

    private static Optional<String> yamlBeside(Path path) {
        Path yaml = yaml(path);
        try {
            if (!Files.isRegularFile(yaml) || Files.size(yaml) > MAX_YAML_BYTES) {
                return Optional.empty();
            }
            Matcher line = YAML.matcher(new String(Files.readAllBytes(yaml), StandardCharsets.UTF_8));
            // A published configuration without the line is one for the noise, which is the training code's default.
            return Optional.of(line.find() ? line.group(1) : "eps");
        } catch (IOException e) {
            throw WeightsException.because(yaml + ": cannot be read", e);
        }
    }
}
