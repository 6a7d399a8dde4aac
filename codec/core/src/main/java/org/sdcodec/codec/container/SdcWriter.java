package org.sdcodec.codec.container;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.zip.CRC32;

/** Writes the bytes of an {@link SdcFile}. */
public final class SdcWriter {
    private SdcWriter() {}

    /** The bytes of the file; the same for equal files. */
    public static byte[] write(SdcFile file) {
        ByteArrayOutputStream before = new ByteArrayOutputStream();
        writeHeader(file, before);
        ByteArrayOutputStream after = new ByteArrayOutputStream();
        List<SdcChunk> chunks = file.storedChunks();
        for (SdcChunk chunk : chunks) {
            after.write(chunk.type());
            writeVarint(chunk.size(), after);
            after.writeBytes(chunk.data());
        }
        if (!chunks.isEmpty()) {
            after.write(SdcLayout.END_OF_CHUNKS);
        }
        after.writeBytes(file.latent());

        if (file.header().form() != HeaderForm.FULL) {
            int checksum = Crc16.updated(Crc16.START, before.toByteArray(), 0, before.size());
            checksum = Crc16.updated(checksum, after.toByteArray(), 0, after.size());
            boolean both = file.header().form() == HeaderForm.POSTCARD;
            writeShort(both ? checksum ^ file.header().fingerprint() >>> 16 : checksum, before);
        } else {
            CRC32 checksum = new CRC32();
            checksum.update(before.toByteArray());
            checksum.update(after.toByteArray());
            writeShort((int) checksum.getValue() >>> 16, before);
            writeShort((int) checksum.getValue(), before);
        }
        before.writeBytes(after.toByteArray());
        return before.toByteArray();
    }

    /**
     * The number of bytes of a header, checksum included: 14, in brief 8 or 9, and the size in varints; of a postcard 6
     * or 8.
     */
    static int headerSize(SdcHeader header) {
        if (header.form() == HeaderForm.POSTCARD) {
            return PostcardHeader.size(header);
        }
        int sides = varintSize(header.width());
        if (header.width() != header.height()) {
            sides += varintSize(header.height());
        }
        if (header.form() == HeaderForm.BRIEF) {
            return SdcLayout.BRIEF_HEADER_BYTES + (isWholeSteps(header) ? 0 : 1) + sides;
        }
        return SdcLayout.FIXED_HEADER_BYTES + sides;
    }

    /** The number of bytes of a chunk, its type and length included. */
    static long chunkSize(SdcChunk chunk) {
        return 1L + varintSize(chunk.size()) + chunk.size();
    }

    private static void writeHeader(SdcFile file, ByteArrayOutputStream out) {
        SdcHeader header = file.header();
        if (header.form() == HeaderForm.POSTCARD) {
            PostcardHeader.write(header, out);
            return;
        }
        boolean brief = header.form() == HeaderForm.BRIEF;
        boolean square = header.width() == header.height();
        out.write(SdcLayout.MAGIC_0);
        out.write(SdcLayout.MAGIC_1);
        boolean chunks = !file.storedChunks().isEmpty();
        if (brief) {
            out.write(briefMark(header)
                    | (square ? SdcLayout.BRIEF_SQUARE : 0)
                    | (chunks ? SdcLayout.BRIEF_CHUNKS : 0)
                    | (isWholeSteps(header) ? SdcLayout.BRIEF_WHOLE_STEPS : 0)
                    | (header.coder() == SdcLayout.DEPENDENT_CODER ? SdcLayout.BRIEF_DEPENDENT : 0));
        } else {
            out.write(SdcLayout.VERSION_MARK | header.version());
            out.write(header.mode()
                    | header.coder() << SdcLayout.CODER_SHIFT
                    | (header.gray() ? SdcLayout.GRAY : 0)
                    | (square ? SdcLayout.SQUARE : 0)
                    | (chunks ? SdcLayout.HAS_CHUNKS : 0));
        }
        writeVarint(header.width(), out);
        if (!square) {
            writeVarint(header.height(), out);
        }
        out.write(header.stepCode());
        if (!brief || !isWholeSteps(header)) {
            out.write(header.reconstruction());
        }
        writeShort(header.fingerprint() >>> 16, out);
        if (!brief) {
            writeShort(header.fingerprint(), out);
        }
    }

    private static int briefMark(SdcHeader header) {
        if (header.gray()) {
            return SdcLayout.BRIEF_MARK_GRAY;
        }
        return header.version() == SdcHeader.FIRST_VERSION ? SdcLayout.BRIEF_MARK_1 : SdcLayout.BRIEF_MARK;
    }

    private static boolean isWholeSteps(SdcHeader header) {
        return header.reconstruction() == 0;
    }

    static void writeShort(int value, ByteArrayOutputStream out) {
        out.write(value >>> 8);
        out.write(value);
    }

    static void writeVarint(int value, ByteArrayOutputStream out) {
        int rest = value;
        while (rest >= 0x80) {
            out.write(rest | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static int varintSize(int value) {
        int size = 1;
        for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
            size++;
        }
        return size;
    }
}
