package org.sdcodec.codec.entropy;

import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.kernel.Kernels;

/**
 * Runs one stage of a {@link PriorNetwork} over one latent. Sites in order, in each the channels in order. Most inputs
 * of every layer are 0, so each layer is a sum of the rows of those that are not.
 */
final class PriorStage {
    private static final int SMALL = 32;
    private static final int UNKNOWN = -1;

    private final PriorNetwork.Stage stage;
    private final Kernels kernels;
    private final SymbolMap symbols;
    private final int height;
    private final int width;

    /** Latent value · 2^valueBits = symbol · mantissa >> valueShift. */
    private final long mantissa;

    private final int valueShift;
    private final int one;
    private final int[] small = new int[2 * SMALL + 1];

    /** How far taps reach in each direction. */
    private int above;

    private int below;
    private int beside;

    private final PriorScale scale;
    private final int[] spatialStart;
    private final int[] mixStart;
    private final int[] hiddenStart;
    private final int[] middleStart;
    private final int[] outStart;
    private final int[] spatial;
    private final int[] mix;
    private final int[] hidden;
    private final int[] middle;
    private final int[] out;

    private final int perGroup;
    private final int hiddenPerGroup;
    private final int middlePerGroup;
    private final int outPerGroup;
    /** Inputs of a layer that are not 0. */
    private final Inputs inputs;

    /** Symbols of the site that are not 0, as inputs of the hidden layer. */
    private final Inputs siteInputs;

    private final Inputs hiddenInputs;
    private final Inputs middleInputs;

    private int site;
    /** How many groups of the site have their middle values. */
    private int ready;
    /** The group whose parameters were found last. */
    private int known;

    /** Inputs of a layer: where their rows of weights begin, and what they are. */
    private static final class Inputs {
        final int[] starts;
        final int[] values;
        int count;

        Inputs(int most) {
            starts = new int[most];
            values = new int[most];
        }
    }

    /** @param symbols those that the stage may look at are known when they are needed */
    PriorStage(PriorNetwork network, int index, SymbolMap symbols, LatentCoder.Frame frame) {
        stage = network.stages[index];
        kernels = frame.threads().kernels();
        this.symbols = symbols;
        height = frame.height();
        width = frame.width();
        int stepCode = frame.stepCode();
        int t = Math.max(network.minCode, Math.min(network.maxCode, stepCode)) - PriorScale.UNIT_CODE;
        mantissa = StepSize.mantissa(stepCode);
        valueShift = -StepSize.exponent(stepCode)
                - network.valueBits
                + frame.quantization().shift();
        one = 1 << network.valueBits;
        for (int s = -SMALL; s <= SMALL; s++) {
            small[s + SMALL] = value(s);
        }
        for (int i = 0; i < stage.dy.length; i++) {
            above = Math.max(above, -stage.dy[i]);
            below = Math.max(below, stage.dy[i]);
            beside = Math.max(beside, Math.abs(stage.dx[i]));
        }
        scale = new PriorScale(stepCode, stage.out.shift);
        spatialStart = stage.spatial.start(t);
        mixStart = stage.mix.start(t);
        hiddenStart = stage.hidden.start(t);
        middleStart = stage.middle.start(t);
        outStart = stage.out.start(t);
        spatial = new int[spatialStart.length];
        mix = new int[mixStart.length];
        hidden = new int[hiddenStart.length];
        middle = new int[middleStart.length];
        out = new int[outStart.length];
        inputs = new Inputs(Math.max(stage.spatialInputs(), Math.max(stage.spatial.outputs, stage.mix.outputs)) + 1);
        siteInputs = new Inputs(stage.channels + 1);
        hiddenInputs = new Inputs(stage.hidden.outputs + 1);
        middleInputs = new Inputs(stage.middle.outputs + 1);
        perGroup = stage.channels / stage.groups;
        hiddenPerGroup = stage.hidden.outputs / stage.groups;
        middlePerGroup = stage.middle.groupStride();
        outPerGroup = stage.out.groupStride();
    }

