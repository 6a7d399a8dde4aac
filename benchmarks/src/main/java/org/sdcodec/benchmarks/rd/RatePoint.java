package org.sdcodec.benchmarks.rd;

import java.util.Map;
import org.sdcodec.cli.peer.ImageCodec;

/**
 * A picture coded once.
 *
 * @param picture what tables call the picture
 * @param pixels a digest of its size and pixels, see {@link TestPicture#digest()}
 * @param width and {@code height}: in pixels
 * @param codec the codec's {@linkplain ImageCodec#name() name}
 * @param encoder program, version and options, see {@link ImageCodec#encoder()}
 * @param setting on the codec's scale of qualities
 * @param bytes of the whole file
 * @param values what was measured; PSNR is infinite for an equal picture
 */
record RatePoint(
        String picture,
        String pixels,
        int width,
        int height,
        String codec,
        String encoder,
        double setting,
        long bytes,
        Map<Metric, Double> values) {

    private static final double BITS = 8;

    RatePoint {
        values = Map.copyOf(values);
    }

    /** The value of a metric; NaN if it was not measured. */
    double value(Metric metric) {
        return values.getOrDefault(metric, Double.NaN);
    }

    /** The same under another name of the picture. */
    RatePoint renamed(String newPicture) {
        return new RatePoint(newPicture, pixels, width, height, codec, encoder, setting, bytes, values);
    }

    /** Bits per pixel. */
    double bitsPerPixel() {
        return bytes * BITS / ((double) width * height);
    }
}
