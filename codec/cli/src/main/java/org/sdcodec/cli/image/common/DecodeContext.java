package org.sdcodec.cli.image.common;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Limits and warnings of one call. Not thread-safe. */
public final class DecodeContext {
    /** The longest side that an .sdc file can have. */
    public static final int MAX_SIDE = 65535;

    private static final int MAX_WARNINGS = 16;

    private final long maxPixels;
    private final List<String> warnings;

    /** @param maxPixels what {@link #checkSize} allows, at least 1 */
    public DecodeContext(long maxPixels) {
        this(maxPixels, new ArrayList<>());
    }

    private DecodeContext(long maxPixels, List<String> warnings) {
        this.maxPixels = maxPixels;
        this.warnings = warnings;
    }

    /** The context for a picture inside of one of {@code pixels} pixels, which it must not exceed; warnings are shared. */
    public DecodeContext inside(long pixels) {
        return new DecodeContext(Math.min(pixels, maxPixels), warnings);
    }

    /**
     * Checks a size, of the picture or of anything that is decoded for it.
     *
     * @throws UnreadableException if there are no pixels, more pixels than the limit, or a side is longer than
     *     {@value #MAX_SIDE}
     */
    public void checkSize(long width, long height) {
        if (width < 1 || height < 1) {
            throw UnreadableException.damaged("its size is " + width + "x" + height);
        }
        if (width > maxPixels || width * height > maxPixels || Math.multiplyHigh(width, height) != 0) {
            throw UnreadableException.unsupported(String.format(
                    Locale.ROOT,
                    "it has %dx%d pixels, more than the limit of %d; reduce it first",
                    width,
                    height,
                    maxPixels));
        }
        if (width > MAX_SIDE || height > MAX_SIDE) {
            throw UnreadableException.unsupported(String.format(
                    Locale.ROOT,
                    "it has %dx%d pixels, and no side can be longer than %d; cut it into parts first",
                    width,
                    height,
                    MAX_SIDE));
        }
    }

    /**
     * Tells the caller what the picture does not show, or what was ignored.
     *
     * @param warning a clause without the file's name: {@code "its end marker is missing"}
     */
    public void warn(String warning) {
        if (warnings.size() < MAX_WARNINGS && !warnings.contains(warning)) {
            warnings.add(warning);
        }
    }

    /** All warnings so far, at most {@value #MAX_WARNINGS}. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
