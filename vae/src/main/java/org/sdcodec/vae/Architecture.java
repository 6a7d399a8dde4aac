package org.sdcodec.vae;

import java.util.Arrays;
import java.util.function.Function;
import org.sdcodec.weights.ModelConfig;

/**
 * The kinds of autoencoders, by the names of diffusers. An entry says how a configuration becomes a network; nothing
 * else distinguishes them. The names of tensors are those of diffusers too: {@code weights} gives them in whichever
 * layout a model is stored.
 */
enum Architecture {
    /** AutoencoderKL: Stable Diffusion's own, and those of its successors with other numbers of channels. */
    AUTOENCODER_KL("AutoencoderKL", "block_out_channels", KlConfig::of),
    /** AutoencoderTiny: TAESD and its relatives, and the embedded model. */
    AUTOENCODER_TINY("AutoencoderTiny", "encoder_block_out_channels", TinyConfig::of),
    /** AutoencoderKLFlux2: FLUX.2's. */
    AUTOENCODER_KL_FLUX2("AutoencoderKLFlux2", "batch_norm_eps", Flux2Config::of);

    private final String className;
    private final String ownKey;
    private final Function<ModelConfig, AutoencoderConfig> reader;

    /**
     * @param className of diffusers, as in {@code _class_name}
     * @param ownKey of the configuration, which tells the kind where {@code _class_name} is absent
     * @param reader refuses by name what is not supported
     */
    Architecture(String className, String ownKey, Function<ModelConfig, AutoencoderConfig> reader) {
        this.className = className;
        this.ownKey = ownKey;
        this.reader = reader;
    }

    /**
     * The kind of network that a configuration describes. If it names none, the last one with a key of its own counts,
     * as an AutoencoderTiny has the key of an AutoencoderKL too; without any it is an AutoencoderKL, whose keys all
     * have defaults.
     *
     * @throws org.sdcodec.weights.WeightsException if it names another
     */
    static Architecture of(ModelConfig config) {
        Architecture[] all = values();
        config.requireSupported(
                "_class_name", Arrays.stream(all).map(kind -> kind.className).toArray());
        String absent = Arrays.stream(all)
                .filter(kind -> config.has(kind.ownKey))
                .reduce((first, last) -> last)
                .orElse(AUTOENCODER_KL)
                .className;
        String name = config.string("_class_name", absent);
        return Arrays.stream(all)
                .filter(kind -> kind.className.equals(name))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Reads a configuration of the kind that it describes.
     *
     * @throws org.sdcodec.weights.WeightsException if it is not supported
     */
    static AutoencoderConfig read(ModelConfig config) {
        return of(config).configuration(config);
    }

    /**
     * Reads a configuration of this kind.
     *
     * @throws org.sdcodec.weights.WeightsException if it is not supported
     */
    AutoencoderConfig configuration(ModelConfig config) {
        return reader.apply(config);
    }

    /** The class in diffusers. */
    String className() {
        return className;
    }
}
