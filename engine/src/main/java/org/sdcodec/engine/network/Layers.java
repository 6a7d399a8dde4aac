package org.sdcodec.engine.network;

import java.util.function.Function;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.Geglu;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.layer.LayerNorm;
import org.sdcodec.engine.layer.Linear;
import org.sdcodec.engine.layer.Padding;

/**
 * Makes layers from a network's weights. Names and shapes of all tensors are checked when a layer is made, and vectors
 * are read then. Matrices are read at the same time, or when their layer runs.
 */
public final class Layers {
    private final Parameters parameters;
    private final String prefix;
    private final WeightBuffer buffer;
    /** Null if matrices are read at once. */
    private final WeightAccount account;

    private Layers(Parameters parameters, String prefix, WeightBuffer buffer, WeightAccount account) {
        this.parameters = parameters;
        this.prefix = prefix;
        this.buffer = buffer;
        this.account = account;
    }

    /** Layers that are complete when they are made; nothing is read afterwards. */
    public static Layers loaded(Parameters parameters) {
        return new Layers(parameters, "", new WeightBuffer(), null);
    }

    /** Layers whose matrices are read when they run, and kept or dropped. */
    public static Layers lazy(Parameters parameters, WeightResidency residency) {
        return new Layers(parameters, "", new WeightBuffer(), new WeightAccount(residency));
    }

    /** The layers under a module's path, which may be dotted. */
    public Layers at(String path) {
        return new Layers(parameters, prefix + path + ".", buffer, account);
    }

    /** The module's path, e.g. {@code down_blocks.0.resnets.1}; empty for the whole network. */
    public String path() {
        return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
    }

    /** Whether there is a tensor of that name under the module's path. */
    public boolean has(String name) {
        return parameters.has(prefix + name);
    }

    /**
     * The heap that a run of the layers made so far needs.
     *
     * @param work bytes of intermediate results
     * @throws IllegalStateException if the layers are not {@linkplain #lazy lazy}
     */
    public MemoryEstimate estimate(long work) {
        if (account == null) {
            throw new IllegalStateException("the weights of layers that are loaded at once are not counted");
        }
        return new MemoryEstimate(account.kept(), account.largestDropped(), work);
    }

    /** A group normalization of {@code groups} groups. */
    public GroupNorm groupNorm(String name, int groups, int channels, double epsilon) {
        return new GroupNorm(
                prefix + name, groups, vector(name + ".weight", channels), vector(name + ".bias", channels), epsilon);
    }

    /** A layer normalization. */
    public LayerNorm layerNorm(String name, int channels, float epsilon) {
        return new LayerNorm(
                prefix + name, vector(name + ".weight", channels), vector(name + ".bias", channels), epsilon);
    }

    /** A convolution with a square kernel of odd size and a bias, padded to keep the size. */
    public ConvLayer conv(String name, int inC, int outC, int kernel) {
        return conv(name, inC, outC, kernel, 1, Padding.of(kernel / 2), true);
    }

    /** A convolution with a square kernel. */
    public ConvLayer conv(String name, int inC, int outC, int kernel, int stride, Padding padding, boolean bias) {
        return conv(name, inC, outC, kernel, stride, padding, bias, outC, inC, kernel, kernel);
    }

    /** A 1 × 1 convolution with a bias, whose weights are stored as those of a linear layer. */
    public ConvLayer convStoredAsLinear(String name, int inC, int outC) {
        return conv(name, inC, outC, 1, 1, Padding.NONE, true, outC, inC);
    }

    private ConvLayer conv(
            String name, int inC, int outC, int kernel, int stride, Padding padding, boolean bias, int... shape) {
        LazyLayer<Conv2d> layer = matrix(
                name,
                shape,
                bias,
                (long) kernel * kernel * inC,
                outC,
                (weight, b) -> new Conv2d(prefix + name, inC, outC, kernel, kernel, stride, padding, weight, b));
        return new ConvLayer(inC, outC, kernel, stride, padding, layer);
    }

    /** A linear layer. */
    public LazyLayer<Linear> linear(String name, int inC, int outC, boolean bias) {
        return matrix(
                name,
                new int[] {outC, inC},
                bias,
                inC,
                outC,
                (weight, b) -> new Linear(prefix + name, inC, outC, weight, b));
    }

    /** A gated linear layer, whose weights are those of both factors. */
    public LazyLayer<Geglu> geglu(String name, int inC, int outC) {
        return matrix(
                name,
                new int[] {2 * outC, inC},
                true,
                inC,
                2L * outC,
                (weight, b) -> new Geglu(prefix + name, inC, outC, weight, b));
    }

    /** Makes a layer of its weights. */
    private interface Packing<T> {
        /**
         * @param weight not kept; may be longer than the tensor
         * @param bias null if there is none
         */
        T pack(float[] weight, float[] bias);
    }

    /** A layer of a matrix and maybe a bias, whose packed form has {@code rows × columns} elements. */
    private <T> LazyLayer<T> matrix(
            String name, int[] shape, boolean bias, long rows, long columns, Packing<T> packing) {
        String weights = prefix + name + ".weight";
        parameters.require(weights, shape);
        if (bias) {
            parameters.require(prefix + name + ".bias", shape[0]);
        }
        Function<float[], T> pack = weight -> packing.pack(weight, bias ? vector(name + ".bias", shape[0]) : null);
        if (account == null) {
            return new LazyLayer<>(buffer.read(parameters, weights, shape, pack));
        }
        // An interrupt must not wait for both: they take equally long, for the largest matrices tenths of a second.
        Function<Runnable, T> reader = check -> buffer.read(parameters, weights, shape, weight -> {
            check.run();
            return pack.apply(weight);
        });
        return new LazyLayer<>(reader, keep(rows, columns));
    }

    /** A tensor of one dimension, read now; the array is the caller's. */
    public float[] vector(String name, int channels) {
        float[] values = new float[channels];
        parameters.read(prefix + name, values, channels);
        return values;
    }

    /** Whether a matrix stays in memory. While it is read, it exists twice: as stored and packed. */
    private boolean keep(long rows, long columns) {
        long panels = (columns + Kernels.PANEL - 1) / Kernels.PANEL;
        return account.enter(panels * Kernels.PANEL * rows * Float.BYTES, rows * columns * Float.BYTES);
    }
}
