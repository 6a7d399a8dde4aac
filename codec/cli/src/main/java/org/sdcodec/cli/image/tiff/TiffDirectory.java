package org.sdcodec.cli.image.tiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.sdcodec.cli.image.common.UnreadableException;

/** One directory of a TIFF file: what is said of one picture. Source: TIFF 6.0, section 2; BigTIFF proposal. */
final class TiffDirectory {
    static final int NEW_SUBFILE_TYPE = 254;
    static final int IMAGE_WIDTH = 256;
    static final int IMAGE_LENGTH = 257;
    static final int BITS_PER_SAMPLE = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int FILL_ORDER = 266;
    static final int STRIP_OFFSETS = 273;
    static final int ORIENTATION = 274;
    static final int SAMPLES_PER_PIXEL = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTE_COUNTS = 279;
    static final int PLANAR_CONFIGURATION = 284;
    static final int T4_OPTIONS = 292;
    static final int T6_OPTIONS = 293;
    static final int PREDICTOR = 317;
    static final int COLOR_MAP = 320;
    static final int TILE_WIDTH = 322;
    static final int TILE_LENGTH = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_BYTE_COUNTS = 325;
    static final int SUB_IFDS = 330;
    static final int INK_SET = 332;
    static final int NUMBER_OF_INKS = 334;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;
    static final int JPEG_TABLES = 347;
    static final int JPEG_INTERCHANGE_FORMAT = 513;
    static final int YCC_COEFFICIENTS = 529;
    static final int YCC_SUBSAMPLING = 530;
    static final int YCC_POSITIONING = 531;
    static final int REFERENCE_BLACK_WHITE = 532;
    static final int ICC_PROFILE = 34675;
    static final int XMP = 700;

    /** What Exif consists of: description, maker, model, program, time, artist, copyright, exposure, location. */
    static final Set<Integer> EXIF = Set.of(270, 271, 272, 305, 306, 315, 33432, 34665, 34853);

    static final int TYPE_SHORT = 3;

    /** What pixels and colors depend on, so that it must not be missing because a file is cut. */
    private static final Set<Integer> NEEDED = Set.of(
            IMAGE_WIDTH,
            IMAGE_LENGTH,
            BITS_PER_SAMPLE,
            COMPRESSION,
            PHOTOMETRIC,
            FILL_ORDER,
            STRIP_OFFSETS,
            SAMPLES_PER_PIXEL,
            ROWS_PER_STRIP,
            STRIP_BYTE_COUNTS,
            PLANAR_CONFIGURATION,
            T4_OPTIONS,
            T6_OPTIONS,
            PREDICTOR,
            COLOR_MAP,
            TILE_WIDTH,
            TILE_LENGTH,
            TILE_OFFSETS,
            TILE_BYTE_COUNTS,
            EXTRA_SAMPLES,
            SAMPLE_FORMAT,
            JPEG_TABLES,
            YCC_COEFFICIENTS,
            YCC_SUBSAMPLING,
            REFERENCE_BLACK_WHITE,
            ICC_PROFILE);

    /** Further tags that are asked for; the others are skipped. */
    private static final Set<Integer> OTHERS = Set.of(
            NEW_SUBFILE_TYPE,
            ORIENTATION,
            SUB_IFDS,
            INK_SET,
            NUMBER_OF_INKS,
            JPEG_INTERCHANGE_FORMAT,
            YCC_POSITIONING,
            XMP);

    /** Bytes of a value of each type, 0 for unknown types. */
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

    /**
     * A tag with its values.
     *
     * @param entryAt where the entry begins in the file
     * @param valuesAt where its values begin: in the entry or elsewhere
     * @param count how many there are; all of them are in the file
     */
    record Entry(int tag, int type, int count, int entryAt, int valuesAt) {
        /** Whether each value is a byte, a character, or undefined. */
        boolean isBytes() {
            return TYPE_BYTES[type] == 1;
        }
    }

    /** How many entries a file may have in all, as directories may overlap and a small file name millions. */
    static final class Budget {
        private long left;

        /** @param entries at least 0 */
        Budget(long entries) {
            this.left = entries;
        }

        /** @throws UnreadableException if {@code entries} are more than are left */
        void take(long entries) {
            left -= entries;
            if (left < 0) {
                throw UnreadableException.damaged("its directories have too many entries");
            }
        }
    }

    private final TiffBytes bytes;
    private final NavigableMap<Integer, Entry> entries = new TreeMap<>();
    private final long next;
    /** Where the directory and all its values are: from, to. */
    private final List<long[]> ranges = new ArrayList<>();

    private boolean cut;
    private boolean endMissing;

