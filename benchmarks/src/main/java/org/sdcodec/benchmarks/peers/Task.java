package org.sdcodec.benchmarks.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sdcodec.benchmarks.peers.graph.NetworkGraph;
import org.sdcodec.benchmarks.peers.graph.Networks;
import org.sdcodec.benchmarks.peers.graph.UNetNetwork;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.embedded.EmbeddedModel;
import org.sdcodec.weights.testing.SyntheticCheckpoint;

/** What is timed: one pass of a network on one picture. */
public enum Task {
    VAE_DECODE("sd14-vae", true),
    VAE_ENCODE("sd14-vae", false),
    UNET_STEP("sd14-unet", true),
    TAESD_DECODE("taesd", true),
    TAESD_ENCODE("taesd", false),
    EMBEDDED_ENCODE("embedded", false),
    EMBEDDED_DECODE("embedded", true);

    static final int TEXT_CHANNELS = 768;
    static final double TIMESTEP = 500;

    /** Sinusoids of either kind in the time's embedding. */
    private static final int HALF = 160;

    private static final int LATENT_CHANNELS = 4;
    private static final int DOWNSAMPLING = 8;
    private static final int[] TAESD_CHANNELS = {64, 64, 64, 64};
    private static final int COLORS = 3;
    private static final long SEED = 4;

    private final String network;
    private final boolean decodes;

    Task(String network, boolean decodes) {
        this.network = network;
        this.decodes = decodes;
    }

    /**
     * An input, channels first.
     *
     * @param shape as the graph declares it
     */
    public record Input(String name, float[] values, int... shape) {}

    /** The name on the command line: {@code vae-decode}. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The task of that name; null if there is none. */
    static Task of(String title) {
        return Arrays.stream(values())
                .filter(task -> task.title().equals(title))
                .findFirst()
                .orElse(null);
    }

    /** Names the checkpoint; tasks on the same one share it. */
    String network() {
        return network;
    }

    /** Whether it goes from the latent to the picture. */
    boolean decodes() {
        return decodes;
    }

    /** Whether the weights are those inside the jar, not generated ones. */
    boolean embedded() {
        return network.equals("embedded");
    }

    /** Whether it normalizes over the whole picture: Stable Diffusion's networks do, the small autoencoders do not. */
    boolean hasGroupNorm() {
        return network.startsWith("sd14");
    }

    ModelConfig config() {
        return switch (network) {
            case "sd14-vae" ->
                ModelConfig.of(
                        Map.of("block_out_channels", List.of(128, 256, 512, 512), "layers_per_block", 2),
                        "the configuration of Stable Diffusion 1.4's autoencoder");
            case "sd14-unet" ->
                ModelConfig.of(
                        Map.of("cross_attention_dim", TEXT_CHANNELS),
                        "the configuration of Stable Diffusion 1.4's UNet");
            case "taesd" -> ModelConfig.of(Map.of("_class_name", "AutoencoderTiny"), "the configuration of TAESD");
            default -> {
                try (ModelFiles files = EmbeddedModel.vae()) {
                    yield files.config();
                }
            }
        };
    }

    /**
     * Adds the network to an empty graph.
     *
     * @param size side of the picture in pixels, a multiple of 64
     */
    void build(NetworkGraph graph, int size) {
        if (this == UNET_STEP) {
            UNetNetwork.build(graph, size / DOWNSAMPLING, size / DOWNSAMPLING, TEXT_CHANNELS);
            return;
        }
        ModelConfig config = config();
        boolean tiny = isTiny(config);
        if (tiny && decodes) {
            Networks.tinyDecoder(graph, config, size, size);
        } else if (tiny) {
            Networks.tinyEncoder(graph, config, size, size);
        } else if (decodes) {
            Networks.klDecoder(graph, config, size, size);
        } else {
            Networks.klEncoder(graph, config, size, size);
        }
    }

    /** Reproducible inputs for a picture of {@code size} × {@code size}, in the order of the graph's. */
    public List<Input> inputs(int size) {
        if (this == UNET_STEP) {
            return List.of(
                    noise("sample", 1, LATENT_CHANNELS, size / DOWNSAMPLING, size / DOWNSAMPLING),
                    new Input("sinusoids", sinusoids(), 1, 2 * HALF),
                    noise("context", UNetNetwork.TOKENS, TEXT_CHANNELS));
        }
        if (!decodes) {
            float[] pixels = SyntheticCheckpoint.uniform("image", COLORS * size * size, SEED);
            return List.of(new Input("image", pixels, 1, COLORS, size, size));
        }
        ModelConfig config = config();
        int levels = config.integers(
                        isTiny(config) ? "decoder_block_out_channels" : "block_out_channels", TAESD_CHANNELS)
                .length;
        int cells = size / (config.integer("patch_size", 1) << levels - 1);
        return List.of(noise("latent", 1, config.integer("latent_channels", LATENT_CHANNELS), cells, cells));
    }

    private static boolean isTiny(ModelConfig config) {
        return config.string("_class_name", "AutoencoderKL").equals("AutoencoderTiny");
    }

    /** Of unit variance. */
    private static Input noise(String name, int... shape) {
        int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        float[] values = SyntheticCheckpoint.uniform(name, count, SEED);
        for (int i = 0; i < count; i++) {
            values[i] *= (float) Math.sqrt(3);
        }
        return new Input(name, values, shape);
    }

    /**
     * Of the time step, cosines first (diffusers' {@code get_timestep_embedding}). The other engines get them
     * ready-made.
     */
    private static float[] sinusoids() {
        float[] values = new float[2 * HALF];
        for (int i = 0; i < HALF; i++) {
            float frequency = (float) Math.exp(-Math.log(10000) * i / HALF);
            double angle = (float) TIMESTEP * frequency;
            values[i] = (float) Math.cos(angle);
            values[HALF + i] = (float) Math.sin(angle);
        }
        return values;
    }
}
