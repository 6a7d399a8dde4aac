package org.sdcodec.codec.container;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.sdcodec.SdcFormatException;

/**
 * Where the slices of a coded latent of format version 2 are. Pictures of up to {@link #SINGLE} pixels a side have one
 * slice and no table; else the table stands at the start of the coded latent.
 *
 * @param rows of slices, at least 1
 * @param columns of slices, at least 1
 * @param offsets where each slice begins in the coded latent, row by row, and where the last one ends
 * @param checks CRC-16 of each slice's bytes; empty if there is one slice only, for which the checksum of the file
 *     stands
 */
public record SliceTable(int rows, int columns, int[] offsets, int[] checks) {

    /** Pixels a side up to which a picture has one slice. */
    public static final int SINGLE = 1024;

    private static final int CHECK_BYTES = 2;

    /** Whether a picture has a slice table. */
    public static boolean has(int width, int height) {
        return Math.max(width, height) > SINGLE;
    }

    /** The number of slices. */
    public int count() {
        return rows * columns;
    }

    /** One slice and no table. */
    public static SliceTable single(byte[] coded) {
        return new SliceTable(1, 1, new int[] {0, coded.length}, new int[0]);
    }

    /**
     * Of a file of any version.
     *
     * @throws SdcFormatException if the table is damaged
     */
    public static SliceTable of(SdcHeader header, byte[] coded) {
        return header.version() == SdcHeader.FIRST_VERSION
                ? single(coded)
                : read(coded, header.codedWidth(), header.codedHeight());
    }

    /**
     * Reads the table.
     *
     * @param coded the coded latent, which may be cut short behind the table; not modified
     * @param width of the coded picture in pixels
     * @param height of the coded picture in pixels
     * @throws SdcFormatException if the table is damaged
     */
    public static SliceTable read(byte[] coded, int width, int height) {
        if (!has(width, height)) {
            return single(coded);
        }
        SdcReader reader = new SdcReader(coded);
        int rows = reader.varint("the number of rows of slices");
        int columns = reader.varint("the number of columns of slices");
        // A slice is a byte, its length another, and its check two.
        if (rows < 1 || columns < 1 || (long) rows * columns > Math.max(1, coded.length)) {
            throw new SdcFormatException(0, "a latent of " + rows + " x " + columns + " slices cannot be in this file");
        }
        int count = rows * columns;
        if (count == 1) {
            return new SliceTable(1, 1, new int[] {reader.position(), coded.length}, new int[0]);
        }
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++) {
            lengths[i] = reader.varint("the length of a slice");
        }
        int[] checks = new int[count];
        for (int i = 0; i < count; i++) {
            checks[i] = reader.big(CHECK_BYTES, "the check of a slice");
        }
        int end = reader.position();
        if (Crc16.updated(Crc16.START, coded, 0, end) != reader.big(CHECK_BYTES, "the check of the slice table")) {
            throw new SdcFormatException(0, "the table of slices is damaged");
        }
        int[] offsets = new int[count + 1];
        long offset = reader.position();
        for (int i = 0; i < count; i++) {
            offsets[i] = (int) offset;
            offset += lengths[i];
            if (offset > Integer.MAX_VALUE) {
                throw new SdcFormatException(0, "the slices are longer than a file can be");
            }
        }
        offsets[count] = (int) offset;
        return new SliceTable(rows, columns, offsets, checks);
    }

    /**
     * The coded latent.
     *
     * @param width of the coded picture in pixels
     * @param height of the coded picture in pixels
     * @param slices row by row
     */
    public static byte[] join(int width, int height, int rows, int columns, List<byte[]> slices) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (has(width, height)) {
            SdcWriter.writeVarint(rows, out);
            SdcWriter.writeVarint(columns, out);
            if (slices.size() > 1) {
                slices.forEach(slice -> SdcWriter.writeVarint(slice.length, out));
                slices.forEach(slice -> SdcWriter.writeShort(check(slice), out));
                SdcWriter.writeShort(check(out.toByteArray()), out);
            }
        }
        slices.forEach(out::writeBytes);
        return out.toByteArray();
    }

    /** The bytes of slice {@code i}: fewer than the table says where the file is cut short. */
    public byte[] slice(byte[] coded, int i) {
        int begin = Math.min(offsets[i], coded.length);
        return Arrays.copyOfRange(coded, begin, Math.max(begin, Math.min(offsets[i + 1], coded.length)));
    }

    /** Whether the bytes of slice {@code i} are what the encoder wrote, as far as its check tells; true without one. */
    public boolean isIntact(byte[] slice, int i) {
        return checks.length == 0 || check(slice) == checks[i];
    }

    /** @throws SdcFormatException unless the last slice ends with the coded latent */
    public void requireEnd(byte[] coded) {
        int end = offsets[count()];
        if (end != coded.length) {
            throw new SdcFormatException(
                    Math.min(end, coded.length),
                    "the slices take " + end + " bytes, but the coded latent has " + coded.length);
        }
    }

    private static int check(byte[] bytes) {
        return Crc16.updated(Crc16.START, bytes, 0, bytes.length);
    }
}
