package org.sdcodec.cli.image.tiff;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.UnreadableException;

/** The directories of a file, and which of them is the picture. */
final class TiffPages {
    private static final int MAX_DIRECTORIES = 1 << 12;

    /** PhotometricInterpretation of what a sensor saw: a mosaic of filters, or linear light (DNG specification). */
    private static final int CFA = 32803;

    private static final int LINEAR_RAW = 34892;

    /**
     * Entries of all directories, and directories named inside of others: 64 for each of the most directories there may
     * be.
     */
    private static final int MAX_ENTRIES = MAX_DIRECTORIES << 6;

    private final TiffBytes bytes;
    private final TiffDirectory.Budget budget = new TiffDirectory.Budget(MAX_ENTRIES);
    private final Set<Long> seen = new HashSet<>();
    private int fullPages;
    private boolean raw;
    private TiffDirectory firstFull;
    private TiffDirectory firstFullInside;
    private TiffDirectory first;
    private TiffDirectory firstInside;

    private TiffPages(TiffBytes bytes) {
        this.bytes = bytes;
    }

    /**
     * The first directory that is a full picture: of those that follow one another, or inside of them. No more than
     * these few are kept.
     *
     * @throws UnreadableException if there is none, or the file is the raw data of a camera, or it has so many
     *     directories or entries that reading them would take long
     */
    static TiffDirectory choose(TiffBytes bytes, DecodeContext context) {
        TiffPages pages = new TiffPages(bytes);
        pages.read();
        return pages.choose(context);
    }

    private void read() {
        long at = bytes.isBig() ? bytes.number(8, 8) : bytes.number(4, 4);
        while (isNew(at)) {
            TiffDirectory page = new TiffDirectory(bytes, (int) at, budget);
            take(page, false);
            budget.take(page.count(TiffDirectory.SUB_IFDS));
            for (long sub : page.values(TiffDirectory.SUB_IFDS)) {
                if (isNew(sub)) {
                    take(new TiffDirectory(bytes, (int) sub, budget), true);
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

    private void take(TiffDirectory directory, boolean inside) {
        raw |= isRaw(directory);
        if (!directory.hasPixels()) {
            return;
        }
        boolean full = !directory.isReducedOrMask();
        if (inside) {
            firstInside = firstInside == null ? directory : firstInside;
            firstFullInside = firstFullInside == null && full ? directory : firstFullInside;
        } else {
            first = first == null ? directory : first;
            firstFull = firstFull == null && full ? directory : firstFull;
            fullPages += full ? 1 : 0;
        }
    }

    private TiffDirectory choose(DecodeContext context) {
        boolean canon = !bytes.isBig() && bytes.file()[8] == 'C' && bytes.file()[9] == 'R';
        if (canon || raw) {
            throw UnreadableException.unsupported(
                    "it holds the raw data of a camera, which is not supported; develop it to a picture first");
        }
        if (fullPages > 1) {
            context.warn("it has " + fullPages + " pages, of which the first is taken");
        }
        return Stream.of(firstFull, firstFullInside, first, firstInside)
                .flatMap(Stream::ofNullable)
                .findFirst()
                .orElseThrow(() -> UnreadableException.damaged("the data ends too early"));
    }

    private static boolean isRaw(TiffDirectory directory) {
        long photometric = directory.value(TiffDirectory.PHOTOMETRIC, -1);
        return photometric == CFA || photometric == LINEAR_RAW;
    }
}
