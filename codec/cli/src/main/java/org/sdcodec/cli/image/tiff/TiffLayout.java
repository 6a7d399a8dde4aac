package org.sdcodec.cli.image.tiff;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.sdcodec.cli.image.common.UnreadableException;

/**
 * How the samples of a picture are stored.
 *
 * @param width of the picture
 * @param height of the picture
 * @param samples for each pixel
 * @param bits of a sample
 * @param compression number of the method (TIFF 6.0, tag 259)
 * @param planar whether each sample of all pixels is stored separately
 * @param segmentWidth of a strip or tile
 * @param segmentHeight of a strip or tile; the last strip has what is left
 * @param tiled whether segments are tiles, which all have the full size
 * @param offsets where each begins
 * @param counts how many bytes each has; 0 where it is not said
 */
record TiffLayout(
        int width,
        int height,
        int samples,
        int bits,
        int compression,
        boolean planar,
        int segmentWidth,
        int segmentHeight,
        boolean tiled,
        long[] offsets,
        long[] counts) {

    static final int NONE = 1;
    static final int OLD_JPEG = 6;
    static final int JPEG = 7;
    private static final int UNSIGNED = 1;
    private static final int UNDEFINED = 4;
    private static final int MAX_SAMPLES = 64;

    static TiffLayout of(TiffDirectory directory) {
        int width = (int) directory.value(TiffDirectory.IMAGE_WIDTH, 0);
        int height = (int) directory.value(TiffDirectory.IMAGE_LENGTH, 0);
        long samples = directory.value(TiffDirectory.SAMPLES_PER_PIXEL, 1);
        if (samples < 1 || samples > MAX_SAMPLES) {
            throw UnreadableException.unsupported(
                    "it has " + samples + " samples for each pixel; save it as gray, RGB or CMYK first");
        }
        boolean tiled = directory.has(TiffDirectory.TILE_OFFSETS);
        long[] offsets = directory.values(tiled ? TiffDirectory.TILE_OFFSETS : TiffDirectory.STRIP_OFFSETS);
        long[] counts = directory.values(tiled ? TiffDirectory.TILE_BYTE_COUNTS : TiffDirectory.STRIP_BYTE_COUNTS);
        long segmentWidth = tiled ? directory.value(TiffDirectory.TILE_WIDTH, 0) : width;
        long segmentHeight = tiled
                ? directory.value(TiffDirectory.TILE_LENGTH, 0)
                : Math.min(height, directory.value(TiffDirectory.ROWS_PER_STRIP, height));
        if (segmentWidth < 1 || segmentHeight < 1 || segmentWidth > 1 << 16 || segmentHeight > 1 << 16) {
            throw UnreadableException.damaged(
                    "its tiles or strips have " + segmentWidth + "x" + segmentHeight + " pixels");
        }
        return new TiffLayout(
                width,
                height,
                (int) samples,
                bits(directory),
                (int) directory.value(TiffDirectory.COMPRESSION, NONE),
                samples > 1 && directory.value(TiffDirectory.PLANAR_CONFIGURATION, 1) == 2,
                (int) segmentWidth,
                (int) segmentHeight,
                tiled,
                offsets,
                counts);
    }

    private static int bits(TiffDirectory directory) {
        long bits = directory.value(TiffDirectory.BITS_PER_SAMPLE, 1);
        for (long other : directory.values(TiffDirectory.BITS_PER_SAMPLE)) {
            if (other != bits) {
                throw UnreadableException.unsupported(
                        "its samples differ in their number of bits; save it with 8 or 16 bits first");
            }
        }
        for (long format : directory.values(TiffDirectory.SAMPLE_FORMAT)) {
            if (format != UNSIGNED && format != UNDEFINED) {
                throw UnreadableException.unsupported("its samples are "
                        + (format == 2 ? "signed numbers" : "floating point or complex numbers")
                        + ", which are not supported; save it with unsigned samples of 8 or 16 bits first");
            }
        }
        if (bits < 1 || bits > 16) {
            throw UnreadableException.unsupported(
                    "its samples have " + bits + " bits, which is not supported; save it with 8 or 16 bits first");
        }
        return (int) bits;
    }

    int columns() {
        return (width + segmentWidth - 1) / segmentWidth;
    }

    int rows() {
        return (height + segmentHeight - 1) / segmentHeight;
    }

    /** The rows of pixels of a segment that is the {@code row}th from the top, counted from 0. */
    int rowsOf(int row) {
        return Math.min(segmentHeight, height - row * segmentHeight);
    }

    /**
     * Where the data of a segment ends: the end of the file if its length is not said. To be called after the check.
     */
    int endOf(int segment, int fileLength) {
        long count = segment < counts.length ? counts[segment] : 0;
        return count == 0 ? fileLength : (int) (offsets[segment] + count);
    }

    /**
     * Checks that all segments are in the file.
     *
     * @param directory describes the segments
     * @param subsampled whether chroma has fewer samples than stated, so that no segment's length is known
     * @return whether the lengths said of segments are of use; false if they are too small for samples that are all
     *     there
     */
    boolean checkSegments(TiffDirectory directory, int fileLength, boolean subsampled) {
        int needed = columns() * rows() * (planar ? samples : 1);
        if (offsets.length < needed) {
            throw UnreadableException.damaged("it has " + offsets.length + " of " + needed + " strips or tiles");
        }
        boolean tooSmall = false;
        for (int i = 0; i < needed; i++) {
            long count = i < counts.length ? counts[i] : 0;
            long raw = compression == NONE && !subsampled ? rawBytes(i) : 0;
            // Some programs do not say how long a strip is, or 0.
            long length = Math.max(Math.max(1, raw), count);
            if (offsets[i] <= 0 || count < 0 || offsets[i] > fileLength - length) {
                throw UnreadableException.damaged("the data ends too early");
            }
            tooSmall |= count > 0 && count < raw;
        }
        if (tooSmall) {
            checkDistances(directory, needed);
        }
        return !tooSmall;
    }

    /**
     * Where lengths are too small, the samples of every segment have to lie apart from the next one and from the
     * directory.
     */
    private void checkDistances(TiffDirectory directory, int needed) {
        int[] order = IntStream.range(0, needed)
                .boxed()
                .sorted(Comparator.comparingLong(i -> offsets[i]))
                .mapToInt(i -> i)
                .toArray();
        for (int i = 0; i < needed; i++) {
            long end = offsets[order[i]] + rawBytes(order[i]);
            boolean overlapping = i + 1 < needed && offsets[order[i + 1]] < end;
            if (overlapping || directory.isWithin(offsets[order[i]], end)) {
                throw UnreadableException.damaged("its strips or tiles have fewer bytes than their pixels need");
            }
        }
    }

    private long rawBytes(int segment) {
        long rowBytes = ((long) segmentWidth * bits * (planar ? 1 : samples) + 7) / 8;
        int row = segment / columns() % rows();
        return rowBytes * (tiled ? segmentHeight : rowsOf(row));
    }
}
