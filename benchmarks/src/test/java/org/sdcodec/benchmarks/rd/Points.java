package org.sdcodec.benchmarks.rd;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/** Points of made-up codecs on pictures of 256 x 256 pixels. */
final class Points {
    private static final int SIDE = 256;

    private Points() {}

    /** A point with so many bytes; MS-SSIM is set so that it has {@code quality} decibels. */
    static RatePoint of(String codec, String picture, long bytes, double quality) {
        return new RatePoint(
                picture,
                picture,
                SIDE,
                SIDE,
                codec,
                "test",
                bytes,
                bytes,
                Map.of(Metric.PSNR, quality, Metric.MS_SSIM, 1 - Math.pow(10, -quality / 10)));
    }

    /** A codec that reaches {@code quality} of so many bytes. */
    static List<RatePoint> of(String codec, String picture, DoubleUnaryOperator quality, double... bytes) {
        return DoubleStream.of(bytes)
                .mapToObj(b -> of(codec, picture, (long) b, quality.applyAsDouble(b)))
                .toList();
    }

    /** Bits per pixel of so many bytes. */
    static double rate(double bytes) {
        return bytes * 8 / (SIDE * SIDE);
    }
}
