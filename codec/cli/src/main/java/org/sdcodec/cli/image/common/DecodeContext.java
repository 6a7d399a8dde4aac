package org.sdcodec.cli.image.common;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sdcodec.Gamut;
import org.sdcodec.Metadata;

/** Limits and warnings of one call. Not thread-safe. */
public final class DecodeContext {
    /** The longest side that an .sdc file can have. */
    public static final int MAX_SIDE = 65535;

    private static final int MAX_WARNINGS = 16;

    private final long maxPixels;
    private static final int BYTE_BITS = 8;

    private final List<String> warnings;
    private int bits;
    private Metadata metadata = Metadata.NONE;
    private final Gamut widest;
    private Gamut gamut = Gamut.SRGB;
    private boolean converted;

    /**
     * @param maxPixels what {@link #checkSize} allows, at least 1
     * @param widest what colors are kept
     */
    public DecodeContext(long maxPixels, Gamut widest) {
        this(maxPixels, widest, new ArrayList<>());
    }

    private DecodeContext(long maxPixels, Gamut widest, List<String> warnings) {
        this.maxPixels = maxPixels;
        this.widest = widest;
        this.warnings = warnings;
    }

    /**
     * The context for a picture inside of one of {@code pixels} pixels, which it must not exceed; warnings are shared.
     * It becomes one of sRGB.
     */
    public DecodeContext inside(long pixels) {
        return new DecodeContext(Math.min(pixels, maxPixels), Gamut.SRGB, warnings);
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

    /**
     * Takes the file's Exif: {@code file[from]} to {@code file[to − 1]}, perhaps with a prefix. The first one counts.
     */
    public void exif(byte[] file, int from, int to) {
        if (metadata.exif().isEmpty()) {
            int start = Bytes.startsWith(file, from, to, Exif.PREFIX) ? from + Exif.PREFIX.length() : from;
            metadata = metadata.withExif(Arrays.copyOfRange(file, start, to));
        }
    }

    /** Takes the file's XMP. The first one counts. */
    public void xmp(byte[] packet) {
        if (metadata.xmp().isEmpty()) {
            metadata = metadata.withXmp(packet);
        }
    }

    /** Notes that the picture has colors beyond sRGB: it becomes one of the widest gamut that is kept. */
    public void keepGamut() {
        gamut = widest;
    }

    /** What the picture's colors become. */
    public Gamut gamut() {
        return gamut;
    }

    /** Takes the profile of the pixels, if it is one of their gamut: with any other, they are converted. */
    public void icc(byte[] profile) {
        metadata = metadata.withIcc(profile);
    }

    /** Notes that the pixels' colors are converted to those of the gamut. */
    public void convert() {
        converted = true;
    }

    /** Whether they are. */
    public boolean isConverted() {
        return converted;
    }

    /** What was taken. */
    public Metadata metadata() {
        return metadata;
    }

    /** The samples of the file have so many bits; without this call they have no more than 8. */
    public void takeBits(long count) {
        bits = (int) count;
    }

    /** Bits of each sample in the file, as {@link #takeBits} was told, at least 8. */
    public int bits() {
        return Math.max(BYTE_BITS, bits);
    }

    /** All warnings so far, at most {@value #MAX_WARNINGS}. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
