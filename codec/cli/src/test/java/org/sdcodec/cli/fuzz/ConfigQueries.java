package org.sdcodec.cli.fuzz;

import java.util.List;
import org.sdcodec.weights.ModelConfig;

/** Every kind of question about a configuration. */
final class ConfigQueries {

    private ConfigQueries() {}

    /**
     * Asks for values of all kinds.
     *
     * @throws org.sdcodec.weights.WeightsException if a value is of another kind
     */
    static void all(ModelConfig config) {
        config.string("_class_name", "AutoencoderKL");
        config.integer("latent_channels", 4, 1, 64);
        config.integers("block_out_channels", new int[] {64});
        config.integersForEach("layers_per_block", 1, 2);
        config.number("scaling_factor", 1);
        config.flag("use_quant_conv", true);
        config.strings("down_block_types", List.of("DownEncoderBlock2D"));
        config.requireSupported("act_fn", "silu");
    }
}
