package org.sdcodec.cli.image.jpeg;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import org.sdcodec.cli.image.common.Bytes;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.Exif;
import org.sdcodec.cli.image.common.UnreadableException;
import org.sdcodec.imageio.xmp.ExtendedXmp;

/** Reads the marker segments of a JPEG file. Source: ITU-T T.81, annex B. */
final class JpegParser {
    /** As many as libjpeg-turbo's programs take by default; every scan costs a pass over the picture. */
    private static final int MAX_SCANS = 500;

    /** What ordinary encoders use at most, so that it is always allowed. */
    private static final int ORDINARY_SCANS = 64;

    /** The product of scans and pixels that is decoded in some seconds. */
    private static final long MAX_SCANNED_PIXELS = 1L << 31;

    /** Begins XMP (Adobe's XMP specification, part 3, section 1.1.3). */
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

    private static final String ICC = "ICC_PROFILE\0";

    /** Begins the index of a file of several pictures (CIPA DC-007, multi-picture format). */
    private static final String MPF = "MPF\0";

    private static final int NUMBER_OF_IMAGES = 0xb001;
    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int DHT = 0xc4;
    private static final int DAC = 0xcc;
    private static final int DQT = 0xdb;
    private static final int DRI = 0xdd;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    private static final int APP14 = 0xee;
    private static final int TEM = 0x01;
    private static final int TABLES = 4;

    private final byte[] file;
    private final DecodeContext context;
    private final JpegFile jpeg = new JpegFile();
    private final ByteArrayOutputStream clean;
    private final HuffmanTable[] dc = new HuffmanTable[TABLES];
    private final HuffmanTable[] ac = new HuffmanTable[TABLES];
    private int restartInterval;
    private int at = 2;

    private JpegParser(byte[] file, DecodeContext context) {
        this.file = file;
        this.context = context;
        this.clean = new ByteArrayOutputStream(file.length);
    }

    /**
     * Reads a file up to its end marker.
     *
     * @param file not modified
     * @throws UnreadableException if it is damaged, has too many scans or pixels, or is of an unsupported kind
     */
    static JpegFile parse(byte[] file, DecodeContext context) {
        JpegParser parser = new JpegParser(file, context);
        parser.segments();
        parser.finish();
        return parser.jpeg;
    }

    private void segments() {
        clean.write(0xff);
        clean.write(SOI);
        while (!jpeg.endMarker) {
            int stray = 0;
            while (at + 1 < file.length && !isMarker()) {
                // Any number of bytes FF may stand before a marker (B.1.1.2).
                boolean fill = Bytes.u8(file, at) == 0xff && Bytes.u8(file, at + 1) == 0xff;
                stray += fill ? 0 : 1;
                at++;
            }
            if (at + 1 >= file.length) {
                return;
            }
            if (stray > 0) {
                context.warn(stray + " bytes before byte " + at + " belong to no segment");
            }
            int marker = Bytes.u8(file, at + 1);
            at += 2;
            if (marker == EOI) {
                jpeg.endMarker = true;
            } else if (marker != TEM && marker != SOI && (marker < RST0 || marker > RST7)) {
                segment(marker);
            }
        }
    }

    private boolean isMarker() {
        int next = Bytes.u8(file, at + 1);
        return Bytes.u8(file, at) == 0xff && next != 0 && next != 0xff;
    }