    /**
     * Reads a directory.
     *
     * @param at where it begins; a directory that is not all in the file has the entries that are
     * @param budget is charged with its entries before they are read
     */
    TiffDirectory(TiffBytes bytes, int at, Budget budget) {
        this.bytes = bytes;
        int countBytes = bytes.isBig() ? 8 : 2;
        int entryBytes = bytes.isBig() ? 20 : 12;
        int offsetBytes = bytes.isBig() ? 8 : 4;
        long count = at + countBytes <= bytes.length() ? bytes.number(at, countBytes) : 0;
        int from = at + countBytes;
        long there = Math.min(count, (bytes.length() - from) / entryBytes);
        budget.take(there);
        for (int i = 0; i < there; i++) {
            add(from + i * entryBytes, offsetBytes);
        }
        cut |= there < count || count == 0;
        long end = from + there * entryBytes;
        ranges.add(new long[] {at, end + offsetBytes});
        endMissing = !cut && end + offsetBytes > bytes.length();
        this.next = there == count && end + offsetBytes <= bytes.length() ? bytes.number((int) end, offsetBytes) : 0;
    }

    private void add(int at, int offsetBytes) {
        int tag = (int) bytes.number(at, 2);
        int type = (int) bytes.number(at + 2, 2);
        long count = bytes.number(at + 4, offsetBytes);
        int size = type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0;
        if (size == 0 || count < 1) {
            return;
        }
        if (count > bytes.length() / size) {
            cut |= NEEDED.contains(tag);
            return;
        }
        int inEntry = at + 4 + offsetBytes;
        long valuesAt = count * size <= offsetBytes ? inEntry : bytes.number(inEntry, offsetBytes);
        if (valuesAt >= 0 && valuesAt <= bytes.length() - count * size) {
            ranges.add(new long[] {valuesAt, valuesAt + count * size});
            if (NEEDED.contains(tag) || OTHERS.contains(tag) || EXIF.contains(tag)) {
                entries.putIfAbsent(tag, new Entry(tag, type, (int) count, at, (int) valuesAt));
            }
        } else {
            cut |= NEEDED.contains(tag);
        }
    }

    /** Whether entries, or values that pixels depend on, are behind the end of the file. */
    boolean isCut() {
        return cut;
    }

    /** Whether the file ends before it says where the next directory is. */
    boolean isEndMissing() {
        return endMissing;
    }

    /** Whether one of these bytes belongs to the directory or to values of its entries. */
    boolean isWithin(long from, long to) {
        return ranges.stream().anyMatch(r -> r[0] < to && from < r[1]);
    }

    /** Where the next directory begins, 0 for none. */
    long next() {
        return next;
    }

    NavigableMap<Integer, Entry> entries() {
        return entries;
    }

    boolean has(int tag) {
        return entries.containsKey(tag);
    }

    /** Whether anything is there that Exif has. */
    boolean hasExif() {
        return EXIF.stream().anyMatch(this::has);
    }

    /** The first value of a tag of integers, or {@code otherwise} without such a tag. */
    long value(int tag, long otherwise) {
        Entry entry = entries.get(tag);
        return entry == null ? otherwise : value(entry, 0, otherwise);
    }

    /** How many values a tag has, 0 without such a tag. */
    int count(int tag) {
        Entry entry = entries.get(tag);
        return entry == null ? 0 : entry.count();
    }

    /** All values of a tag of integers; empty without such a tag. */
    long[] values(int tag) {
        Entry entry = entries.get(tag);
        if (entry == null) {
            return new long[0];
        }
        long[] values = new long[entry.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(entry, i, 0);
        }
        return values;
    }

    /** The bytes of a tag; null without such a tag. */
    byte[] bytes(int tag) {
        Entry entry = entries.get(tag);
        return entry == null
                ? null
                : Arrays.copyOfRange(
                        bytes.file(), entry.valuesAt(), entry.valuesAt() + entry.count() * TYPE_BYTES[entry.type()]);
    }

    private long value(Entry entry, int index, long otherwise) {
        return switch (entry.type()) {
            case 1, 3, 4, 7, 13, 16, 18 -> {
                int size = TYPE_BYTES[entry.type()];
                yield bytes.number(entry.valuesAt() + index * size, size);
            }
            default -> otherwise;
        };
    }

    /** Whether this is a smaller copy, or the mask, of another picture of the file. */
    boolean isReducedOrMask() {
        return (value(NEW_SUBFILE_TYPE, 0) & 5) != 0;
    }

    boolean hasPixels() {
        return has(STRIP_OFFSETS) || has(TILE_OFFSETS) || has(JPEG_INTERCHANGE_FORMAT);
    }
}
