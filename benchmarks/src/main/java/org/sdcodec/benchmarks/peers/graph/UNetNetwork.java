package org.sdcodec.benchmarks.peers.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import org.sdcodec.benchmarks.peers.graph.NetworkGraph.Pads;

/**
 * The UNet of Stable Diffusion 1.x (diffusers' {@code UNet2DConditionModel} with its defaults): a latent, the sinusoids
 * of its time step and the text's embedding → the predicted noise.
 */
public final class UNetNetwork {
    /** Tokens of a text. */
    public static final int TOKENS = 77;

    private static final int[] CHANNELS = {320, 640, 1280, 1280};
    private static final int LATENT_CHANNELS = 4;
    private static final int RESNETS = 2;
    private static final int HEADS = 8;
    private static final int GROUPS = 32;
    private static final int TIME_CHANNELS = 4 * CHANNELS[0];
    private static final double RESNET_EPSILON = 1e-5;
    private static final double TRANSFORMER_EPSILON = 1e-6;
    private static final double LAYER_EPSILON = 1e-5;

    private final NetworkGraph graph;
    private final Value context;
    private Value time;

    private UNetNetwork(NetworkGraph graph, Value context) {
        this.graph = graph;
        this.context = context;
    }

    /**
     * Adds the network to a graph.
     *
     * @param height rows of the latent, a multiple of 8
     * @param width columns of the latent, a multiple of 8
     * @param textChannels channels of the text's embedding
     */
    public static void build(NetworkGraph graph, int height, int width, int textChannels) {
        Value sample = graph.input("sample", LATENT_CHANNELS, height, width);
        Value sinusoids = graph.inputTokens("sinusoids", 1, CHANNELS[0]);
        new UNetNetwork(graph, graph.inputTokens("context", TOKENS, textChannels)).build(sample, sinusoids);
    }

    private void build(Value sample, Value sinusoids) {
        Value hidden = graph.silu(graph.linear(sinusoids, "time_embedding.linear_1", TIME_CHANNELS, true));
        time = graph.silu(graph.linear(hidden, "time_embedding.linear_2", TIME_CHANNELS, true));

        Deque<Value> skips = new ArrayDeque<>();
        Value x = graph.conv(sample, "conv_in", CHANNELS[0], 3);
        skips.push(x);
        int last = CHANNELS.length - 1;
        for (int i = 0; i <= last; i++) {
            String block = "down_blocks." + i;
            for (int j = 0; j < RESNETS; j++) {
                x = resnet(x, block + ".resnets." + j, CHANNELS[i]);
                if (i < last) {
                    x = transformer(x, block + ".attentions." + j);
                }
                skips.push(x);
            }
            if (i < last) {
                x = graph.conv(x, block + ".downsamplers.0.conv", CHANNELS[i], 3, 2, Pads.of(1), true);
                skips.push(x);
            }
        }
        x = resnet(x, "mid_block.resnets.0", CHANNELS[last]);
        x = transformer(x, "mid_block.attentions.0");
        x = resnet(x, "mid_block.resnets.1", CHANNELS[last]);
        for (int i = 0; i <= last; i++) {
            String block = "up_blocks." + i;
            int outC = CHANNELS[last - i];
            for (int j = 0; j <= RESNETS; j++) {
                x = resnet(graph.concatenate(x, skips.pop()), block + ".resnets." + j, outC);
                if (i > 0) {
                    x = transformer(x, block + ".attentions." + j);
                }
            }
            if (i < last) {
                x = graph.conv(graph.upsample2x(x), block + ".upsamplers.0.conv", outC, 3);
            }
        }
        x = graph.silu(graph.groupNorm(x, "conv_norm_out", GROUPS, RESNET_EPSILON));
        graph.output(graph.conv(x, "conv_out", LATENT_CHANNELS, 3));
    }

    private Value resnet(Value x, String path, int outC) {
        Value h = graph.silu(graph.groupNorm(x, path + ".norm1", GROUPS, RESNET_EPSILON));
        h = graph.conv(h, path + ".conv1", outC, 3);
        h = graph.addPerChannel(h, graph.linear(time, path + ".time_emb_proj", outC, true));
        h = graph.silu(graph.groupNorm(h, path + ".norm2", GROUPS, RESNET_EPSILON));
        h = graph.conv(h, path + ".conv2", outC, 3);
        return graph.add(x.channels() == outC ? x : graph.conv(x, path + ".conv_shortcut", outC, 1), h);
    }

    private Value transformer(Value x, String path) {
        int width = x.channels();
        Value h = graph.groupNorm(x, path + ".norm", GROUPS, TRANSFORMER_EPSILON);
        h = graph.tokens(graph.conv(h, path + ".proj_in", width, 1));
        String block = path + ".transformer_blocks.0";
        Value normal = graph.layerNorm(h, block + ".norm1", LAYER_EPSILON);
        h = graph.add(h, attention(normal, normal, block + ".attn1"));
        normal = graph.layerNorm(h, block + ".norm2", LAYER_EPSILON);
        h = graph.add(h, attention(normal, context, block + ".attn2"));
        normal = graph.layerNorm(h, block + ".norm3", LAYER_EPSILON);
        Value gated = graph.geglu(graph.linear(normal, block + ".ff.net.0.proj", 8 * width, true));
        h = graph.add(h, graph.linear(gated, block + ".ff.net.2", width, true));
        h = graph.conv(graph.map(h, x.height(), x.width()), path + ".proj_out", width, 1);
        return graph.add(h, x);
    }

    private Value attention(Value x, Value other, String path) {
        int width = x.channels();
        Value attended = graph.attention(
                graph.linear(x, path + ".to_q", width, false),
                graph.linear(other, path + ".to_k", width, false),
                graph.linear(other, path + ".to_v", width, false),
                HEADS);
        return graph.linear(attended, path + ".to_out.0", width, true);
    }
}