    private void segment(int marker) {
        int length = at + 2 > file.length ? 0 : Bytes.u16be(file, at);
        if (length < 2 || length > file.length - at) {
            throw UnreadableException.damaged("the data ends too early");
        }
        int data = at + 2;
        int end = at + length;
        switch (marker) {
            case 0xc0, 0xc1, 0xc2, 0xc3 -> frame(marker, data, end);
            case 0xc9, 0xca, 0xcb, DAC ->
                throw UnreadableException.unsupported(
                        "its JPEG data is arithmetically coded, which is not supported; save it with Huffman codes first");
            case 0xc5, 0xc6, 0xc7, 0xcd, 0xce, 0xcf, 0xde, 0xdf ->
                throw UnreadableException.unsupported(
                        "its JPEG data is hierarchical, which is not supported; save it as an ordinary JPEG first");
            case DHT -> huffmanTables(data, end);
            case DRI -> {
                need(data + 2 <= end);
                restartInterval = Bytes.u16be(file, data);
            }
            case APP0 -> jpeg.jfif |= Bytes.startsWith(file, data, end, "JFIF\0");
            case APP1 -> {
                if (jpeg.orientation == 0 && Bytes.startsWith(file, data, end, Exif.PREFIX)) {
                    jpeg.orientation = Exif.orientation(file, data, end);
                }
                if (Bytes.startsWith(file, data, end, Exif.PREFIX)) {
                    context.exif(file, data, end);
                } else if (Bytes.startsWith(file, data, end, XMP)) {
                    jpeg.xmp = jpeg.xmp == null ? Arrays.copyOfRange(file, data + XMP.length(), end) : jpeg.xmp;
                } else if (Bytes.startsWith(file, data, end, ExtendedXmp.SEGMENT_START)) {
                    jpeg.furtherXmp.add(Arrays.copyOfRange(file, data + ExtendedXmp.SEGMENT_START.length(), end));
                }
            }
            case APP2 -> {
                if (Bytes.startsWith(file, data, end, ICC)) {
                    jpeg.iccChunks.add(Arrays.copyOfRange(file, data + ICC.length(), end));
                } else if (Bytes.startsWith(file, data, end, MPF)) {
                    jpeg.pictures = (int) Exif.value(file, data + MPF.length(), end, NUMBER_OF_IMAGES);
                }
            }
            case APP14 -> {
                if (Bytes.startsWith(file, data, end, "Adobe") && end - data >= 12) {
                    jpeg.adobeTransform = Bytes.u8(file, data + 11);
                }
            }
            default -> {}
        }
        int from = at - 2;
        at = end;
        if (marker == SOS) {
            scan(data, end);
            clean.write(file, from, at - from);
        } else if (marker < APP0 && (marker == DQT || marker == DHT || marker == DRI || marker <= 0xc3)) {
            clean.write(file, from, end - from);
        }
    }

    private static void need(boolean there) {
        if (!there) {
            throw UnreadableException.damaged("a segment is too short");
        }
    }

    private void frame(int marker, int data, int end) {
        if (jpeg.components.length > 0) {
            throw UnreadableException.damaged("it has two frame headers");
        }
        need(data + 6 <= end && data + 6 + 3 * Bytes.u8(file, data + 5) <= end);
        jpeg.process = marker;
        jpeg.precision = Bytes.u8(file, data);
        jpeg.height = Bytes.u16be(file, data + 1);
        jpeg.width = Bytes.u16be(file, data + 3);
        int count = Bytes.u8(file, data + 5);
        if (jpeg.height == 0) {
            throw UnreadableException.unsupported(
                    "its JPEG data states its height behind the pixels, which is not supported; save it again first");
        }
        context.checkSize(jpeg.width, jpeg.height);
        if (jpeg.precision != 8 && marker != JpegFile.LOSSLESS) {
            throw UnreadableException.unsupported("its JPEG samples have " + jpeg.precision
                    + " bits, which is not supported; save it with 8 bits first");
        }
        if (count != 1 && count != 3 && count != 4) {
            throw UnreadableException.unsupported(
                    "its JPEG data has " + count + " color planes; save it as gray, RGB or CMYK first");
        }
        JpegFile.Component[] components = new JpegFile.Component[count];
        for (int i = 0; i < count; i++) {
            int component = data + 6 + 3 * i;
            int h = Bytes.u8(file, component + 1) >> 4;
            int v = Bytes.u8(file, component + 1) & 15;
            if (h < 1 || h > 4 || v < 1 || v > 4) {
                throw UnreadableException.damaged("a sampling factor is " + h + "x" + v);
            }
            components[i] = new JpegFile.Component(Bytes.u8(file, component), h, v);
        }
        jpeg.components = components;
    }

    private void huffmanTables(int data, int end) {
        int p = data;
        while (p + 17 <= end) {
            int kind = Bytes.u8(file, p) >> 4;
            int index = Bytes.u8(file, p) & 15;
            int[] counts = new int[HuffmanTable.MAX_LENGTH];
            int sum = 0;
            for (int i = 0; i < counts.length; i++) {
                counts[i] = Bytes.u8(file, p + 1 + i);
                sum += counts[i];
            }
            p += 17;
            need(sum <= 256 && p + sum <= end && kind <= 1 && index < TABLES);
            HuffmanTable table = new HuffmanTable(counts, Arrays.copyOfRange(file, p, p + sum));
            (kind == 0 ? dc : ac)[index] = table;
            p += sum;
        }
    }

