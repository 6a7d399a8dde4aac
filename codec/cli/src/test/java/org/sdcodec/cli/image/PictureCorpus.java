package org.sdcodec.cli.image;

import static org.sdcodec.cli.image.TestPictures.HEIGHT;
import static org.sdcodec.cli.image.TestPictures.WIDTH;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Sound small files of every input format and of most of their kinds. */
final class PictureCorpus {

    private static final String[] WEBP = {
        "alpha",
        "animation",
        "dual-transform",
        "linear-rgb",
        "lossless-copies",
        "lossless-palette-z0",
        "lossless-palette-z6",
        "lossless-z0",
        "lossless-z9-alpha",
        "lossy-alpha-filtered",
        "lossy-alpha-raw-filtered",
        "lossy-alpha-raw",
        "lossy-alpha",
        "lossy",
        "orientation-6"
    };

    /**
     * A file.
     *
     * @param format as in the table of results
     * @param bytes of the file
     */
    record Sample(String format, byte[] bytes) {}

    private PictureCorpus() {}

    /** All files, format after format. */
    static List<List<Sample>> formats() throws IOException {
        BufferedImage pattern = TestPictures.pattern();
        return List.of(pngs(), jpegs(pattern), bmps(pattern), gifs(pattern), tiffs(pattern), pnms(), webps());
    }

    private static List<Sample> pngs() {
        List<Sample> all = new ArrayList<>();
        byte[] palette = TestPictures.chunk("PLTE", new byte[3 * 200]);
        int[][] kinds = {{0, 1, 1}, {0, 16, 2}, {2, 8, 3}, {2, 16, 6}, {3, 8, 1}, {4, 8, 2}, {6, 8, 4}, {6, 16, 8}};
        for (int[] kind : kinds) {
            byte[][] rows = new byte[HEIGHT][kind[1] == 1 ? WIDTH / 8 : WIDTH * kind[2]];
            for (int i = 0; i < HEIGHT * rows[0].length; i++) {
                rows[i / rows[0].length][i % rows[0].length] = (byte) (i * 7 % 200);
            }
            byte[][] chunks = kind[0] == 3 ? new byte[][] {palette} : new byte[][] {};
            all.add(new Sample("PNG", TestPictures.png(WIDTH, kind[1], kind[0], rows, chunks)));
        }
        all.add(new Sample("PNG", TestPictures.rgbPng(TestPictures.iccChunk(new byte[3000]))));
        all.add(new Sample("PNG", TestPictures.rgbPng(TestPictures.chunk("eXIf", TestPictures.exif(6, false)))));
        all.add(new Sample("PNG", TestPictures.resource("dual-transform.png")));
        return all;
    }

    private static List<Sample> jpegs(BufferedImage pattern) throws IOException {
        List<Sample> all = new ArrayList<>();
        BufferedImage gray = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        gray.getGraphics().drawImage(pattern, 0, 0, null);
        for (boolean progressive : new boolean[] {false, true}) {
            all.add(new Sample("JPEG", JpegTest.jpegFile(gray, "gray", progressive, 0)));
            all.add(new Sample("JPEG", JpegTest.jpegFile(pattern, "ycc", progressive, 0)));
            all.add(new Sample("JPEG", JpegTest.jpegFile(pattern, "rgb", progressive, 0)));
        }
        all.add(new Sample("JPEG", JpegTest.jpegFile(pattern, "ycc", false, 2)));
        byte[] exif = TestPictures.join(TestPictures.bytes('E', 'x', 'i', 'f', 0, 0), TestPictures.exif(6, true));
        all.add(new Sample("JPEG", TestPictures.withSegment(TestPictures.jpeg(), 0xe1, exif)));
        return all;
    }

