package org.sdcodec.cli.image.tiff;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.UnreadableException;

/** The directories of a file, and which of them is the picture. */
final class TiffPages {
    private static final int MAX_DIRECTORIES = 1 << 12;

    /** PhotometricInterpretation of what a sensor saw: a mosaic of filters, or linear light (DNG specification). */
    private static final int CFA = 32803;

    private static final int LINEAR_RAW = 34892;

    private final TiffBytes bytes;
    private final Set<Long> seen = new HashSet<>();
    private final List<TiffDirectory> pages = new ArrayList<>();
    private final List<TiffDirectory> inside = new ArrayList<>();

    private TiffPages(TiffBytes bytes) {
        this.bytes = bytes;
    }

    /**
     * The first directory that is a full picture: of those that follow one another, or inside of them.
     *
     * @throws UnreadableException if there is none, or the file is the raw data of a camera
     */
    static TiffDirectory choose(TiffBytes bytes, DecodeContext context) {
        TiffPages pages = new TiffPages(bytes);
        pages.read();
        return pages.choose(context);
    }

    private void read() {
        long at = bytes.isBig() ? bytes.number(8, 8) : bytes.number(4, 4);
        while (isNew(at)) {
            TiffDirectory page = new TiffDirectory(bytes, (int) at);
            pages.add(page);
            for (long sub : page.values(TiffDirectory.SUB_IFDS)) {
                if (isNew(sub)) {
                    inside.add(new TiffDirectory(bytes, (int) sub));
                }
            }
            at = page.next();
        }
    }

    private boolean isNew(long at) {
        if (at <= 0 || at >= bytes.length() - 2L) {
            return false;
        }
        if (seen.size() == MAX_DIRECTORIES) {
            throw UnreadableException.damaged("it has more than " + MAX_DIRECTORIES + " directories");
        }
        return seen.add(at);
    }

    private TiffDirectory choose(DecodeContext context) {
        List<TiffDirectory> all = new ArrayList<>(pages);
        all.addAll(inside);
        boolean canon = !bytes.isBig() && bytes.file()[8] == 'C' && bytes.file()[9] == 'R';
        if (canon || all.stream().anyMatch(TiffPages::isRaw)) {
            throw UnreadableException.unsupported(
                    "it holds the raw data of a camera, which is not supported; develop it to a picture first");
        }
        List<TiffDirectory> full = pages.stream()
                .filter(p -> p.hasPixels() && !p.isReducedOrMask())
                .toList();
        if (full.size() > 1) {
            context.warn("it has " + full.size() + " pages, of which the first is taken");
        }
        if (!full.isEmpty()) {
            return full.get(0);
        }
        List<TiffDirectory> withPixels =
                all.stream().filter(TiffDirectory::hasPixels).toList();
        return withPixels.stream()
                .filter(p -> !p.isReducedOrMask())
                .findFirst()
                .or(() -> withPixels.stream().findFirst())
                .orElseThrow(() -> UnreadableException.damaged("the data ends too early"));
    }

    private static boolean isRaw(TiffDirectory directory) {
        long photometric = directory.value(TiffDirectory.PHOTOMETRIC, -1);
        return photometric == CFA || photometric == LINEAR_RAW;
    }
}
