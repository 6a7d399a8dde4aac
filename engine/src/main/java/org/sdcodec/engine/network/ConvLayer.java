package org.sdcodec.engine.network;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.Footprint;
import org.sdcodec.engine.layer.InputGradient;
import org.sdcodec.engine.layer.Padding;

/** A convolution whose weights may be read later, and what is known of it without them. */
public final class ConvLayer {
    private final int inC;
    private final int outC;
    private final int kernel;
    private final int stride;
    private final Padding padding;
    private final LazyLayer<Conv2d> layer;
    private final LazyLayer<InputGradient> backwards;

    ConvLayer(int inC, int outC, int kernel, int stride, Padding padding, LazyLayer<Conv2d> layer) {
        if (padding.top() != padding.left() || padding.bottom() != padding.right()) {
            throw new IllegalArgumentException("rows and columns must be padded alike, not by " + padding);
        }
        this.inC = inC;
        this.outC = outC;
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        this.layer = layer;
        this.backwards = new LazyLayer<>(check -> new InputGradient(layer.get()), true);
    }

    /** {@code h × w × inC} → the output, newly taken from the work memory; {@code x} stays the caller's. */
    public Tensor forward(Engine engine, Tensor x) {
        return layer.get(engine).forward(engine, x);
    }

    /** A call with more to it than the convolution alone; {@code x} stays the caller's. */
    public Conv2d.Call on(Rows x) {
        return layer.get().on(x);
    }

    /** The way back, towards the input; its weights are made at the first use and kept. */
    public InputGradient backwards() {
        return backwards.get();
    }

    /** The shape of the output for an input of that height and width. */
    public Shape output(Shape x) {
        return new Shape(size(x.height()), size(x.width()), outC);
    }

    private long size(long input) {
        return (input + padding.top() + padding.bottom() - kernel) / stride + 1;
    }

    /**
     * Takes the output of a run, after what the run needs in addition was taken and given back.
     *
     * @param output its shape
     * @return the same
     */
    public Shape plan(MemoryPlan plan, Shape output) {
        return plan(plan, output, 1);
    }

    /**
     * The same of a run on an input whose pixels are repeated.
     *
     * @param zoom how often along both sides: 1 or 2
     */
    public Shape plan(MemoryPlan plan, Shape output, int zoom) {
        plan.take(output);
        plan.work(workElements(output, zoom, output.height(), output.width(), plan.threads()));
        return output;
    }

    /**
     * What a run reads of its input.
     *
     * @param output shape of the whole output
     * @param zoom how often each pixel of the input is repeated along both sides: 1 or 2
     */
    Footprint footprint(Shape output, int zoom) {
        return Conv2d.footprint(inC, outC, kernel, stride, padding.top(), zoom, output.height(), output.width());
    }

    /** Fused multiply-adds of an output pixel by the direct sum: what it costs, more or less. */
    long cost() {
        return (long) kernel * kernel * inC * outC;
    }

    /**
     * Floats that a run which makes a part of its output takes from the work memory in addition to that.
     *
     * @param output shape of the whole output
     * @param zoom how often each pixel of the input is repeated along both sides
     * @param rows of the part
     * @param columns of the part
     */
    long workElements(Shape output, int zoom, long rows, long columns, int threads) {
        return Conv2d.workElements(
                inC, outC, kernel, stride, zoom == 2, output.height(), output.width(), rows, columns, threads);
    }

    /** The rows of the input on which these rows of the output depend; the same of columns. */
    public Extent input(Extent output) {
        return new Extent(output.first() * stride - padding.top(), output.last() * stride - padding.top() + kernel - 1);
    }
}