    private static List<Sample> bmps(BufferedImage pattern) {
        List<Sample> all = new ArrayList<>();
        all.add(new Sample("BMP", TestPictures.encode("bmp", pattern)));
        for (int bits : new int[] {1, 4, 8, 16, 32}) {
            byte[] palette = new byte[bits <= 8 ? 4 << bits : 0];
            byte[] data = new byte[(SampleGrid.WIDTH * bits + 31) / 32 * 4 * SampleGrid.HEIGHT];
            all.add(new Sample("BMP", BmpTest.bmpFile(bits, bits == 8, 40, 0, palette, data)));
        }
        for (int bits : new int[] {4, 8}) {
            // Run lengths: rows of one run each, and the end.
            byte[] data = new byte[4 * SampleGrid.HEIGHT + 2];
            for (int y = 0; y < SampleGrid.HEIGHT; y++) {
                data[4 * y] = (byte) SampleGrid.WIDTH;
                data[4 * y + 1] = (byte) y;
            }
            data[data.length - 1] = 1;
            all.add(new Sample("BMP", BmpTest.bmpFile(bits, false, 40, bits == 4 ? 2 : 1, new byte[4 << bits], data)));
        }
        byte[] png = TestPictures.png(19, 8, 0, new byte[11][19]);
        all.add(new Sample("BMP", BmpTest.bmpFile(0, false, 40, 5, new byte[0], png)));
        return all;
    }

    private static List<Sample> gifs(BufferedImage pattern) {
        return List.of(
                new Sample("GIF", TestPictures.encode("gif", pattern)),
                new Sample("GIF", GifTest.gifWithFrames(1, 1, 1)),
                new Sample("GIF", GifTest.gifWithFrames(0, 0, 3)));
    }

    private static List<Sample> tiffs(BufferedImage pattern) throws IOException {
        List<Sample> all = new ArrayList<>();
        all.add(new Sample("TIFF", TestPictures.tiff(pattern)));
        for (String compression : new String[] {"LZW", "PackBits", "ZLib", "Deflate", "JPEG"}) {
            all.add(new Sample("TIFF", TiffLayoutTest.compressed(pattern, compression, false)));
            all.add(new Sample("TIFF", TiffLayoutTest.compressed(pattern, compression, true)));
        }
        BufferedImage lines = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY);
        lines.getGraphics().drawImage(pattern, 0, 0, null);
        for (String compression : new String[] {"CCITT RLE", "CCITT T.4", "CCITT T.6"}) {
            all.add(new Sample("TIFF", TiffLayoutTest.compressed(lines, compression, false)));
        }
        return all;
    }

    private static List<Sample> pnms() {
        List<Sample> all = new ArrayList<>();
        for (String kind : new String[] {"P5 40 24 255\n", "P6 40 24 255\n", "P6 40 24 65535\n"}) {
            int count = WIDTH * HEIGHT * (kind.startsWith("P6") ? 3 : 1) * (kind.contains("65535") ? 2 : 1);
            int[] samples = new int[count];
            for (int i = 0; i < count; i++) {
                samples[i] = i % 251;
            }
            all.add(new Sample("PNM", TestPictures.pnm(kind, samples)));
        }
        all.add(new Sample("PNM", TestPictures.pnm("P4 40 24\n", new int[5 * HEIGHT])));
        all.add(new Sample("PNM", TestPictures.pnm("P1 4 2\n1 0 1 0 0 1 1 1\n")));
        all.add(new Sample("PNM", TestPictures.pnm("P3 2 2 255\n1 2 3 4 5 6 7 8 9 10 11 12\n")));
        return all;
    }

    private static List<Sample> webps() {
        List<Sample> all = new ArrayList<>();
        for (String name : WEBP) {
            all.add(new Sample("WebP", TestPictures.resource(name + ".webp")));
        }
        return all;
    }

    /** Makes the checksums of a PNG's chunks fit what they hold now, as far as the chunks can be followed. */
    static void repairPng(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file);
        int at = 8;
        while (at + 12 <= file.length) {
            int length = buffer.getInt(at);
            if (length < 0 || length > file.length - at - 12) {
                return;
            }
            CRC32 checksum = new CRC32();
            checksum.update(file, at + 4, length + 4);
            buffer.putInt(at + 8 + length, (int) checksum.getValue());
            at += 12 + length;
        }
    }
}
