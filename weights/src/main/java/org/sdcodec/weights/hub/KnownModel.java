package org.sdcodec.weights.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sdcodec.weights.Quote;
import org.sdcodec.weights.WeightsException;

/**
 * A published model that can be fetched by a short name.
 *
 * @param name the short name
 * @param repository where the hub has it, {@code ORGANISATION/NAME}
 * @param title for people
 * @param licence its terms
 * @param whole whether it is a whole Stable Diffusion, and not an autoencoder alone
 * @param hasHalf whether it is published in 16-bit floating point as well
 */
public record KnownModel(
        String name, String repository, String title, Licence licence, boolean whole, boolean hasHalf) {
    private static final List<KnownModel> ALL = List.of(
            new KnownModel(
                    "sd-1.4", "CompVis/stable-diffusion-v1-4", "Stable Diffusion 1.4", Licence.OPEN_RAIL_M, true, true),
            new KnownModel(
                    "sd-1.5",
                    "stable-diffusion-v1-5/stable-diffusion-v1-5",
                    "Stable Diffusion 1.5",
                    Licence.OPEN_RAIL_M,
                    true,
                    true),
            new KnownModel(
                    "sd-2.1-base",
                    "stabilityai/stable-diffusion-2-1-base",
                    "Stable Diffusion 2.1 base",
                    Licence.OPEN_RAIL_PLUS_PLUS_M,
                    true,
                    true),
            new KnownModel(
                    "sd-vae-ft-mse",
                    "stabilityai/sd-vae-ft-mse",
                    "the autoencoder of Stable Diffusion 1.x, its decoder tuned for smoothness",
                    Licence.MIT,
                    false,
                    false),
            new KnownModel(
                    "taesd",
                    "madebyollin/taesd",
                    "TAESD, a tiny autoencoder for Stable Diffusion 1.x and 2.x",
                    Licence.MIT,
                    false,
                    false));

    /** All of them. */
    public static List<KnownModel> all() {
        return ALL;
    }

    /** A model by its short name or repository; case, dots, dashes and underscores do not count ({@code sd14}). */
    public static Optional<KnownModel> find(String name) {
        return ALL.stream()
                .filter(model -> plain(model.name).equals(plain(name)) || model.repository.equalsIgnoreCase(name))
                .findFirst();
    }

    /**
     * As {@link #find}.
     *
     * @throws WeightsException if there is none; the sentence lists the names
     */
    public static KnownModel require(String name) {
        return find(name)
                .orElseThrow(() -> new WeightsException("no model is known as " + Quote.name(name)
                        + "; expected one of "
                        + String.join(", ", ALL.stream().map(KnownModel::name).toList())));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-._ ]", "");
    }

    /** The files that are needed, by their paths in the repository. */
    List<String> files(boolean half) {
        String suffix = (half ? ".fp16" : "") + ".safetensors";
        List<String> files = new ArrayList<>();
        if (whole) {
            files.add("model_index.json");
            files.add("scheduler/scheduler_config.json");
            for (String network : List.of("vae", "unet")) {
                files.add(network + "/config.json");
                files.add(network + "/diffusion_pytorch_model" + suffix);
            }
            files.add("text_encoder/config.json");
            files.add("text_encoder/model" + suffix);
        } else {
            files.add("config.json");
            files.add("diffusion_pytorch_model" + suffix);
        }
        return files;
    }
}
