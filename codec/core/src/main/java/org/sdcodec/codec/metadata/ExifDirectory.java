package org.sdcodec.codec.metadata;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A directory of a TIFF structure: values by tag. Source: TIFF 6.0, section 2.
 *
 * @param offset of its number of entries
 * @param entries as they stand
 * @param next offset of the next directory; 0 if there is none
 */
record ExifDirectory(int offset, List<Entry> entries, long next) {

    /** Bytes of an entry. */
    static final int ENTRY_BYTES = 12;

    /** Values of so many bytes stand in the entry itself. */
    static final int INLINE_BYTES = 4;

    /** Directories of cameras have up to a hundred. */
    private static final int MAX_ENTRIES = 1000;

    /** By type; 0 is none. The last is IFD of TIFF's first supplement. */
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

    /**
     * A value.
     *
     * @param at offset of the entry
     * @param tag what it says
     * @param type of its numbers
     * @param count of them
     * @param valueAt offset of the value
     * @param length of the value in bytes
     */
    record Entry(int at, int tag, int type, int count, int valueAt, int length) {}

    /**
     * Reads a directory.
     *
     * @param data the structure, in its byte order
     * @throws UnusableMetadataException if it or a value of it is not inside of the structure
     */
    static ExifDirectory read(ByteBuffer data, long offset) {
        if (offset < 8 || offset > data.limit() - 2) {
            throw new UnusableMetadataException("has a directory outside of its bytes");
        }
        int start = (int) offset;
        int count = data.getShort(start) & 0xffff;
        long end = offset + 2 + (long) ENTRY_BYTES * count;
        if (count > MAX_ENTRIES || end + 4 > data.limit()) {
            throw new UnusableMetadataException("has a directory of " + count + " entries, more than its bytes hold");
        }
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(entry(data, start + 2 + ENTRY_BYTES * i));
        }
        return new ExifDirectory(start, entries, data.getInt((int) end) & 0xffffffffL);
    }

    private static Entry entry(ByteBuffer data, int at) {
        int tag = data.getShort(at) & 0xffff;
        int type = data.getShort(at + 2) & 0xffff;
        long count = data.getInt(at + 4) & 0xffffffffL;
        if (type == 0 || type >= TYPE_BYTES.length) {
            throw new UnusableMetadataException("has a value of the unknown type " + type);
        }
        long length = count * TYPE_BYTES[type];
        long valueAt = length <= INLINE_BYTES ? at + 8 : data.getInt(at + 8) & 0xffffffffL;
        if (valueAt + length > data.limit()) {
            throw new UnusableMetadataException(String.format("has a value outside of its bytes (tag %04x)", tag));
        }
        return new Entry(at, tag, type, (int) count, (int) valueAt, (int) length);
    }

    Optional<Entry> find(int tag) {
        return entries.stream().filter(entry -> entry.tag() == tag).findFirst();
    }
}
