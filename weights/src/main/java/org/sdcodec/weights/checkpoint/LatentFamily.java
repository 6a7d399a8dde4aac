package org.sdcodec.weights.checkpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.sdcodec.weights.safetensors.Safetensors;

/**
 * Families of models whose AutoencoderKLs have tensors of the same names and shapes, but latents of their own scale.
 * The constants are {@code scaling_factor} and {@code shift_factor} of the published {@code config.json}.
 */
enum LatentFamily {
    STABLE_DIFFUSION_XL(
            "Stable Diffusion XL",
            4,
            0.13025,
            0,
            List.of("conditioner.embedders.", "model.diffusion_model.label_emb."),
            "stable-diffusion-xl",
            "sd[-_ ]?xl|xl[-_ ]?vae|vae[-_ ]?xl"),
    STABLE_DIFFUSION_3(
            "Stable Diffusion 3",
            16,
            1.5305,
            0.0609,
            List.of("model.diffusion_model.joint_blocks.", "joint_blocks."),
            "stable-diffusion-v3",
            "sd[-_ ]?v?3|stable[-_ ]?diffusion[-_ ]?v?3"),
    FLUX_1(
            "FLUX.1",
            16,
            0.3611,
            0.1159,
            List.of("model.diffusion_model.double_blocks.", "double_blocks."),
            "flux-1",
            "flux|^ae\\."),
    /** Of 1.x and 2.x. Last, because it is the one that files of four channels are taken for if nothing tells more. */
    STABLE_DIFFUSION("Stable Diffusion 1.x and 2.x", 4, 0.18215, 0, List.of(), "stable-diffusion-v", "");

    /** Key of the ModelSpec metadata standard. */
    private static final String ARCHITECTURE = "modelspec.architecture";

    private final String title;
    private final int channels;
    private final double scalingFactor;
    private final double shiftFactor;
    private final List<String> tensors;
    private final String architecture;
    private final Pattern fileName;

    /**
     * @param tensors what names of other tensors in the file start with
     * @param architecture what the metadata's {@code modelspec.architecture} starts with
     * @param fileName is found in the lower-case name of the file
     */
    LatentFamily(
            String title,
            int channels,
            double scalingFactor,
            double shiftFactor,
            List<String> tensors,
            String architecture,
            String fileName) {
        this.title = title;
        this.channels = channels;
        this.scalingFactor = scalingFactor;
        this.shiftFactor = shiftFactor;
        this.tensors = tensors;
        this.architecture = architecture;
        this.fileName = Pattern.compile(fileName);
    }

    /**
     * The family of a file's autoencoder: inferred from the names of its other tensors, else from its metadata, else
     * from the name of the file; four channels without any of these are Stable Diffusion's.
     *
     * @param fileName without folders
     * @param channels of the latent
     * @return empty if the number of channels is no family's, or several's and nothing tells them apart
     */
    static Optional<LatentFamily> of(Safetensors file, String fileName, int channels) {
        String stated = file.metadata().getOrDefault(ARCHITECTURE, "");
        String name = fileName.toLowerCase(Locale.ROOT);
        List<LatentFamily> possible = Arrays.stream(values())
                .filter(family -> family.channels == channels)
                .toList();
        return possible.stream()
                .filter(family -> family.hasTensors(file.names()))
                .findFirst()
                .or(() -> possible.stream()
                        .filter(family -> !stated.isEmpty() && stated.startsWith(family.architecture))
                        .findFirst())
                .or(() -> possible.stream()
                        .filter(family -> family.fileName.matcher(name).find())
                        .findFirst());
    }

    private boolean hasTensors(Set<String> names) {
        return names.stream().anyMatch(name -> tensors.stream().anyMatch(name::startsWith));
    }

    /** Its name for people. */
    String title() {
        return title;
    }

    /** Channels of the latent. */
    int channels() {
        return channels;
    }

    /** {@code scaling_factor}. */
    double scalingFactor() {
        return scalingFactor;
    }

    /** {@code shift_factor}. */
    double shiftFactor() {
        return shiftFactor;
    }
}
