package org.sdcodec.benchmarks.peers.graph;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network under construction: every call adds an operation. The names and shapes of the weights are noted on the way,
 * so that a checkpoint can be generated for them. Feature maps are NCHW with n = 1, the layout of both file formats.
 */
public abstract class NetworkGraph {
    private final Map<String, int[]> weights = new LinkedHashMap<>();

    /** Zeros around a feature map. */
    public record Pads(int top, int left, int bottom, int right) {
        static Pads of(int all) {
            return new Pads(all, all, all, all);
        }

        boolean symmetric() {
            return top == bottom && left == right && top == left;
        }
    }

    /** Shapes of all weights by name, as PyTorch stores them. */
    public final Map<String, int[]> weights() {
        return Collections.unmodifiableMap(weights);
    }

    /** A feature map that the caller gives. */
    public final Value input(String name, int channels, int height, int width) {
        emitInput(name, 1, channels, height, width);
        return new Value(name, channels, height, width);
    }

    /** Tokens that the caller gives: {@code count × channels}. */
    public final Value inputTokens(String name, int count, int channels) {
        emitInput(name, count, channels);
        return new Value(name, channels, count, 1);
    }

    /** Marks the result; the last call. */
    public final void output(Value x) {
        emitOutput(x);
    }

    /** A square convolution that keeps height and width. */
    public final Value conv(Value x, String path, int outC, int kernel) {
        return conv(x, path, outC, kernel, 1, Pads.of(kernel / 2), true);
    }

    /** A square convolution. */
    public final Value conv(Value x, String path, int outC, int kernel, int stride, Pads pads, boolean bias) {
        String weight = weight(path + ".weight", outC, x.channels(), kernel, kernel);
        String offset = bias ? weight(path + ".bias", outC) : null;
        int height = (x.height() + pads.top() + pads.bottom() - kernel) / stride + 1;
        int width = (x.width() + pads.left() + pads.right() - kernel) / stride + 1;
        return new Value(emitConv(x, weight, offset, kernel, stride, pads), outC, height, width);
    }

    /** Tokens times a matrix that is stored as out × in. */
    public final Value linear(Value x, String path, int outC, boolean bias) {
        String weight = weight(path + ".weight", outC, x.channels());
        return x.withChannels(emitLinear(x, weight, bias ? weight(path + ".bias", outC) : null), outC);
    }

    public final Value groupNorm(Value x, String path, int groups, double epsilon) {
        String scale = weight(path + ".weight", x.channels());
        return x.named(emitGroupNorm(x, scale, weight(path + ".bias", x.channels()), groups, epsilon));
    }

    /** Over the channels of every token. */
    public final Value layerNorm(Value x, String path, double epsilon) {
        String scale = weight(path + ".weight", x.channels());
        return x.named(emitLayerNorm(x, scale, weight(path + ".bias", x.channels()), epsilon));
    }

    public final Value silu(Value x) {
        return x.named(emitSilu(x));
    }

    public final Value relu(Value x) {
        return x.named(emitRelu(x));
    }

    public final Value tanh(Value x) {
        return x.named(emitTanh(x));
    }

    public final Value add(Value a, Value b) {
        return a.named(emitAdd(a, b));
    }

    /** Adds one number per channel, a single token, to a feature map. */
    public final Value addPerChannel(Value x, Value perChannel) {
        return x.named(emitAddPerChannel(x, perChannel));
    }

    /** {@code x · scale + shift}. */
    public final Value affine(Value x, double scale, double shift) {
        return x.named(emitAffine(x, scale, shift));
    }

    /** Repeats every pixel twice along both sides. */
    public final Value upsample2x(Value x) {
        return new Value(emitUpsample(x), x.channels(), 2 * x.height(), 2 * x.width());
    }

    public final Value concatenate(Value a, Value b) {
        return a.withChannels(emitConcatenate(a, b), a.channels() + b.channels());
    }

    public final Value firstChannels(Value x, int count) {
        return x.withChannels(emitFirstChannels(x, count), count);
    }

    /** A feature map as tokens. */
    public final Value tokens(Value x) {
        return new Value(emitTokens(x), x.channels(), x.pixels(), 1);
    }

    /** Tokens as a feature map. */
    public final Value map(Value x, int height, int width) {
        Value map = new Value("", x.channels(), height, width);
        return map.named(emitMap(x, height, width));
    }

    /** {@code softmax(Q·Kᵀ/√d)·V} for each head. */
    public final Value attention(Value q, Value k, Value v, int heads) {
        return q.named(emitAttention(q, k, v, heads));
    }

    /** The first half of the channels times the GELU of the second. */
    public final Value geglu(Value x) {
        return x.withChannels(emitGeglu(x), x.channels() / 2);
    }

    /** Patches of p × p pixels as channels, c·p² + dy·p + dx. */
    public final Value spaceToDepth(Value x, int p) {
        return p == 1 ? x : new Value(emitSpaceToDepth(x, p), x.channels() * p * p, x.height() / p, x.width() / p);
    }

    /** The inverse of {@link #spaceToDepth}. */
    public final Value depthToSpace(Value x, int p) {
        return p == 1 ? x : new Value(emitDepthToSpace(x, p), x.channels() / (p * p), x.height() * p, x.width() * p);
    }

    /**
     * Writes the network.
     *
     * @param checkpoint safetensors file with the weights in F32
     * @param file where the network goes; what is there is replaced
     */
    public abstract void write(Path checkpoint, Path file) throws IOException;

    private String weight(String name, int... shape) {
        weights.put(name, shape);
        return emitWeight(name);
    }

    abstract void emitInput(String name, int... shape);

    abstract void emitOutput(Value x);

    /** How operations refer to a weight. */
    abstract String emitWeight(String name);

    /** {@code bias} may be null. */
    abstract String emitConv(Value x, String weight, String bias, int kernel, int stride, Pads pads);

    /** {@code bias} may be null. */
    abstract String emitLinear(Value x, String weight, String bias);

    abstract String emitGroupNorm(Value x, String scale, String bias, int groups, double epsilon);

    abstract String emitLayerNorm(Value x, String scale, String bias, double epsilon);

    abstract String emitSilu(Value x);

    abstract String emitRelu(Value x);

    abstract String emitTanh(Value x);

    abstract String emitAdd(Value a, Value b);

    abstract String emitAddPerChannel(Value x, Value perChannel);

    abstract String emitAffine(Value x, double scale, double shift);

    abstract String emitUpsample(Value x);

    abstract String emitConcatenate(Value a, Value b);

    abstract String emitFirstChannels(Value x, int count);

    abstract String emitTokens(Value x);

    abstract String emitMap(Value x, int height, int width);

    abstract String emitAttention(Value q, Value k, Value v, int heads);

    abstract String emitGeglu(Value x);

    abstract String emitSpaceToDepth(Value x, int p);

    abstract String emitDepthToSpace(Value x, int p);
}