    /** Goes to a site; what the stage sees of its surroundings must be known. */
    void startSite(int y, int x) {
        site = y * width + x;
        gather(y, x);
        System.arraycopy(spatialStart, 0, spatial, 0, spatial.length);
        add(spatial.length, inputs, stage.spatial, 0, spatial, 0);
        System.arraycopy(mixStart, 0, mix, 0, mix.length);
        inputs.count = 0;
        activate(stage.spatial, spatial, 0, stage.spatial.outputs, stage.mix, 0, inputs);
        add(mix.length, inputs, stage.mix, 0, mix, 0);
        System.arraycopy(hiddenStart, 0, hidden, 0, hidden.length);
        inputs.count = 0;
        activate(stage.mix, mix, 0, stage.mix.outputs, stage.hidden, 0, inputs);
        add(hidden.length, inputs, stage.hidden, 0, hidden, 0);
        System.arraycopy(middleStart, 0, middle, 0, middle.length);
        System.arraycopy(outStart, 0, out, 0, out.length);
        siteInputs.count = 0;
        hiddenInputs.count = 0;
        middleInputs.count = 0;
        ready = 0;
        known = UNKNOWN;
    }

    /** The taps' symbols that are not 0. */
    private void gather(int y, int x) {
        boolean interior = y >= above && y < height - below && x >= beside && x < width - beside;
        PriorNetwork.Layer layer = stage.spatial;
        int input = 0;
        int n = 0;
        for (int i = 0; i < stage.dy.length; i++) {
            int count = stage.count[i];
            int row = y + stage.dy[i];
            int column = x + stage.dx[i];
            if (interior || row >= 0 && row < height && column >= 0 && column < width) {
                int cell = row * width + column;
                if (count == 0) {
                    inputs.starts[n] = layer.row(input);
                    inputs.values[n++] = one;
                }
                int from = stage.from[i];
                for (int c = symbols.next(cell, from); c < from + count; c = symbols.next(cell, c + 1)) {
                    inputs.starts[n] = layer.row(input + c - from);
                    inputs.values[n++] = x(symbols.get(cell, c));
                }
            }
            input += Math.max(1, count);
        }
        inputs.count = n;
    }

    /**
     * The distribution of the next channel of the site.
     *
     * @param channel of the latent; ascending within a site
     */
    void predict(int channel, LogisticMixture distribution) {
        int own = channel - stage.first;
        int group = own / perGroup;
        for (; ready <= group; ready++) {
            int begin = ready * hiddenPerGroup;
            add(hiddenPerGroup, siteInputs, stage.hidden, begin, hidden, begin);
            activate(stage.hidden, hidden, begin, hiddenPerGroup, stage.middle, begin, hiddenInputs);
            int at = ready * middlePerGroup;
            add(middlePerGroup, hiddenInputs, stage.middle, stage.middle.block(ready), middle, at);
            activate(stage.middle, middle, at, hiddenPerGroup, stage.out, begin, middleInputs);
        }
        if (group != known) {
            add(outPerGroup, middleInputs, stage.out, stage.out.block(group), out, group * outPerGroup);
            known = group;
        }
        scale.set(distribution, out, group * outPerGroup + own % perGroup * PriorNetwork.PARAMETERS);
    }

    /** Tells the symbol of the channel predicted last; need not be told of a 0. */
    void learn(int channel, int symbol) {
        if (symbol != 0) {
            symbols.mark(site, channel);
            siteInputs.starts[siteInputs.count] = stage.hidden.row(stage.mix.outputs + channel - stage.first);
            siteInputs.values[siteInputs.count++] = x(symbol);
        }
    }

    /**
     * Adds to {@code n} sums from {@code at} on what inputs give, by weights that begin at {@code from} for the first
     * input.
     */
    private void add(int n, Inputs given, PriorNetwork.Layer layer, int from, int[] sums, int at) {
        if (given.count > 0) {
            kernels.addRows(n, given.count, given.starts, given.values, layer.weights, from, sums, at);
        }
    }

    /**
     * Appends the activations of {@code n} sums, those that are not 0, to the inputs of the next layer.
     *
     * @param at place of the first sum
     * @param input its number as an input of the next layer
     */
    private static void activate(
            PriorNetwork.Layer from, int[] sums, int at, int n, PriorNetwork.Layer to, int input, Inputs inputs) {
        int count = inputs.count;
        int row = to.row(input);
        int stride = to.row(1);
        for (int i = 0; i < n; i++) {
            int x = from.activation(sums[at + i]);
            inputs.starts[count] = row;
            inputs.values[count] = x;
            row += stride;
            // One more unless it is 0, without a branch that the processor would guess wrong.
            count += -x >>> 31;
        }
        inputs.count = count;
    }

    private int x(int symbol) {
        return symbol >= -SMALL && symbol <= SMALL ? small[symbol + SMALL] : value(symbol);
    }

    private int value(int symbol) {
        return (int) BitMixer.clamp(symbol * mantissa >> valueShift, Short.MAX_VALUE);
    }
}
