package org.sdcodec.cli.image;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.sdcodec.Gamut;
import org.sdcodec.Metadata;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.common.Exif;
import org.sdcodec.codec.metadata.UnusableMetadataException;
import org.sdcodec.imageio.color.GamutProfiles;
import org.sdcodec.imageio.xmp.ExtendedXmp;

/** Adds metadata to PNG and JPEG files that others write. */
final class MetadataWriter {

    /** PNG's signature and its header chunk. */
    private static final int PNG_START = 8 + 25;

    /** cICP of Display P3: its primaries, the transfer function of sRGB, RGB, full range (ITU-T H.273). */
    private static final byte[] DISPLAY_P3 = {12, 13, 0, 1};

    /** A profile name, which every iCCP chunk has, and its compression method. */
    private static final String PROFILE_NAME = "profile\0\0";

    /** Behind the keyword: not compressed, no language, no translation. */
    private static final String XMP_TEXT = "XML:com.adobe.xmp\0\0\0\0\0";

    private static final String XMP_SEGMENT = "http://ns.adobe.com/xap/1.0/\0";
    private static final String ICC_SEGMENT = "ICC_PROFILE\0";
    private static final int MARKER = 0xff;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    /** What a segment holds in addition to its length. */
    private static final int SEGMENT_BYTES = 65533;

    private MetadataWriter() {}

    /** The metadata, with the color profile that a gamut needs. */
    private static Metadata of(Picture picture) {
        Metadata metadata = picture.metadata();
        return metadata.icc().isPresent()
                ? metadata
                : GamutProfiles.forFiles(picture.gamut()).map(metadata::withIcc).orElse(metadata);
    }

    /** A stream for a PNG file, into which metadata and gamut of the picture come behind the header chunk. */
    static OutputStream png(Picture picture, OutputStream out) throws IOException {
        Metadata metadata = of(picture);
        if (metadata.isEmpty()) {
            return out;
        }
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        if (picture.gamut() == Gamut.DISPLAY_P3) {
            chunk(chunks, "cICP", DISPLAY_P3);
        }
        if (metadata.icc().isPresent()) {
            ByteArrayOutputStream profile = new ByteArrayOutputStream();
            profile.writeBytes(latin1(PROFILE_NAME));
            try (DeflaterOutputStream deflated = new DeflaterOutputStream(profile)) {
                deflated.write(metadata.icc().get());
            }
            chunk(chunks, "iCCP", profile.toByteArray());
        }
        metadata.exif().ifPresent(exif -> chunk(chunks, "eXIf", exif));
        metadata.xmp().ifPresent(xmp -> chunk(chunks, "iTXt", joined(XMP_TEXT, xmp)));
        return new Inserting(out, PNG_START, chunks.toByteArray());
    }

    private static void chunk(ByteArrayOutputStream out, String name, byte[] data) {
        byte[] named = joined(name, data);
        CRC32 crc = new CRC32();
        crc.update(named);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(named);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    /**
     * Writes a JPEG file with metadata and gamut of the picture, behind its JFIF segment.
     *
     * @throws ImageFormatException if a part is larger than JPEG's segments
     */
    static void jpeg(Picture picture, byte[] file, OutputStream out) throws IOException {
        Metadata metadata = of(picture);
        ByteArrayOutputStream segments = new ByteArrayOutputStream();
        metadata.exif().ifPresent(exif -> segment(segments, APP1, joined(Exif.PREFIX, exif)));
        metadata.xmp().ifPresent(xmp -> xmp(segments, xmp));
        metadata.icc().ifPresent(icc -> profile(segments, icc));
        boolean jfif = (file[3] & 255) == APP0;
        int start = 2 + (jfif ? 2 + ((file[4] & 255) << 8 | file[5] & 255) : 0);
        out.write(file, 0, start);
        segments.writeTo(out);
        out.write(file, start, file.length - start);
    }

    /** In one segment, or the largest properties in further ones. */
    private static void xmp(ByteArrayOutputStream out, byte[] packet) {
        int most = SEGMENT_BYTES - XMP_SEGMENT.length();
        if (packet.length <= most) {
            segment(out, APP1, joined(XMP_SEGMENT, packet));
            return;
        }
        try {
            ExtendedXmp.Split split = ExtendedXmp.split(packet, most);
            segment(out, APP1, joined(XMP_SEGMENT, split.standard()));
            split.segments().forEach(part -> segment(out, APP1, joined(ExtendedXmp.SEGMENT_START, part)));
        } catch (UnusableMetadataException e) {
            throw new ImageFormatException("the XMP of " + packet.length + " bytes does not fit into a JPEG file: it "
                    + e.getMessage() + "; write the picture as PNG");
        }
    }

    /** In numbered parts (ICC.1, annex B.4). */
    private static void profile(ByteArrayOutputStream out, byte[] icc) {
        int room = SEGMENT_BYTES - ICC_SEGMENT.length() - 2;
        int count = (icc.length + room - 1) / room;
        for (int i = 0; i < count; i++) {
            byte[] part = new byte[2 + Math.min(room, icc.length - i * room)];
            part[0] = (byte) (i + 1);
            part[1] = (byte) count;
            System.arraycopy(icc, i * room, part, 2, part.length - 2);
            segment(out, APP2, joined(ICC_SEGMENT, part));
        }
    }

    private static void segment(ByteArrayOutputStream out, int marker, byte[] data) {
        if (data.length > SEGMENT_BYTES) {
            throw new ImageFormatException("the metadata of " + data.length
                    + " bytes does not fit into a segment of a JPEG file; write the picture as PNG");
        }
        int length = data.length + 2;
        out.writeBytes(new byte[] {(byte) MARKER, (byte) marker, (byte) (length >> 8), (byte) length});
        out.writeBytes(data);
    }

    private static byte[] joined(String start, byte[] rest) {
        byte[] first = latin1(start);
        return ByteBuffer.allocate(first.length + rest.length)
                .put(first)
                .put(rest)
                .array();
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What pictures of a format that has no place for metadata lose; empty if nothing. */
    static List<String> lostIn(ImageFormat format, Picture picture) {
        List<String> lost = new ArrayList<>();
        if (format != ImageFormat.PNG && format != ImageFormat.JPEG) {
            if (!picture.metadata().isEmpty()) {
                lost.add(format.title() + " has no place for the metadata (" + picture.metadata()
                        + "), which is left out");
            }
            if (picture.gamut() != Gamut.SRGB) {
                lost.add(format.title() + " has no place for the colors of "
                        + picture.gamut().title() + ", which are converted to sRGB");
            }
        }
        return lost;
    }

    /** Adds bytes at one place of a stream. */
    private static final class Inserting extends FilterOutputStream {
        private final byte[] added;
        private int left;

        Inserting(OutputStream out, int position, byte[] added) {
            super(out);
            this.left = position;
            this.added = added;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int before = Math.min(left, length);
            out.write(bytes, offset, before);
            if (left > 0 && left == before) {
                out.write(added);
            }
            left -= before;
            out.write(bytes, offset + before, length - before);
        }
    }
}
