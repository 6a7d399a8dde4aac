package org.sdcodec.codec.pipeline;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;

/** How long calls took for each pixel, by what their time depends on most. Thread-safe. */
final class Pace {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Map<Object, Double> nanosPerPixel = new ConcurrentHashMap<>();

    /** What decides on the time of an encode. */
    private record Encode(String mode, int effort, Object target, boolean tuned) {}

    /** The same of a decode. */
    private record Decode(Object steps) {}

    static Object of(EncodeOptions options) {
        Object target = options.target().map(found -> (Object) found.kind()).orElse("quality");
        return new Encode(options.mode(), options.effort(), target, options.tunedDenoising());
    }

    static Object of(DecodeOptions options) {
        return new Decode(options.steps());
    }

    /** Takes a call that has ended well. Later ones count more: the first ones run while code is still compiled. */
    void add(Object kind, long pixels, long nanos) {
        nanosPerPixel.merge(kind, (double) nanos / pixels, (before, now) -> (before + 3 * now) / 4);
    }

    OptionalDouble seconds(Object kind, long pixels) {
        Double nanos = nanosPerPixel.get(kind);
        return nanos == null ? OptionalDouble.empty() : OptionalDouble.of(nanos * pixels / NANOS_PER_SECOND);
    }
}