    private void scan(int data, int end) {
        if (jpeg.components.length == 0) {
            throw UnreadableException.damaged("it has no frame header before its data");
        }
        checkScans();
        int count = data < end ? Bytes.u8(file, data) : 0;
        need(count >= 1 && count <= jpeg.components.length && data + 4 + 2 * count <= end);
        if (jpeg.scans.isEmpty() && jpeg.process <= JpegFile.EXTENDED && noTables()) {
            standardTables();
        }
        int[] components = new int[count];
        HuffmanTable[] dcOfScan = new HuffmanTable[count];
        HuffmanTable[] acOfScan = new HuffmanTable[count];
        for (int i = 0; i < count; i++) {
            components[i] = index(Bytes.u8(file, data + 1 + 2 * i));
            int tables = Bytes.u8(file, data + 2 + 2 * i);
            need(tables >> 4 < TABLES && (tables & 15) < TABLES);
            dcOfScan[i] = dc[tables >> 4];
            acOfScan[i] = ac[tables & 15];
        }
        int parameters = data + 1 + 2 * count;
        int to = dataEnd(at);
        JpegFile.Scan scan = new JpegFile.Scan(
                components,
                dcOfScan,
                acOfScan,
                Bytes.u8(file, parameters),
                Bytes.u8(file, parameters + 1),
                Bytes.u8(file, parameters + 2) >> 4,
                Bytes.u8(file, parameters + 2) & 15,
                restartInterval,
                at,
                to);
        checkTables(scan);
        jpeg.scans.add(scan);
        at = to;
    }

    private void checkScans() {
        long pixels = (long) jpeg.width * jpeg.height;
        long max = Math.max(ORDINARY_SCANS, Math.min(MAX_SCANS, MAX_SCANNED_PIXELS / pixels));
        if (jpeg.scans.size() >= max) {
            throw UnreadableException.unsupported("its JPEG data has more than " + max
                    + " scans, more than any ordinary picture of its size; save it again first");
        }
    }

    private int index(int id) {
        for (int i = 0; i < jpeg.components.length; i++) {
            if (jpeg.components[i].id() == id) {
                return i;
            }
        }
        throw UnreadableException.damaged("a scan of a color plane that it does not have");
    }

    private void checkTables(JpegFile.Scan scan) {
        boolean progressive = jpeg.process == JpegFile.PROGRESSIVE;
        if (progressive) {
            boolean one = scan.components().length == 1;
            need(scan.se() <= 63 && scan.ss() <= scan.se() && (scan.ss() == 0 ? scan.se() == 0 : one));
        }
        boolean needsDc = !progressive || scan.ss() == 0 && scan.ah() == 0;
        boolean needsAc = progressive ? scan.ss() > 0 : jpeg.process != JpegFile.LOSSLESS;
        for (int i = 0; i < scan.components().length; i++) {
            if (needsDc && scan.dc()[i] == null || needsAc && scan.ac()[i] == null) {
                throw UnreadableException.damaged("a Huffman table is missing");
            }
        }
    }

    /** Where the compressed data ends: at a marker other than those of restarts, or at the end of the file. */
    private int dataEnd(int from) {
        for (int p = from; p + 1 < file.length; p++) {
            if (Bytes.u8(file, p) == 0xff) {
                int next = Bytes.u8(file, p + 1);
                if (next != 0 && (next < RST0 || next > RST7)) {
                    return p;
                }
            }
        }
        return file.length;
    }

    private boolean noTables() {
        return Arrays.stream(dc).allMatch(t -> t == null) && Arrays.stream(ac).allMatch(t -> t == null);
    }

    /** The single pictures of some cameras' films leave out the tables of T.81, annex K, which all of them use. */
    private void standardTables() {
        JPEGHuffmanTable[] tables = {
            JPEGHuffmanTable.StdDCLuminance,
            JPEGHuffmanTable.StdDCChrominance,
            JPEGHuffmanTable.StdACLuminance,
            JPEGHuffmanTable.StdACChrominance
        };
        for (int i = 0; i < tables.length; i++) {
            int[] counts = new int[HuffmanTable.MAX_LENGTH];
            short[] lengths = tables[i].getLengths();
            for (int k = 0; k < lengths.length; k++) {
                counts[k] = lengths[k];
            }
            short[] values = tables[i].getValues();
            byte[] symbols = new byte[values.length];
            for (int k = 0; k < values.length; k++) {
                symbols[k] = (byte) values[k];
            }
            (i < 2 ? dc : ac)[i & 1] = new HuffmanTable(counts, symbols);
            int length = 19 + symbols.length;
            clean.writeBytes(new byte[] {
                (byte) 0xff, (byte) DHT, (byte) (length >> 8), (byte) length, (byte) ((i < 2 ? 0 : 0x10) | i & 1)
            });
            for (int count : counts) {
                clean.write(count);
            }
            clean.writeBytes(symbols);
        }
    }

    private void finish() {
        if (jpeg.scans.isEmpty()) {
            throw UnreadableException.damaged("the data ends before its pixels");
        }
        clean.write(0xff);
        clean.write(EOI);
        jpeg.clean = clean.toByteArray();
    }
}
