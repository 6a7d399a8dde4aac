package org.sdcodec.unet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.LayerNorm;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.MemoryEstimate;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.Weights;
import org.sdcodec.weights.WeightsException;

/**
 * The text encoder of Stable Diffusion: CLIP's (Radford et al. 2021), in the layout of transformers' {@code
 * CLIPTextModel}, with or without the prefix {@code text_model}. There is no tokenizer; the only text that sdcodec
 * needs is the empty one.
 *
 * <p>Thread-safe. The model's files must stay open as long as the network is used.
 */
public final class ClipTextModel {
    private static final int MAX_SIZE = 1 << 20;

    private final Weights embeddings;
    private final Layers root;
    private final int vocabulary;
    private final int tokens;
    private final int channels;
    private final boolean padsWithZero;
    private final float[] positions;
    private final List<ClipLayer> layers = new ArrayList<>();
    private final LayerNorm finalLayerNorm;

    private ClipTextModel(ModelConfig config, Weights weights, Layers root) {
        config.requireSupported("model_type", "clip_text_model");
        config.requireSupported("hidden_act", "quick_gelu", "gelu");
        boolean gelu = config.string("hidden_act", "quick_gelu").equals("gelu");
        this.root = root;
        this.embeddings = weights.at("embeddings");
        this.vocabulary = config.integer("vocab_size", 49408, 2, Integer.MAX_VALUE);
        this.tokens = config.integer("max_position_embeddings", 77, 1, MAX_SIZE);
        this.channels = config.integer("hidden_size", 512, 1, MAX_SIZE);
        this.padsWithZero = gelu;
        int heads = config.integer("num_attention_heads", 8);
        if (channels % heads != 0) {
            throw new WeightsException("%s: hidden_size = %d is not a multiple of num_attention_heads = %d"
                    .formatted(config.origin(), channels, heads));
        }
        embeddings.require("token_embedding.weight", vocabulary, channels);
        embeddings.ignore("position_ids");
        this.positions = embeddings.get("position_embedding.weight", tokens, channels);
        float epsilon = (float) config.number("layer_norm_eps", 1e-5);
        int hidden = config.integer("intermediate_size", 2048, 1, MAX_SIZE);
        for (int i = 0; i < config.integer("num_hidden_layers", 12); i++) {
            layers.add(new ClipLayer(root.at("encoder.layers." + i), channels, hidden, heads, gelu, epsilon));
        }
        this.finalLayerNorm = root.layerNorm("final_layer_norm", channels, epsilon);
    }

    /**
     * Checks the configuration and every tensor's name, shape and type; most of the weights are read later.
     *
     * @param files must stay open
     * @throws WeightsException if the configuration is not supported, or a tensor is missing, misshapen or left over
     */
    public static ClipTextModel load(ModelFiles files, WeightResidency residency) {
        Weights weights = files.weights();
        boolean prefixed = weights.has("text_model.embeddings.token_embedding.weight");
        Weights model = prefixed ? weights.at("text_model") : weights;
        ClipTextModel result =
                new ClipTextModel(files.config(), model, Layers.lazy(new ModelParameters(model), residency));
        // Belongs to the model with projection, which is published under the same type; the last hidden state does
        // without.
        weights.ignore("text_projection.weight");
        weights.requireAllUsed();
        return result;
    }

    /** Channels of the result: 768 in SD 1.x, 1024 in 2.x. */
    public int channels() {
        return channels;
    }

    /** Tokens of a text: 77 in Stable Diffusion. */
    public int tokens() {
        return tokens;
    }

    /**
     * The empty text's token ids as Stable Diffusion pads it: start, end, then padding.
     *
     * <p>CLIP's start and end are the last two of its vocabulary; {@code bos_token_id} and {@code eos_token_id} of the
     * published configurations are wrong. SD 1.x, whose encoder is OpenAI's with {@code quick_gelu}, pads with the end
     * token; SD 2.x, whose encoder is OpenCLIP's with {@code gelu}, with token 0.
     */
    public int[] emptyText() {
        int[] ids = new int[tokens];
        Arrays.fill(ids, padsWithZero ? 0 : vocabulary - 1);
        ids[0] = vocabulary - 2;
        if (tokens > 1) {
            ids[1] = vocabulary - 1;
        }
        return ids;
    }

    /** The heap that a run needs. */
    public MemoryEstimate estimate() {
        long table = (long) vocabulary * channels * Float.BYTES;
        long activations = 16L * tokens * channels * Float.BYTES;
        MemoryEstimate estimate = root.estimate(activations);
        return new MemoryEstimate(estimate.keptWeights(), Math.max(estimate.largestDropped(), table), estimate.work());
    }

    /**
     * Token ids → {@code last_hidden_state}.
     *
     * @param ids at most {@link #tokens()}, each below the size of the vocabulary; not modified
     * @return 1 × ids × {@link #channels()}, newly taken from the work memory
     * @throws IllegalArgumentException if there are too many ids, or none, or an id is out of range
     * @throws WeightsException if the weights cannot be read
     */
    public Tensor forward(Engine engine, int[] ids) {
        return forward(engine, ids, Probe.NONE);
    }

    Tensor forward(Engine engine, int[] ids, Probe probe) {
        Tensor h = embed(engine, ids);
        for (ClipLayer layer : layers) {
            h = layer.forward(engine, h, probe);
        }
        Tensor y = finalLayerNorm.forward(engine, h);
        engine.release(h);
        return y;
    }

    /**
     * Each token's row of the table, plus that of its position. The table is large and needed once, so it is not kept.
     */
    private Tensor embed(Engine engine, int[] ids) {
        if (ids.length < 1 || ids.length > tokens) {
            throw new IllegalArgumentException(
                    "a text must have 1 to " + tokens + " tokens, but there are " + ids.length);
        }
        for (int id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw new IllegalArgumentException(
                        "token id " + id + " is not one of the vocabulary's 0 to " + (vocabulary - 1));
            }
        }
        float[] table = embeddings.get("token_embedding.weight", vocabulary, channels);
        Tensor x = engine.tensor(1, ids.length, channels);
        for (int i = 0; i < ids.length; i++) {
            for (int c = 0; c < channels; c++) {
                x.data()[i * channels + c] = table[ids[i] * channels + c] + positions[i * channels + c];
            }
        }
        return x;
    }
}
