package org.sdcodec.weights.checkpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;

/**
 * The kinds of networks that are read, by the classes of diffusers and transformers. An entry says how a network of the
 * kind is told from its configuration or from its tensors, which names its tensors get, and what its configuration is
 * where a file lacks it.
 */
enum NetworkKind {
    AUTOENCODER_KL(
            "AutoencoderKL",
            ModelPart.VAE,
            "block_out_channels",
            List.of("encoder.down_blocks.", "decoder.up_blocks."),
            NetworkKind::vaeName,
            InferredConfig::vae),
    AUTOENCODER_TINY(
            "AutoencoderTiny",
            ModelPart.VAE,
            "encoder_block_out_channels",
            List.of("decoder.layers."),
            NetworkKind::vaeName,
            (tensors, family) -> InferredConfig.tinyVae(tensors)),
    /** Told from an AutoencoderKL by its configuration, or by its statistics of the latent. */
    AUTOENCODER_KL_FLUX2(
            "AutoencoderKLFlux2",
            ModelPart.VAE,
            "batch_norm_eps",
            List.of("bn.running_mean"),
            NetworkKind::vaeName,
            (tensors, family) -> InferredConfig.flux2Vae(tensors)),
    UNET(
            "UNet2DConditionModel",
            ModelPart.UNET,
            "cross_attention_dim",
            List.of("down_blocks."),
            UnaryOperator.identity(),
            (tensors, family) -> InferredConfig.unet(tensors)),
    /** Not read from a file of its own, whose tensors do not tell its activation. */
    CLIP(
            "CLIPTextModel",
            ModelPart.TEXT_ENCODER,
            "max_position_embeddings",
            List.of(),
            NetworkKind::textEncoderName,
            (tensors, family) -> InferredConfig.textEncoder(tensors, "quick_gelu"));

    /** Finds a network's configuration from its tensors. */
    private interface Inference {
        /** @param family the family of a latent with so many channels, by what else is known of the file */
        ModelConfig of(TensorSource tensors, IntFunction<Optional<LatentFamily>> family);
    }

    /** Counts the batches of a training; is not a part of the network. */
    private static final String BATCHES = "bn.num_batches_tracked";

    private static final NameTable OLD_VAE_ATTENTION = LdmNames.oldVaeAttention();
    private static final String TEXT_MODEL = "text_model.";
    private static final String POSITIONS = "embeddings.position_ids";

    private final String className;
    private final ModelPart part;
    private final String ownKey;
    private final List<String> prefixes;
    private final UnaryOperator<String> names;
    private final Inference inferred;

    /**
     * @param className as in a configuration's {@code _class_name} or {@code architectures}
     * @param ownKey of the configuration, which tells the kind where the class is left out
     * @param prefixes of tensors, by the names of diffusers, that tell the kind
     * @param names from those of a published network to the present ones; null for a tensor to leave out
     * @param inferred the configuration from the tensors
     */
    NetworkKind(
            String className,
            ModelPart part,
            String ownKey,
            List<String> prefixes,
            UnaryOperator<String> names,
            Inference inferred) {
        this.className = className;
        this.part = part;
        this.ownKey = ownKey;
        this.prefixes = prefixes;
        this.names = names;
        this.inferred = inferred;
    }

    /**
     * The kind that a configuration describes. Without a class the last one with a key of its own counts, as a UNet has
     * the key of an AutoencoderKL too; an AutoencoderKL's keys all have defaults.
     *
     * @param origin of the configuration, for messages
     * @throws WeightsException if it is of another class
     */
    static NetworkKind of(ModelConfig config, Object origin) {
        List<String> architectures = config.strings("architectures", List.of());
        if (!config.has("_class_name") && architectures.isEmpty()) {
            return Arrays.stream(values())
                    .filter(kind -> config.has(kind.ownKey))
                    .reduce((first, last) -> last)
                    .orElse(AUTOENCODER_KL);
        }
        String name = config.string("_class_name", String.join(", ", architectures));
        return Arrays.stream(values())
                .filter(kind -> kind.className.equals(name))
                .findFirst()
                .orElseThrow(() -> new WeightsException(
                        origin + ": describes a " + name + ", which is not supported; expected " + classNames()));
    }

    private static String classNames() {
        List<String> all = Arrays.stream(values()).map(kind -> kind.className).toList();
        return all.stream().limit(all.size() - 1L).collect(Collectors.joining(", ")) + " or " + all.get(all.size() - 1);
    }

    /**
     * The kind whose tensors a file holds alone, by the names of diffusers; of several the last, as FLUX.2's has the
     * names of an AutoencoderKL, too.
     *
     * @param prefix of all its names in the file; empty if they have none
     */
    static Optional<NetworkKind> of(TensorSource file, String prefix) {
        return Arrays.stream(values())
                .filter(kind -> file.names().stream()
                        .anyMatch(name -> kind.prefixes.stream().anyMatch(own -> name.startsWith(prefix + own))))
                .reduce((first, last) -> last);
    }

    /** The names of a part's tensors, of whichever kind it is: see {@link #names()}. */
    static UnaryOperator<String> names(ModelPart part) {
        return Arrays.stream(values())
                .filter(kind -> kind.part == part)
                .findFirst()
                .orElseThrow()
                .names;
    }

    /** The class of diffusers or transformers. */
    String className() {
        return className;
    }

    /** What the network is in a model. */
    ModelPart part() {
        return part;
    }

    /** From the names of a published network to the present ones; null for a tensor to leave out. */
    UnaryOperator<String> names() {
        return names;
    }

    /**
     * The configuration of a network from its tensors.
     *
     * @param family the family of an autoencoder's latent with so many channels, by what else is known of the file
     */
    ModelConfig inferred(TensorSource tensors, IntFunction<Optional<LatentFamily>> family) {
        return inferred.of(tensors, family);
    }

    /** The kind of an AutoencoderKL in a single file, by its tensors' names in diffusers. */
    static NetworkKind autoencoderKl(TensorSource tensors) {
        return tensors.names().contains("bn.running_mean") ? AUTOENCODER_KL_FLUX2 : AUTOENCODER_KL;
    }

    private static String vaeName(String name) {
        return name.equals(BATCHES) ? null : OLD_VAE_ATTENTION.toDiffusers(name);
    }

    /** The name without {@code text_model.}; null for the list of positions 0, 1, 2, …, which older files hold. */
    static String textEncoderName(String name) {
        String plain = name.startsWith(TEXT_MODEL) ? name.substring(TEXT_MODEL.length()) : name;
        return plain.equals(POSITIONS) ? null : plain;
    }
}
