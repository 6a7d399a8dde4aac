package org.sdcodec.codec.pipeline;

import java.util.OptionalLong;
import org.sdcodec.EncodeOptions;
import org.sdcodec.RateTarget;
import org.sdcodec.codec.mode.Capability;

/** How many bytes files take, from what photographs took. */
final class TypicalSize {

    private static final int PIXELS = 512 * 512;

    /** The quality of the first entry, and from one to the next. */
    private static final int FIRST = 40;

    private static final int STRIDE = 10;

    /** Means over 20 photographs of 512 x 512 pixels on the embedded model (README.md, "Figures"). */
    private static final int[] BYTES = {2526, 4111, 6674, 9883, 14523};

    private TypicalSize() {}

    /** @param embedded whether the model is the embedded one */
    static OptionalLong of(EncodeOptions options, boolean embedded, int width, int height) {
        if (options.target().isPresent()) {
            RateTarget target = options.target().get();
            return target.kind().isMeasured()
                    ? OptionalLong.empty()
                    : OptionalLong.of((long) target.bytes(width, height));
        }
        boolean known =
                embedded && CodingModes.named(options.mode()).capabilities().contains(Capability.RATE);
        return known
                ? OptionalLong.of((long) (bytes(options.quality()) * width * height / PIXELS))
                : OptionalLong.empty();
    }

    /**
     * Between two entries, and beyond the last ones, sizes grow by equal factors, here linear between powers of two.
     */
    private static double bytes(int quality) {
        int i = Math.max(0, Math.min(BYTES.length - 2, (quality - FIRST) / STRIDE));
        double growth = (double) BYTES[i + 1] / BYTES[i];
        double bytes = BYTES[i];
        int at = FIRST + STRIDE * i;
        while (at + STRIDE <= quality) {
            bytes *= growth;
            at += STRIDE;
        }
        while (at > quality) {
            bytes /= growth;
            at -= STRIDE;
        }
        return bytes * (1 + (growth - 1) * (quality - at) / STRIDE);
    }
}
