package org.sdcodec.weights.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sdcodec.weights.Quote;
import org.sdcodec.weights.WeightsException;

/**
 * A published model that can be fetched by a short name. Repositories, files, licences and sizes are as the models'
 * public pages say; no fetch from the hub has been tried with this list.
 *
 * @param name the short name
 * @param repository where the hub has it, {@code ORGANISATION/NAME}
 * @param title for people
 * @param licence its terms
 * @param layout which of its files are needed, and where they lie
 * @param hasHalf whether it is published in 16-bit floating point as well
 * @param megabytes the size of the files in their ordinary precision, about, in 10^6 bytes
 */
public record KnownModel(
        String name, String repository, String title, Licence licence, Layout layout, boolean hasHalf, int megabytes) {
    /** Which files of a repository are needed. */
    public enum Layout {
        /** A whole Stable Diffusion in folders. */
        PIPELINE,
        /** An autoencoder in the repository's top folder. */
        AUTOENCODER,
        /** An autoencoder in one file without a configuration, which is named like the repository. */
        SINGLE_FILE,
        /** The autoencoder of a pipeline whose other networks are not supported, in its folder {@code vae}. */
        AUTOENCODER_OF_PIPELINE
    }

    private static final List<KnownModel> ALL = List.of(
            pipeline("sd-1.4", "CompVis/stable-diffusion-v1-4", "Stable Diffusion 1.4", Licence.OPEN_RAIL_M, 4266),
            pipeline(
                    "sd-1.5",
                    "stable-diffusion-v1-5/stable-diffusion-v1-5",
                    "Stable Diffusion 1.5",
                    Licence.OPEN_RAIL_M,
                    4266),
            pipeline(
                    "sd-2.1-base",
                    "stabilityai/stable-diffusion-2-1-base",
                    "Stable Diffusion 2.1 base",
                    Licence.OPEN_RAIL_PLUS_PLUS_M,
                    5161),
            autoencoder(
                    "sd-vae-ft-mse",
                    "stabilityai/sd-vae-ft-mse",
                    "the autoencoder of Stable Diffusion 1.x, its decoder tuned for smoothness",
                    335),
            autoencoder("taesd", "madebyollin/taesd", "TAESD, a tiny autoencoder for Stable Diffusion 1.x and 2.x", 10),
            autoencoder("sdxl-vae", "stabilityai/sdxl-vae", "the autoencoder of Stable Diffusion XL", 335),
            autoencoder("taesdxl", "madebyollin/taesdxl", "TAESDXL, a tiny autoencoder for Stable Diffusion XL", 10),
            autoencoder("taesd3", "madebyollin/taesd3", "TAESD3, a tiny autoencoder for Stable Diffusion 3", 10),
            autoencoder("taef1", "madebyollin/taef1", "TAEF1, a tiny autoencoder for FLUX.1", 10),
            new KnownModel(
                    "taef2",
                    "madebyollin/taef2",
                    "TAEF2, a tiny autoencoder for FLUX.2",
                    Licence.MIT,
                    Layout.SINGLE_FILE,
                    false,
                    10),
            autoencoderOf(
                    "sd3-vae",
                    "stabilityai/stable-diffusion-3-medium-diffusers",
                    "the autoencoder of Stable Diffusion 3, 16 channels",
                    Licence.STABILITY_COMMUNITY),
            autoencoderOf(
                    "flux1-vae",
                    "black-forest-labs/FLUX.1-schnell",
                    "the autoencoder of FLUX.1, 16 channels",
                    Licence.APACHE_2),
            autoencoderOf(
                    "flux2-vae",
                    "black-forest-labs/FLUX.2-klein-4B",
                    "the autoencoder of FLUX.2, 32 channels",
                    Licence.APACHE_2));

    private static KnownModel pipeline(String name, String repository, String title, Licence licence, int megabytes) {
        return new KnownModel(name, repository, title, licence, Layout.PIPELINE, true, megabytes);
    }

    private static KnownModel autoencoder(String name, String repository, String title, int megabytes) {
        return new KnownModel(name, repository, title, Licence.MIT, Layout.AUTOENCODER, false, megabytes);
    }

    private static KnownModel autoencoderOf(String name, String repository, String title, Licence licence) {
        return new KnownModel(name, repository, title, licence, Layout.AUTOENCODER_OF_PIPELINE, false, 168);
    }

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
        switch (layout) {
            case PIPELINE -> {
                files.add("model_index.json");
                files.add("scheduler/scheduler_config.json");
                for (String network : List.of("vae", "unet")) {
                    files.add(network + "/config.json");
                    files.add(network + "/diffusion_pytorch_model" + suffix);
                }
                files.add("text_encoder/config.json");
                files.add("text_encoder/model" + suffix);
            }
            case AUTOENCODER -> {
                files.add("config.json");
                files.add("diffusion_pytorch_model" + suffix);
            }
            case SINGLE_FILE -> files.add(repository.substring(repository.indexOf('/') + 1) + ".safetensors");
            case AUTOENCODER_OF_PIPELINE -> {
                files.add("vae/config.json");
                files.add("vae/diffusion_pytorch_model" + suffix);
            }
        }
        return files;
    }
}
