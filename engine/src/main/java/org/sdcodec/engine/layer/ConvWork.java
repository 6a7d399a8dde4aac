package org.sdcodec.engine.layer;

import java.util.Locale;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.kernel.Winograd;
import org.sdcodec.engine.profile.LayerWork;

/**
 * What a run of a convolution comes to.
 *
 * @param zoom how often each pixel of the input is repeated along both sides
 * @param to the output, of which the rows {@code from} to {@code end − 1} are made
 * @param biased whether something is added per channel
 * @param added whether a map of the output's shape is added
 */
record ConvWork(
        String name,
        int kH,
        int kW,
        int stride,
        int zoom,
        Rows x,
        Rows to,
        int from,
        int end,
        boolean biased,
        boolean added) {

    /** The work by an algorithm that computes every product of the direct sum. */
    LayerWork by(String algorithm) {
        return work(algorithm, flop());
    }

    /** The work by the direct sum. */
    LayerWork directly() {
        return by(DirectConv.takesPatches(kH, kW, x.channels()) ? "direct-patches" : "direct");
    }

    /** The work by Winograd's filtering. */
    LayerWork by(Winograd tile) {
        WinogradPlan plan = WinogradPlan.of(tile, from, end, to.left(), to.columns(), x.channels(), to.channels());
        long products = plan.products() * x.channels() * to.channels();
        return work("winograd-" + tile.name().toLowerCase(Locale.ROOT), 2 * products);
    }

    private LayerWork work(String algorithm, long multipliedFlop) {
        String kind = "conv " + kH + "x" + kW + (stride > 1 ? " stride " + stride : "") + (zoom > 1 ? " doubled" : "");
        return new LayerWork(
                name,
                kind,
                algorithm,
                LayerWork.shape(x),
                LayerWork.shape(to),
                end - from,
                flop(),
                multipliedFlop,
                bytes());
    }

    /** Pixels of the output that are made. */
    private long pixels() {
        return (long) (end - from) * to.columns();
    }

    private long flop() {
        return 2 * pixels() * kH * kW * x.channels() * to.channels();
    }

    /** Of the input, the same share as of the output. */
    private long bytes() {
        long all = (long) to.height() * to.width();
        long input = LayerWork.bytes(x) / all * pixels() + LayerWork.bytes(x) % all * pixels() / all;
        long weights = (long) kH * kW * x.channels() * to.channels() + (biased ? to.channels() : 0);
        long output = (added ? 2 : 1) * pixels() * to.channels();
        return input + (weights + output) * Float.BYTES;
    }
}
