package org.sdcodec.codec.entropy;

import org.sdcodec.codec.quant.StepSize;

/** Runs one stage of a {@link PriorNetwork} over one latent. Sites in order, in each the channels in order. */
final class PriorStage {
    private final PriorNetwork.Stage stage;
    private final int[] values;
    private final int height;
    private final int width;
    private final int channels;

    /** Latent value · 2^valueBits = symbol · mantissa >> valueShift. */
    private final long mantissa;

    private final int valueShift;
    private final int one;
    private final int[] small = new int[2 * SMALL + 1];
    private static final int SMALL = 32;

    private final int taps;
    /** Where in {@link #values} each tap starts, from the site's first. */
    private final int[] offsets;
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
    /** Inputs of a layer that are not 0: which, and what they are; zeros behind the last. */
    private final int[] rows;

    private final int[] xs;
    private int found;
    /** How many groups of the site have their parameters. */
    private int ready;

    /**
     * @param values height × width × channels symbols, channels last; those that the stage may look at are known when they are needed
     */
    PriorStage(PriorNetwork network, int index, int[] values, LatentCoder.Frame frame) {
        stage = network.stages[index];
        this.values = values;
        height = frame.height();
        width = frame.width();
        int stepCode = frame.stepCode();
        this.channels = network.channels;
        int t = Math.max(network.minCode, Math.min(network.maxCode, stepCode)) - PriorScale.UNIT_CODE;
        mantissa = StepSize.mantissa(stepCode);
        valueShift = -StepSize.exponent(stepCode)
                - network.valueBits
                + frame.quantization().shift();
        one = 1 << network.valueBits;
        for (int s = -SMALL; s <= SMALL; s++) {
            small[s + SMALL] = value(s);
        }
        taps = stage.dy.length;
        offsets = new int[taps];
        for (int i = 0; i < taps; i++) {
            offsets[i] = (stage.dy[i] * width + stage.dx[i]) * channels + stage.from[i];
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
        int most = Math.max(stage.spatial.weights.length, Math.max(mix.length, hidden.length) + stage.channels);
        rows = new int[most + 8];
        xs = new int[most + 8];
        perGroup = stage.channels / stage.groups;
        hiddenPerGroup = hidden.length / stage.groups;
    }

    /** Goes to a site; what the stage sees of its surroundings must be known. */
    void startSite(int y, int x) {
        boolean interior = y >= above && y < height - below && x >= beside && x < width - beside;
        int site = (y * width + x) * channels;
        int input = 0;
        int n = 0;
        for (int i = 0; i < taps; i++) {
            int count = stage.count[i];
            if (interior || isInside(y + stage.dy[i], x + stage.dx[i])) {
                if (count == 0) {
                    rows[n] = input;
                    xs[n++] = one;
                }
                int at = site + offsets[i];
                for (int c = 0; c < count; c++) {
                    int symbol = values[at + c];
                    rows[n] = input + c;
                    xs[n] = x(symbol);
                    // One more unless it is 0, without a branch that the processor would guess wrong.
                    n += (symbol | -symbol) >>> 31;
                }
            }
            input += Math.max(1, count);
        }
        found = n;
        System.arraycopy(spatialStart, 0, spatial, 0, spatial.length);
        add(stage.spatial, spatial, 0);
        pass(stage.spatial, spatial, 0, spatial.length, stage.mix, mix, mixStart, 0);
        pass(stage.mix, mix, 0, mix.length, stage.hidden, hidden, hiddenStart, 0);
        System.arraycopy(middleStart, 0, middle, 0, middle.length);
        System.arraycopy(outStart, 0, out, 0, out.length);
        ready = 0;
    }

    /**
     * The law of the next channel of the site.
     *
     * @param channel of the latent; ascending within a site
     */
    void predict(int channel, LogisticMixture law) {
        int own = channel - stage.first;
        for (; ready <= own / perGroup; ready++) {
            int begin = ready * hiddenPerGroup;
            push(stage.hidden, hidden, begin, begin + hiddenPerGroup, stage.middle, middle, begin);
            push(
                    stage.middle,
                    middle,
                    begin,
                    begin + hiddenPerGroup,
                    stage.out,
                    out,
                    ready * perGroup * PriorNetwork.PARAMETERS);
        }
        scale.set(law, out, own * PriorNetwork.PARAMETERS);
    }

    /** Tells the symbol of the channel predicted last. */
    void learn(int channel, int symbol) {
        int own = channel - stage.first;
        int group = own / perGroup + 1;
        if (symbol != 0 && group < stage.groups) {
            rows[0] = mix.length + own;
            xs[0] = x(symbol);
            found = 1;
            add(stage.hidden, hidden, group * hiddenPerGroup);
        }
    }

    private void pass(
            PriorNetwork.Layer from,
            int[] sums,
            int begin,
            int end,
            PriorNetwork.Layer to,
            int[] next,
            int[] start,
            int at) {
        System.arraycopy(start, 0, next, 0, next.length);
        push(from, sums, begin, end, to, next, at);
    }

    private void push(
            PriorNetwork.Layer from, int[] sums, int begin, int end, PriorNetwork.Layer to, int[] next, int at) {
        int n = 0;
        for (int i = begin; i < end; i++) {
            int x = from.activation(sums[i]);
            rows[n] = i;
            xs[n] = x;
            n += -x >>> 31;
        }
        found = n;
        add(to, next, at);
    }

    private boolean isInside(int row, int column) {
        return row >= 0 && row < height && column >= 0 && column < width;
    }

    /** Adds what was found to the sums of a layer from {@code begin} on. */
    private void add(PriorNetwork.Layer layer, int[] sums, int begin) {
        for (int i = found; i < found + 3; i++) {
            rows[i] = 0;
            xs[i] = 0;
        }
        layer.add(sums, rows, xs, found, begin);
    }

    private int x(int symbol) {
        return symbol >= -SMALL && symbol <= SMALL ? small[symbol + SMALL] : value(symbol);
    }

    private int value(int symbol) {
        return (int) BitMixer.clamp(symbol * mantissa >> valueShift, Short.MAX_VALUE);
    }
}
