package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sdcodec.cli.image.TestPictures.bytes;
import static org.sdcodec.cli.image.TestPictures.join;
import static org.sdcodec.cli.image.TestPictures.pixels;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.cli.image.common.JdkPlugins;

/** Files of PNG, PNM, BMP, GIF, JPEG and WebP in every depth and layout against their known pixels. */
class PictureFormatsTest {
    static final int WIDTH = 19;
    static final int HEIGHT = 11;
    private static final long LIMIT = 1 << 20;

    private static ReadPicture read(byte[] file) {
        return ImageFiles.read(file, "test", LIMIT);
    }

    private static int sample(int i, int s, int max) {
        return (int) ((i * 7919L + s * 104729L + i / WIDTH * 31L) % (max + 1));
    }

    private static int scaled(int value, int max) {
        return (int) Math.round(value * 255.0 / max);
    }

    private static int[] colors() {
        int[] colors = new int[WIDTH * HEIGHT];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = 0xff000000 | sample(i, 0, 255) << 16 | sample(i, 1, 255) << 8 | sample(i, 2, 255);
        }
        return colors;
    }

    static Stream<Arguments> pngs() {
        return Stream.of(
                        "0 1", "0 2", "0 4", "0 8", "0 16", "2 8", "2 16", "3 1", "3 2", "3 4", "3 8", "4 8", "4 16",
                        "6 8", "6 16")
                .map(kind -> kind.split(" "))
                .flatMap(kind -> Stream.of(false, true)
                        .map(interlaced ->
                                Arguments.of(Integer.valueOf(kind[0]), Integer.valueOf(kind[1]), interlaced)));
    }

    @ParameterizedTest(name = "color type {0}, {1} bits, interlaced {2}")
    @MethodSource("pngs")
    void png(int colorType, int bits, boolean interlaced) {
        int samples = new int[] {1, 0, 3, 1, 2, 0, 4}[colorType];
        int max = (1 << bits) - 1;
        int[] values = new int[WIDTH * HEIGHT * samples];
        int[] expected = new int[WIDTH * HEIGHT];
        byte[] palette = new byte[3 * (max + 1 & 511)];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = (byte) (i * 37);
        }
        for (int i = 0; i < expected.length; i++) {
            for (int s = 0; s < samples; s++) {
                values[i * samples + s] = sample(i, s, max);
            }
            int v = values[i * samples];
            int rgb = switch (colorType) {
                case 0, 4 -> scaled(v, max) * 0x010101;
                case 3 -> (palette[3 * v] & 255) << 16 | (palette[3 * v + 1] & 255) << 8 | palette[3 * v + 2] & 255;
                default ->
                    scaled(v, max) << 16
                            | scaled(values[i * samples + 1], max) << 8
                            | scaled(values[i * samples + 2], max);
            };
            boolean alpha = colorType >= 4;
            expected[i] = rgb | (alpha ? scaled(values[i * samples + samples - 1], max) : 255) << 24;
        }
        byte[] file = pngFile(colorType, bits, interlaced, values, samples, palette);
        assertThat(pixels(read(file).picture())).isEqualTo(expected);
        assertThat(read(file).warnings()).isEmpty();
    }

    private static byte[] pngFile(
            int colorType, int bits, boolean interlaced, int[] values, int samples, byte[] palette) {
        // First column and row and distance of those of the seven passes of Adam7 (PNG specification, section 8.2).
        int[][] passes = interlaced
                ? new int[][] {
                    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
                }
                : new int[][] {{0, 0, 1, 1}};
        TiffFile packer = new TiffFile(false, false);
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        for (int[] pass : passes) {
            for (int y = pass[1]; y < HEIGHT; y += pass[3]) {
                int columns = (WIDTH - pass[0] + pass[2] - 1) / pass[2];
                int[] row = new int[columns * samples];
                for (int x = 0; x < columns; x++) {
                    int from = (y * WIDTH + pass[0] + x * pass[2]) * samples;
                    System.arraycopy(values, from, row, x * samples, samples);
                }
                rows.write(0);
                rows.writeBytes(packer.pack(row, row.length, bits));
            }
        }
        byte[] header = join(
                TestPictures.int32(WIDTH),
                TestPictures.int32(HEIGHT),
                bytes(bits, colorType, 0, 0, interlaced ? 1 : 0));
        return join(
                bytes(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'),
                TestPictures.chunk("IHDR", header),
                colorType == 3 ? TestPictures.chunk("PLTE", palette) : new byte[0],
                TestPictures.chunk("IDAT", TestPictures.deflated(rows.toByteArray())),
                TestPictures.chunk("IEND"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 15, 100, 254, 255, 256, 1000, 4095, 65535})
    void pnm(int max) {
        for (int kind : new int[] {2, 3, 5, 6, 7}) {
            for (int depth : kind == 7 ? new int[] {1, 2, 3, 4} : new int[] {kind % 3 == 0 ? 3 : 1}) {
                ByteArrayOutputStream data = new ByteArrayOutputStream();
                int[] expected = new int[WIDTH * HEIGHT];
                for (int i = 0; i < expected.length; i++) {
                    int[] v = new int[4];
                    for (int s = 0; s < depth; s++) {
                        v[s] = sample(i, s, max);
                        if (kind < 4) {
                            data.writeBytes((v[s] + (s == 1 ? "\t" : " ")).getBytes(StandardCharsets.US_ASCII));
                        } else if (max > 255) {
                            data.writeBytes(bytes(v[s] >> 8, v[s]));
                        } else {
                            data.write(v[s]);
                        }
                    }
                    int rgb = depth < 3
                            ? scaled(v[0], max) * 0x010101
                            : scaled(v[0], max) << 16 | scaled(v[1], max) << 8 | scaled(v[2], max);
                    expected[i] = rgb | (depth % 2 == 0 ? scaled(v[depth - 1], max) : 255) << 24;
                }
                String header = kind == 7
                        ? "P7\nWIDTH " + WIDTH + "\nHEIGHT " + HEIGHT + "\nDEPTH " + depth + "\nMAXVAL " + max
                                + "\nTUPLTYPE " + (depth < 3 ? "GRAYSCALE" : "RGB") + (depth % 2 == 0 ? "_ALPHA" : "")
                                + "\n# a comment\nENDHDR\n"
                        : "P" + kind + "\n# a comment\n" + WIDTH + " " + HEIGHT + "\n" + max + "\n";
                byte[] file = join(header.getBytes(StandardCharsets.US_ASCII), data.toByteArray());
                assertThat(pixels(read(file).picture()))
                        .as("P%d, depth %d", kind, depth)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void theTypeOfAPamDecidesWhatItsSamplesAre() {
        String header = "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\n%sENDHDR\n";
        ReadPicture untold = read(TestPictures.pnm(header.formatted(""), 1, 2, 3, 4));
        assertThat(pixels(untold.picture())).containsExactly(0x04010203);
        assertThat(untold.warnings())
                .containsExactly("it does not say what its sample number 4 is; it is taken for alpha");
        assertThat(read(TestPictures.pnm(header.formatted("TUPLTYPE RGB_ALPHA\n"), 1, 2, 3, 4))
                        .warnings())
                .isEmpty();
        assertThatThrownBy(() -> read(TestPictures.pnm(header.formatted("TUPLTYPE CMYK\n"), 1, 2, 3, 4)))
                .hasMessageContaining("its samples are of the type CMYK, which is not supported");
        assertThatThrownBy(
                        () -> read(TestPictures.pnm(header.formatted("TUPLTYPE RGB\nTUPLTYPE \u00e9\n"), 1, 2, 3, 4)))
                .hasMessageContaining("its samples are of the type RGB ?,");
        assertThatThrownBy(() -> read(TestPictures.pnm(header.formatted("TUPLTYPE RGB\n"), 1, 2, 3, 4)))
                .hasMessageContaining("it has 4 samples for each pixel, and its type RGB has 3");
    }

    /** As libnetpbm does: a comment directly behind a number ends with the white space that ends the header. */
    @Test
    void aCommentDirectlyBehindTheLastNumberBelongsToTheHeader() {
        for (String end : new String[] {"255\n", "255 ", "255#a comment\n", "255#\r"}) {
            ReadPicture read = read(TestPictures.pnm("P6\n1 1\n" + end, '#', 0x0a, 0x0d));
            assertThat(pixels(read.picture())).as(end).containsExactly(0xff230a0d);
            assertThat(read.warnings()).isEmpty();
        }
        assertThat(pixels(read(TestPictures.pnm("P4\n1 2#c\n", 0x80, 0)).picture()))
                .containsExactly(0xff000000, 0xffffffff);
    }

    @Test
    void aSecondPnmIsSaid() {
        byte[] one = TestPictures.pnm("P5 1 1 255\n", 7);
        assertThat(read(join(one, one)).warnings())
                .containsExactly("it holds more than one picture; the first is taken");
    }

    @ParameterizedTest(name = "{0} bits, top down {1}, header of {2} bytes")
    @CsvSource({
        "1, false, 12",
        "4, false, 12",
        "8, false, 12",
        "24, false, 12",
        "1, false, 40",
        "2, false, 40",
        "4, true, 40",
        "8, false, 40",
        "16, false, 40",
        "24, true, 40",
        "32, false, 40",
        "8, true, 108",
        "24, false, 108",
        "16, true, 124",
        "32, false, 124"
    })
    void bmp(int bits, boolean topDown, int headerBytes) {
        int[] expected = new int[WIDTH * HEIGHT];
        int[] values = new int[WIDTH * HEIGHT];
        int colors = bits <= 8 ? 1 << bits : 0;
        ByteArrayOutputStream palette = new ByteArrayOutputStream();
        for (int i = 0; i < colors; i++) {
            palette.writeBytes(bytes(i * 5, i * 11, i * 3));
            if (headerBytes > 12) {
                palette.write(0);
            }
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (int) (Integer.toUnsignedLong(i * 0x9e3779b1) >>> 32 - bits);
            int v = values[i];
            int rgb = bits <= 8
                    ? (v * 3 & 255) << 16 | (v * 11 & 255) << 8 | v * 5 & 255
                    : bits == 16
                            ? scaled(v >> 10 & 31, 31) << 16 | scaled(v >> 5 & 31, 31) << 8 | scaled(v & 31, 31)
                            : v & 0xffffff;
            expected[i] = rgb | 0xff000000;
        }
        byte[] file = bmpFile(bits, topDown, headerBytes, 0, palette.toByteArray(), rows(values, bits, topDown));
        assertThat(pixels(read(file).picture())).isEqualTo(expected);
    }

    private static byte[] rows(int[] values, int bits, boolean topDown) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TiffFile packer = new TiffFile(true, false);
        for (int y = 0; y < HEIGHT; y++) {
            int row = topDown ? y : HEIGHT - 1 - y;
            int[] v = Arrays.copyOfRange(values, row * WIDTH, (row + 1) * WIDTH);
            int from = out.size();
            if (bits <= 8) {
                out.writeBytes(packer.pack(v, WIDTH, bits));
            } else {
                for (int value : v) {
                    packer.number(out, Integer.toUnsignedLong(value), bits / 8);
                }
            }
            while ((out.size() - from) % 4 != 0) {
                out.write(0);
            }
        }
        return out.toByteArray();
    }

    /** @param after what follows the header: masks or a palette */
    static byte[] bmpFile(int bits, boolean topDown, int headerBytes, int compression, byte[] after, byte[] data) {
        TiffFile packer = new TiffFile(true, false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int offset = 14 + headerBytes + after.length;
        out.writeBytes(bytes('B', 'M'));
        packer.number(out, offset + data.length, 4);
        packer.number(out, 0, 4);
        packer.number(out, offset, 4);
        packer.number(out, headerBytes, 4);
        boolean core = headerBytes == 12;
        packer.number(out, WIDTH, core ? 2 : 4);
        packer.number(out, topDown ? -HEIGHT : HEIGHT, core ? 2 : 4);
        packer.number(out, 1, 2);
        packer.number(out, bits, 2);
        if (!core) {
            packer.number(out, compression, 4);
            packer.number(out, 0, headerBytes - 20);
        }
        out.writeBytes(after);
        out.writeBytes(data);
        return out.toByteArray();
    }

    @Test
    void bmpBitFieldsMayBeEmpty() {
        int[] values = new int[WIDTH * HEIGHT];
        int[] expected = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = sample(i, 0, 65535);
            expected[i] = 0xff000000 | scaled(values[i] >> 8, 255) << 16 | scaled(values[i] & 255, 255) << 8;
        }
        byte[] masks = bytes(0, 0xff, 0, 0, 0xff, 0, 0, 0, 0, 0, 0, 0);
        assertThat(pixels(read(bmpFile(16, false, 40, 3, masks, rows(values, 16, false)))
                        .picture()))
                .isEqualTo(expected);
    }

    @Test
    void bmpAlphaIsThatOfItsField() {
        int[] values = new int[WIDTH * HEIGHT];
        Arrays.fill(values, 0x80402010);
        byte[] masks = bytes(0, 0, 0xff, 0, 0, 0xff, 0, 0, 0xff, 0, 0, 0, 0, 0, 0, 0xff);
        assertThat(pixels(read(bmpFile(32, true, 40, 6, masks, rows(values, 32, true)))
                        .picture()))
                .containsOnly(0x80402010);
    }

    @Test
    void bmpRunLengths() {
        byte[] palette = new byte[4 * 256];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = (byte) (i / 4);
        }
        // Rows from the bottom: runs; literals with a byte of padding and a run; a move of 2 right and 1 up; the end.
        byte[] eight = bytes(19, 200, 0, 0, 0, 3, 1, 2, 3, 0, 16, 4, 0, 0, 5, 9, 0, 2, 2, 1, 1, 7, 0, 1);
        byte[] four =
                bytes(19, 0x12, 0, 0, 0, 5, 0x34, 0x56, 0x70, 0, 14, 0x44, 0, 0, 5, 0x99, 0, 2, 2, 1, 1, 0x77, 0, 1);
        int[] ofEight = new int[WIDTH * HEIGHT];
        int[] ofFour = new int[WIDTH * HEIGHT];
        for (int x = 0; x < WIDTH; x++) {
            ofEight[10 * WIDTH + x] = 200;
            ofFour[10 * WIDTH + x] = x % 2 + 1;
            ofEight[9 * WIDTH + x] = x < 3 ? x + 1 : 4;
            ofFour[9 * WIDTH + x] = x < 5 ? x + 3 : 4;
            ofEight[8 * WIDTH + x] = x < 5 ? 9 : 0;
            ofFour[8 * WIDTH + x] = x < 5 ? 9 : 0;
        }
        ofEight[7 * WIDTH + 7] = 7;
        ofFour[7 * WIDTH + 7] = 7;
        checkRuns(bmpFile(8, false, 40, 1, palette, eight), ofEight);
        checkRuns(bmpFile(4, false, 40, 2, Arrays.copyOf(palette, 64), four), ofFour);
    }

    private static void checkRuns(byte[] file, int[] indexes) {
        ReadPicture read = read(file);
        assertThat(pixels(read.picture()))
                .isEqualTo(Arrays.stream(indexes)
                        .map(i -> 0xff000000 | i * 0x010101)
                        .toArray());
        assertThat(read.warnings()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, false", "4, true", "8, false", "8, true"})
    void gif(int bits, boolean interlaced) throws IOException {
        byte[] map = new byte[1 << bits];
        byte[] other = new byte[1 << bits];
        for (int i = 0; i < map.length; i++) {
            map[i] = (byte) (i * 91);
            other[i] = (byte) (i * 53);
        }
        IndexColorModel palette = new IndexColorModel(bits, map.length, map, other, map);
        // Large enough that the codes reach their longest and start again.
        BufferedImage image = new BufferedImage(
                190, 110, bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, palette);
        for (int i = 0; i < 190 * 110; i++) {
            image.getRaster().setSample(i % 190, i / 190, 0, sample(i * i, i, map.length - 1));
        }
        ImageWriter writer = JdkPlugins.writer("gif");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setProgressiveMode(interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        assertThat(pixels(read(out.toByteArray()).picture())).isEqualTo(image.getRGB(0, 0, 190, 110, null, 0, 190));
    }

    /** A canvas of 3x2 with frames of 2x1 pixels, of which the second color is transparent; codes of 3 bits: clear, 0, 1, end. */
    static byte[] gifWithFrames(int left, int top, int frames) {
        byte[] header = bytes('G', 'I', 'F', '8', '9', 'a', 3, 0, 2, 0, 0x80, 0, 0, 10, 20, 30, 40, 50, 60);
        byte[] frame =
                bytes(0x21, 0xf9, 4, 1, 0, 0, 1, 0, 0x2c, left, 0, top, 0, 2, 0, 1, 0, 0, 2, 2, 0b01000100, 0b1010, 0);
        byte[] file = header;
        for (int i = 0; i < frames; i++) {
            file = join(file, frame);
        }
        return join(file, bytes(0x3b));
    }

    @Test
    void aGifKeepsItsCanvas() {
        ReadPicture one = read(gifWithFrames(1, 1, 1));
        assertThat(pixels(one.picture())).containsExactly(0, 0, 0, 0, 0xff0a141e, 0x28323c);
        assertThat(one.warnings()).isEmpty();
        ReadPicture more = read(gifWithFrames(0, 0, 3));
        assertThat(pixels(more.picture())).containsExactly(0xff0a141e, 0x28323c, 0, 0, 0, 0);
        assertThat(more.warnings()).containsExactly("it is an animation of 3 frames, of which the first is taken");
        assertThat(read(gifWithFrames(2, 3, 1)).picture().width()).as("grown").isEqualTo(4);
        byte[] comment = bytes(0x21, 0xfe, 1, 'x', 0, 0x3b);
        byte[] gif = gifWithFrames(1, 1, 1);
        ReadPicture commented = read(join(Arrays.copyOf(gif, gif.length - 1), comment));
        assertThat(commented.warnings()).isEmpty();
    }

    @ParameterizedTest(name = "{0}, progressive {1}, restart {2}")
    @CsvSource({
        "gray, false, 0",
        "gray, true, 0",
        "ycc, false, 0",
        "ycc, true, 0",
        "rgb, false, 0",
        "rgb, true, 0",
        "ycc, false, 2"
    })
    void jpeg(String colors, boolean progressive, int restart) throws IOException {
        int width = 75;
        int height = 45;
        BufferedImage image = new BufferedImage(
                width, height, colors.equals("gray") ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        int[] expected = new int[width * height];
        for (int i = 0; i < expected.length; i++) {
            int x = i % width;
            int y = i / width;
            int gray = 2 * x + 2 * y;
            expected[i] = 0xff000000 | (colors.equals("gray") ? gray * 0x010101 : 3 * x << 16 | 5 * y << 8 | x + 2 * y);
            if (colors.equals("gray")) {
                image.getRaster().setSample(x, y, 0, gray);
            } else {
                image.setRGB(x, y, expected[i]);
            }
        }
        byte[] file = jpegFile(image, colors, progressive, restart);
        ReadPicture read = read(file);
        assertThat(TestPictures.psnr(pixels(read.picture()), expected)).isGreaterThan(40);
        assertThat(read.warnings()).isEmpty();
        int same = 0;
        for (int length = 2; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            try {
                ReadPicture whole = read(cut);
                assertThat(whole.picture())
                        .as("cut to %d of %d bytes", length, file.length)
                        .isEqualTo(read.picture());
                assertThat(whole.warnings()).isNotEmpty();
                same++;
            } catch (ImageFormatException e) {
                assertThat(e).hasMessageContaining(length < 3 ? "no picture" : "cut short");
            }
        }
        assertThat(same).as("cuts that take the end marker only").isBetween(1, 4);
    }

    static byte[] jpegFile(BufferedImage image, String colors, boolean progressive, int restart) throws IOException {
        ImageWriter writer = JdkPlugins.writer("jpeg");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(0.97f);
            param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            IIOMetadata metadata =
                    writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
            String name = "javax_imageio_jpeg_image_1.0";
            IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(name);
            IIOMetadataNode markers = (IIOMetadataNode)
                    root.getElementsByTagName("markerSequence").item(0);
            if (restart > 0) {
                IIOMetadataNode interval = new IIOMetadataNode("dri");
                interval.setAttribute("interval", Integer.toString(restart));
                markers.insertBefore(interval, root.getElementsByTagName("sos").item(0));
            }
            if (colors.equals("rgb")) {
                org.w3c.dom.Node jfif = root.getElementsByTagName("app0JFIF").item(0);
                if (jfif != null) {
                    jfif.getParentNode().removeChild(jfif);
                }
                IIOMetadataNode adobe = new IIOMetadataNode("app14Adobe");
                adobe.setAttribute("transform", "0");
                markers.insertBefore(adobe, markers.getFirstChild());
                org.w3c.dom.NodeList components = root.getElementsByTagName("componentSpec");
                for (int i = 0; i < components.getLength(); i++) {
                    IIOMetadataNode component = (IIOMetadataNode) components.item(i);
                    component.setAttribute("HsamplingFactor", "1");
                    component.setAttribute("VsamplingFactor", "1");
                }
            }
            metadata.setFromTree(name, root);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, metadata), param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lossless-z0",
                "lossless-palette-z0",
                "lossless-palette-z6",
                "lossless-z9-alpha",
                "lossless-copies"
            })
    void losslessWebp(String name) {
        ReadPicture read = read(TestPictures.resource(name + ".webp"));
        int width = read.picture().width();
        int[] expected = new int[width * read.picture().height()];
        for (int i = 0; i < expected.length; i++) {
            int x = i % width;
            int y = i / width;
            int k = (x + 8 * y) % 97;
            int rgb = name.endsWith("copies")
                    ? (k * k * 7 + k * 31) % 251 * 0x010101
                    : name.contains("palette") ? few(x, y) : TestPictures.rgbAt(x, y);
            expected[i] = rgb | (name.endsWith("alpha") ? alpha(x, y) : 255) << 24;
        }
        assertThat(pixels(read.picture())).isEqualTo(expected);
        assertThat(read.warnings()).isEmpty();
    }

    private static int few(int x, int y) {
        int rgb = TestPictures.rgbAt(x, y);
        return (rgb >> 16) / 86 * 86 << 16 | (rgb >> 8 & 255) / 86 * 86 << 8 | (rgb & 255) / 86 * 86;
    }

    private static int alpha(int x, int y) {
        return 255 - 8 * y - x;
    }

    @Test
    void webpWithAPaletteWhoseIndexesArePredicted() throws IOException {
        BufferedImage expected = ImageIO.read(new ByteArrayInputStream(TestPictures.resource("dual-transform.png")));
        int w = expected.getWidth();
        assertThat(pixels(read(TestPictures.resource("dual-transform.webp")).picture()))
                .isEqualTo(expected.getRGB(0, 0, w, expected.getHeight(), null, 0, w));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossy-alpha-raw", "lossy-alpha-raw-filtered", "lossy-alpha-filtered"})
    void alphaOfLossyWebp(String name) {
        int[] pixels = pixels(read(TestPictures.resource(name + ".webp")).picture());
        int[] colors = new int[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % TestPictures.WIDTH;
            int y = i / TestPictures.WIDTH;
            assertThat(pixels[i] >>> 24).isEqualTo(alpha(x, y));
            colors[i] = TestPictures.rgbAt(x, y);
        }
        assertThat(TestPictures.psnr(pixels, colors)).isGreaterThan(40);
    }

    @Test
    void theFirstFrameOfAWebpAnimationIsOnItsCanvas() {
        ReadPicture read = read(TestPictures.resource("animation.webp"));
        int[] pixels = pixels(read.picture());
        assertThat(read.picture().width()).isEqualTo(TestPictures.WIDTH);
        for (int i = 0; i < pixels.length; i++) {
            int x = i % TestPictures.WIDTH;
            int y = i / TestPictures.WIDTH;
            boolean inside = x >= 6 && x < 20 && y >= 4 && y < 12;
            assertThat(pixels[i]).isEqualTo(inside ? 0xff000000 | few(x, y) : 0);
        }
        assertThat(read.warnings()).containsExactly("it is an animation of 2 frames, of which the first is taken");
    }
}
