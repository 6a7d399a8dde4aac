package org.sdcodec.cli.image.tiff;

import com.twelvemonkeys.imageio.plugins.tiff.BigTIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import javax.imageio.ImageReader;
import org.sdcodec.cli.image.common.MemoryInput;
import org.sdcodec.cli.image.common.UnreadableException;

/**
 * Decompresses samples with TwelveMonkeys. Its reader receives the file with a directory of ours at the end, in which
 * all pictures are gray or RGB without profile, so that it hands out the samples and interprets nothing.
 */
final class TiffSamples {
    private static final int GRAY = 1;
    private static final int RGB = 2;
    private static final int YCC = 6;
    private static final int UNASSOCIATED_ALPHA = 2;

    /** What is stored tells nothing about the largest expansion; TwelveMonkeys allows 512 to 1. */
    private static final int BYTES_OF_PIXEL = 16;

    private static final Set<Integer> COMPRESSIONS = Set.of(1, 5, 8, 32773, 32946, 50013);

    private static final Set<Integer> DEPTHS = Set.of(1, 2, 4, 8, 10, 12, 14, 16);

    /** Copied as they are. */
    private static final Set<Integer> COPIED = Set.of(
            TiffDirectory.IMAGE_WIDTH,
            TiffDirectory.IMAGE_LENGTH,
            TiffDirectory.BITS_PER_SAMPLE,
            TiffDirectory.COMPRESSION,
            TiffDirectory.FILL_ORDER,
            TiffDirectory.STRIP_OFFSETS,
            TiffDirectory.SAMPLES_PER_PIXEL,
            TiffDirectory.ROWS_PER_STRIP,
            TiffDirectory.STRIP_BYTE_COUNTS,
            TiffDirectory.PLANAR_CONFIGURATION,
            TiffDirectory.PREDICTOR,
            TiffDirectory.TILE_WIDTH,
            TiffDirectory.TILE_LENGTH,
            TiffDirectory.TILE_OFFSETS,
            TiffDirectory.TILE_BYTE_COUNTS,
            TiffDirectory.YCC_COEFFICIENTS,
            TiffDirectory.YCC_SUBSAMPLING,
            TiffDirectory.YCC_POSITIONING,
            TiffDirectory.REFERENCE_BLACK_WHITE);

    private static final Set<Integer> COUNTS = Set.of(TiffDirectory.STRIP_BYTE_COUNTS, TiffDirectory.TILE_BYTE_COUNTS);

    private TiffSamples() {}

    /**
     * All samples of a picture, as stored; of YCbCr, RGB.
     *
     * @param countsUsable whether the reader may rely on the lengths of strips or tiles
     * @throws UnreadableException if the samples are compressed or laid out in a way that is not supported
     */
    static Raster read(TiffBytes bytes, TiffDirectory directory, TiffLayout layout, boolean ycc, boolean countsUsable)
            throws IOException {
        if (!COMPRESSIONS.contains(layout.compression())) {
            throw UnreadableException.unsupported("its TIFF data has compression " + layout.compression()
                    + ", which is not supported; save it with LZW or without compression first");
        }
        boolean packed = layout.samples() > 1 && layout.bits() < 8;
        if (packed || layout.planar() && layout.samples() > 4) {
            throw UnreadableException.unsupported("its TIFF data has " + layout.samples() + " samples of "
                    + layout.bits() + " bits for each pixel, which is not supported; save it as gray or RGB first");
        }
        if (!DEPTHS.contains(layout.bits())) {
            throw UnreadableException.unsupported("its samples have " + layout.bits()
                    + " bits, which is not supported; save it with 8 or 16 bits first");
        }
        checkPadding(layout);
        byte[] file = withDirectory(bytes, directory, layout, ycc, countsUsable);
        ImageReader reader =
                (bytes.isBig() ? new BigTIFFImageReaderSpi() : new TIFFImageReaderSpi()).createReaderInstance(null);
        long statedLength = file.length + (long) layout.width() * layout.height() * BYTES_OF_PIXEL;
        try (MemoryInput in = new MemoryInput(file, statedLength)) {
            reader.setInput(in, true, true);
            return ycc ? reader.read(0).getRaster() : reader.readRaster(0, null);
        } finally {
            reader.dispose();
        }
    }

    /**
     * TwelveMonkeys 3.15 loses its place in rows of tiles that reach beyond the picture, where samples do not fill
     * bytes.
     */
    private static void checkPadding(TiffLayout layout) {
        int together = layout.planar() ? 1 : layout.samples();
        boolean filling = layout.bits() % 8 == 0 || together == 1 && 8 % layout.bits() == 0;
        if (layout.tiled() && !filling && layout.width() % layout.segmentWidth() != 0) {
            throw UnreadableException.unsupported("its tiles have samples of " + layout.bits()
                    + " bits, which is not supported; save it with 8 or 16 bits first");
        }
    }

    private static byte[] withDirectory(
            TiffBytes bytes, TiffDirectory directory, TiffLayout layout, boolean ycc, boolean countsUsable) {
        NavigableMap<Integer, Integer> copied = new TreeMap<>();
        directory.entries().values().stream()
                .filter(e -> COPIED.contains(e.tag()) && (countsUsable || !COUNTS.contains(e.tag())))
                .forEach(e -> copied.put(e.tag(), e.entryAt()));
        NavigableMap<Integer, Integer> ours = new TreeMap<>();
        int colors = layout.samples() < 3 ? 1 : 3;
        ours.put(TiffDirectory.PHOTOMETRIC, ycc ? YCC : colors == 1 ? GRAY : RGB);
        int extra = layout.samples() - colors;
        if (extra == 1) {
            ours.put(TiffDirectory.EXTRA_SAMPLES, UNASSOCIATED_ALPHA);
        }
        NavigableMap<Integer, Integer> all = new TreeMap<>(copied);
        all.putAll(ours);
        boolean big = bytes.isBig();
        int offsetBytes = big ? 8 : 4;
        int entryBytes = big ? 20 : 12;
        int countBytes = big ? 8 : 2;
        // Directories begin at an even byte.
        int at = bytes.length() + (bytes.length() & 1);
        int more = extra > 1 ? 1 : 0;
        byte[] file = Arrays.copyOf(
                bytes.file(), at + countBytes + (all.size() + more) * entryBytes + offsetBytes + 2 * extra);
        bytes.put(file, big ? 8 : 4, offsetBytes, at);
        bytes.put(file, at, countBytes, all.size() + more);
        if (more > 0) {
            // More than one extra sample: their kinds, all 0, are at the end of the file.
            all.put(TiffDirectory.EXTRA_SAMPLES, 0);
        }
        int entry = at + countBytes;
        for (int tag : all.keySet()) {
            if (copied.containsKey(tag)) {
                System.arraycopy(bytes.file(), copied.get(tag), file, entry, entryBytes);
            } else {
                bytes.put(file, entry, 2, tag);
                bytes.put(file, entry + 2, 2, TiffDirectory.TYPE_SHORT);
                boolean many = more > 0 && tag == TiffDirectory.EXTRA_SAMPLES;
                bytes.put(file, entry + 4, offsetBytes, many ? extra : 1);
                boolean fits = 2 * extra <= offsetBytes;
                if (many && !fits) {
                    bytes.put(file, entry + 4 + offsetBytes, offsetBytes, file.length - 2L * extra);
                } else if (!many) {
                    bytes.put(file, entry + 4 + offsetBytes, 2, ours.get(tag));
                }
            }
            entry += entryBytes;
        }
        return file;
    }
}
