package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sdcodec.cli.image.TestPictures.pixels;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Metadata;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.common.JdkPlugins;

/** TIFF files of every depth, layout, byte order, compression and meaning of samples against their known pixels. */
class TiffTest {
    private static final int WIDTH = 21;
    private static final int HEIGHT = 13;
    private static final long LIMIT = 1 << 20;
    private static final int UNCOMPRESSED = 1;

    static Stream<Arguments> layouts() {
        return Stream.of(1, 2, 4, 8, 12, 16)
                .flatMap(bits -> Stream.of(0, 1, 2, 3, 5)
                        .flatMap(photometric -> Stream.of(0, 1, 2)
                                .flatMap(extra -> Stream.of("strips", "rows", "tiles", "planar")
                                        .filter(layout -> possible(bits, photometric, extra, layout))
                                        .flatMap(layout -> Stream.of("II", "MM", "II+", "MM+")
                                                .map(order ->
                                                        Arguments.of(bits, photometric, extra, layout, order))))));
    }

    private static boolean possible(int bits, int photometric, int extra, String layout) {
        boolean colors = photometric == 2 || photometric == 5;
        if (bits < 8 || bits == 12) {
            boolean sound = bits == 12 ? photometric < 3 && !layout.equals("tiles") : !colors;
            return extra == 0 && sound && !layout.equals("planar");
        }
        if (layout.equals("planar")) {
            return colors && extra + (photometric == 5 ? 1 : 0) < 2;
        }
        return photometric != 3 || bits == 8;
    }

    /**
     * @param photometric 0 and 1 gray, 2 RGB, 3 palette, 5 CMYK
     * @param extra 0 for none, 1 for alpha that is not multiplied, 2 for a sample of unspecified meaning
     */
    @ParameterizedTest(name = "{0} bits, photometric {1}, extra {2}, {3}, {4}")
    @MethodSource("layouts")
    void samplesBecomeTheirColors(int bits, int photometric, int extra, String layout, String order) {
        int colors = photometric == 2 ? 3 : photometric == 5 ? 4 : 1;
        int samples = colors + (extra > 0 ? 1 : 0);
        int max = (1 << bits) - 1;
        int[] values = new int[WIDTH * HEIGHT * samples];
        int[] expected = new int[WIDTH * HEIGHT];
        int[] palette = new int[1 << Math.min(bits, 8)];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = i * 7 % 256 << 16 | i * 13 % 256 << 8 | i * 29 % 256;
        }
        for (int i = 0; i < expected.length; i++) {
            for (int s = 0; s < samples; s++) {
                values[i * samples + s] = (int) ((i * 7919L + s * 104729L + i / WIDTH * 31L) % (max + 1));
            }
            int[] v = Arrays.copyOfRange(values, i * samples, (i + 1) * samples);
            expected[i] = color(v, photometric, max, palette) | (extra == 1 ? scaled(v[colors], max) : 255) << 24;
        }
        TiffFile file = new TiffFile(order.startsWith("II"), order.endsWith("+"));
        TiffFile.Directory directory = file.add();
        directory
                .tag(256, 3, WIDTH)
                .tag(257, 4, HEIGHT)
                .tag(258, 3, repeated(bits, samples))
                .tag(259, 3, UNCOMPRESSED)
                .tag(262, 3, photometric)
                .tag(277, 3, samples);
        if (extra > 0) {
            directory.tag(338, 3, extra == 1 ? 2 : 0);
        }
        if (photometric == 3) {
            directory.tag(320, 3, colorMap(palette));
        }
        store(file, directory, layout, values, samples, bits);
        ReadPicture read = ImageFiles.read(file.bytes(), "tiff", LIMIT);
        assertThat(pixels(read.picture())).isEqualTo(expected);
        assertThat(read.warnings()).hasSize(extra == 2 ? 1 : 0);
    }

    private static void store(
            TiffFile file, TiffFile.Directory directory, String layout, int[] values, int samples, int bits) {
        int perRow = WIDTH * samples;
        switch (layout) {
            case "strips" -> directory.strips(file.pack(values, perRow, bits));
            case "rows" -> {
                byte[][] strips = new byte[(HEIGHT + 2) / 3][];
                for (int i = 0; i < strips.length; i++) {
                    int to = Math.min(values.length, (i + 1) * 3 * perRow);
                    strips[i] = file.pack(Arrays.copyOfRange(values, i * 3 * perRow, to), perRow, bits);
                }
                directory.tag(278, 3, 3).strips(strips);
            }
            case "planar" -> {
                byte[][] planes = new byte[samples][];
                for (int s = 0; s < samples; s++) {
                    int[] plane = new int[WIDTH * HEIGHT];
                    for (int i = 0; i < plane.length; i++) {
                        plane[i] = values[i * samples + s];
                    }
                    planes[s] = file.pack(plane, WIDTH, bits);
                }
                directory.tag(284, 3, 2).strips(planes);
            }
            default -> {
                byte[][] tiles = new byte[2][];
                for (int t = 0; t < 2; t++) {
                    int[] tile = new int[16 * 16 * samples];
                    for (int i = 0; i < tile.length; i++) {
                        int x = i / samples % 16 + t * 16;
                        int y = i / samples / 16;
                        tile[i] = x < WIDTH && y < HEIGHT ? values[(y * WIDTH + x) * samples + i % samples] : 0;
                    }
                    tiles[t] = file.pack(tile, 16 * samples, bits);
                }
                directory.tag(322, 3, 16).tag(323, 3, 16).tiles(tiles);
            }
        }
    }

    private static int color(int[] v, int photometric, int max, int[] palette) {
        return switch (photometric) {
            case 0 -> scaled(max - v[0], max) * 0x010101;
            case 1 -> scaled(v[0], max) * 0x010101;
            case 2 -> scaled(v[0], max) << 16 | scaled(v[1], max) << 8 | scaled(v[2], max);
            case 3 -> palette[v[0]];
            default -> {
                int rgb = 0;
                for (int i = 0; i < 3; i++) {
                    long light = ((long) (max - v[i]) * (max - v[3]) + max / 2) / max;
                    rgb = rgb << 8 | scaled((int) light, max);
                }
                yield rgb;
            }
        };
    }

    private static int scaled(int value, int max) {
        return (int) Math.round(value * 255.0 / max);
    }

    private static long[] repeated(long value, int count) {
        long[] values = new long[count];
        Arrays.fill(values, value);
        return values;
    }

    private static long[] colorMap(int[] palette) {
        long[] map = new long[3 * palette.length];
        for (int i = 0; i < palette.length; i++) {
            map[i] = (palette[i] >> 16) * 257L;
            map[palette.length + i] = (palette[i] >> 8 & 255) * 257L;
            map[2 * palette.length + i] = (palette[i] & 255) * 257L;
        }
        return map;
    }

    @ParameterizedTest
    @ValueSource(strings = {"LZW", "ZLib", "Deflate", "PackBits", "JPEG", "CCITT RLE", "CCITT T.4", "CCITT T.6"})
    void compressedFilesGiveTheirPixels(String compression) throws IOException {
        boolean fax = compression.startsWith("CCITT");
        BufferedImage image =
                new BufferedImage(100, 60, fax ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 6000; i++) {
            int x = i % 100;
            int y = i / 100;
            image.setRGB(x, y, fax ? (x * x + y * y & 64) == 0 ? -1 : 0 : 2 * x << 16 | 3 * y << 8 | x + y);
        }
        for (boolean tiled : new boolean[] {false, true}) {
            byte[] file = compressed(image, compression, tiled && !fax);
            ReadPicture read = ImageFiles.read(file, compression, LIMIT);
            assertThat(read.warnings()).isEmpty();
            int[] expected = image.getRGB(0, 0, 100, 60, null, 0, 100);
            if (compression.equals("JPEG")) {
                assertThat(TestPictures.psnr(pixels(read.picture()), expected)).isGreaterThan(40);
            } else {
                assertThat(pixels(read.picture())).isEqualTo(expected);
            }
            // Every cut is refused: the writer puts directories at the start and the data behind them.
            for (int length = 8; length < file.length; length += Math.max(1, file.length / 50)) {
                byte[] cut = Arrays.copyOf(file, length);
                assertThatThrownBy(() -> ImageFiles.read(cut, "cut", LIMIT))
                        .as("%s cut to %d of %d bytes", compression, length, file.length)
                        .isInstanceOf(ImageFormatException.class);
            }
        }
    }

    /** What the JDK's writer makes. */
    static byte[] compressed(BufferedImage image, String compression, boolean tiled) throws IOException {
        ImageWriter writer = JdkPlugins.writer("tiff");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionType(compression);
            if (compression.equals("JPEG")) {
                param.setCompressionQuality(0.95f);
            }
            if (tiled) {
                param.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
                param.setTiling(32, 32, 0, 0);
            }
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static TiffFile.Directory gray(TiffFile file, int width, int height, int value) {
        byte[] strip = new byte[width * height];
        Arrays.fill(strip, (byte) value);
        return file.add()
                .tag(256, 3, width)
                .tag(257, 3, height)
                .tag(258, 3, 8)
                .tag(259, 3, UNCOMPRESSED)
                .tag(262, 3, 1)
                .strips(strip);
    }

    @Test
    void alphaThatIsMultipliedIsDivided() {
        TiffFile file = new TiffFile(true, false);
        file.add()
                .tag(256, 3, 2)
                .tag(257, 3, 1)
                .tag(258, 3, 8, 8, 8, 8)
                .tag(262, 3, 2)
                .tag(277, 3, 4)
                .tag(338, 3, 1)
                .strips(TestPictures.bytes(64, 32, 0, 128, 10, 20, 30, 255));
        assertThat(pixels(ImageFiles.read(file.bytes(), "tiff", LIMIT).picture()))
                .containsExactly(0x80804000, 0xff0a141e);
    }

    @ParameterizedTest
    @CsvSource({"true, 6", "false, 6", "true, 8", "false, 3"})
    void bigFilesHaveAnOrientationToo(boolean little, int orientation) {
        TiffFile file = new TiffFile(little, true);
        gray(file, 3, 2, 9).tag(274, 3, orientation);
        Picture picture = ImageFiles.read(file.bytes(), "tiff", LIMIT).picture();
        assertThat(picture.width()).isEqualTo(orientation < 5 ? 3 : 2);
    }

    @Test
    void bigFilesKeepXmpAndWarnOfExif() {
        TiffFile file = new TiffFile(true, true);
        gray(file, 3, 2, 9).tag(700, 1, 'X', 'M', 'P', '!');
        ReadPicture plain = ImageFiles.read(file.bytes(), "tiff", LIMIT);
        assertThat(plain.picture().metadata()).isEqualTo(Metadata.NONE.withXmp(new byte[] {'X', 'M', 'P', '!'}));
        assertThat(plain.warnings()).isEmpty();
        TiffFile described = new TiffFile(false, true);
        gray(described, 3, 2, 9).tag(315, 1, 'A');
        ReadPicture other = ImageFiles.read(described.bytes(), "tiff", LIMIT);
        assertThat(other.picture().metadata().isEmpty()).isTrue();
        assertThat(other.warnings()).singleElement().asString().contains("BigTIFF", "Exif");
    }

    @ParameterizedTest
    @CsvSource({"true, 8", "false, 9", "true, 10"})
    void labIsRefusedByName(boolean big, int photometric) {
        TiffFile file = new TiffFile(true, big);
        file.add()
                .tag(256, 3, 1)
                .tag(257, 3, 1)
                .tag(258, 3, 8, 8, 8)
                .tag(262, 3, photometric)
                .tag(277, 3, 3)
                .strips(TestPictures.bytes(128, 10, 20));
        assertThatThrownBy(() -> ImageFiles.read(file.bytes(), "lab", LIMIT)).hasMessageContaining("CIE L*a*b*");
    }

    @Test
    void aThumbnailIsNotThePicture() {
        TiffFile first = new TiffFile(true, false);
        gray(first, 2, 2, 1).tag(254, 4, 1);
        gray(first, 5, 4, 2);
        ReadPicture read = ImageFiles.read(first.bytes(), "tiff", LIMIT);
        assertThat(read.picture().width()).isEqualTo(5);
        assertThat(read.warnings()).isEmpty();
        TiffFile inside = new TiffFile(false, true);
        gray(inside, 2, 2, 1).tag(254, 4, 1).inside(1);
        gray(inside, 6, 4, 2);
        assertThat(ImageFiles.read(inside.bytes(), "tiff", LIMIT).picture().width())
                .isEqualTo(6);
        TiffFile only = new TiffFile(true, false);
        gray(only, 2, 2, 1).tag(254, 4, 1);
        assertThat(ImageFiles.read(only.bytes(), "tiff", LIMIT).picture().width())
                .as("a picture that nothing is a smaller copy of")
                .isEqualTo(2);
    }

    @Test
    void rawFilesOfCamerasAreRefusedByName() {
        TiffFile file = new TiffFile(true, false);
        gray(file, 2, 2, 1).tag(254, 4, 1).inside(1);
        file.add()
                .tag(256, 3, 4)
                .tag(257, 3, 4)
                .tag(258, 3, 8)
                .tag(262, 3, 32803)
                .strips(new byte[16]);
        assertThatThrownBy(() -> ImageFiles.read(file.bytes(), "raw", LIMIT))
                .hasMessageContaining("raw data of a camera");
    }

    @Test
    void furtherPagesAreSaid() {
        TiffFile file = new TiffFile(true, false);
        gray(file, 2, 2, 1);
        gray(file, 3, 2, 1);
        gray(file, 1, 1, 1).tag(254, 4, 1);
        ReadPicture read = ImageFiles.read(file.bytes(), "tiff", LIMIT);
        assertThat(read.picture().width()).isEqualTo(2);
        assertThat(read.warnings()).containsExactly("it has 2 pages, of which the first is taken");
    }

    @Test
    void anOldJpegIsReadWhateverItsStripsSay() {
        byte[] jpeg = TestPictures.jpeg();
        TiffFile file = new TiffFile(true, false);
        file.add()
                .tag(256, 3, TestPictures.WIDTH)
                .tag(257, 3, TestPictures.HEIGHT)
                .tag(258, 3, 8, 8, 8)
                .tag(259, 3, 6)
                .tag(262, 3, 6)
                .tag(277, 3, 3)
                .tag(513, 4, 8)
                .tag(514, 4, jpeg.length)
                .strips(jpeg);
        int[] pixels = pixels(ImageFiles.read(file.bytes(), "tiff", LIMIT).picture());
        int[] same = pixels(ImageFiles.read(jpeg, "jpeg", LIMIT).picture());
        assertThat(pixels).isEqualTo(same);
    }

    @Test
    void whatIsNotSupportedIsNamed() {
        for (List<Integer> tag : List.of(List.of(339, 3), List.of(339, 2), List.of(259, 50000), List.of(262, 32845))) {
            TiffFile file = new TiffFile(true, false);
            TiffFile.Directory directory =
                    file.add().tag(256, 3, 1).tag(257, 3, 1).tag(258, 3, 8);
            if (tag.get(0) != 262) {
                directory.tag(262, 3, 1);
            }
            directory.tag(tag.get(0), 3, tag.get(1)).strips(new byte[1]);
            assertThatThrownBy(() -> ImageFiles.read(file.bytes(), "tiff", LIMIT))
                    .hasMessageContaining("not supported");
        }
    }

    @Test
    void samplesThatTilesCutAreRefused() {
        TiffFile file = new TiffFile(true, false);
        file.add()
                .tag(256, 3, 17)
                .tag(257, 3, 1)
                .tag(258, 3, 12)
                .tag(262, 3, 1)
                .tag(322, 3, 16)
                .tag(323, 3, 16)
                .tiles(new byte[384], new byte[384]);
        assertThatThrownBy(() -> ImageFiles.read(file.bytes(), "tiff", LIMIT))
                .hasMessageContaining("samples of 12 bits");
    }

    @Test
    void aDirectoryThatIsCutIsNoDirectory() {
        TiffFile file = new TiffFile(true, false);
        file.add()
                .tag(256, 3, 2)
                .tag(257, 3, 1)
                .tag(258, 3, 8, 8, 8, 8)
                .tag(262, 3, 2)
                .tag(277, 3, 4)
                .tag(338, 3, 1)
                .strips(TestPictures.bytes(64, 32, 0, 128, 10, 20, 30, 255));
        byte[] whole = file.bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ImageFiles.read(cut, "cut", LIMIT))
                    .as("cut to %d of %d bytes", length, whole.length)
                    .isInstanceOf(ImageFormatException.class);
        }
        TiffFile small = new TiffFile(true, false);
        gray(small, 2, 2, 7);
        byte[] atEnd = small.bytes();
        ReadPicture read = ImageFiles.read(Arrays.copyOf(atEnd, atEnd.length - 2), "cut", LIMIT);
        assertThat(read.warnings()).containsExactly("its end is missing, behind the directory of the picture");
    }

    @Test
    void aStripThatIsTooShortIsNoStrip() {
        // A strip of 5 bytes is followed by one that makes the directory's place even, and counts as its sixth.
        for (int missing = 2; missing < 6; missing++) {
            TiffFile file = new TiffFile(true, false);
            gray(file, 3, 2, 1).strips(new byte[6 - missing]);
            assertThatThrownBy(() -> ImageFiles.read(file.bytes(), "tiff", LIMIT))
                    .hasMessageContaining("fewer bytes than their pixels need");
        }
    }

    @Test
    void stripsWithLengthsThatAreTooSmallAreRead() {
        TiffFile file = new TiffFile(true, false);
        file.add()
                .tag(256, 3, 4)
                .tag(257, 3, 2)
                .tag(258, 3, 8)
                .tag(262, 3, 1)
                .tag(278, 3, 1)
                .strips(TestPictures.bytes(1, 2, 3, 4), TestPictures.bytes(5, 6, 7, 8));
        byte[] bytes = file.bytes();
        // The lengths are the last values of the file.
        bytes[bytes.length - 8] = 3;
        bytes[bytes.length - 4] = 2;
        ReadPicture read = ImageFiles.read(bytes, "tiff", LIMIT);
        assertThat(Arrays.stream(pixels(read.picture())).map(p -> p & 255)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(read.warnings())
                .containsExactly("its strips or tiles state fewer bytes than their pixels have; all are read");
        // Now the second strip begins within the first.
        bytes[bytes.length - 12]--;
        assertThatThrownBy(() -> ImageFiles.read(bytes, "tiff", LIMIT))
                .hasMessageContaining("fewer bytes than their pixels need");
    }

    /** Depths that are read come out right; the others are refused by name. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void everyDepthIsReadOrRefusedByName(int bits) {
        TiffFile file = new TiffFile(true, false);
        int[] values = new int[WIDTH * HEIGHT];
        int[] expected = new int[values.length];
        int max = (1 << bits) - 1;
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 7919 % (max + 1);
            expected[i] = 0xff000000 | scaled(values[i], max) * 0x010101;
        }
        file.add()
                .tag(256, 3, WIDTH)
                .tag(257, 3, HEIGHT)
                .tag(258, 3, bits)
                .tag(262, 3, 1)
                .strips(file.pack(values, WIDTH, bits));
        boolean supported = bits % 2 == 0 && bits != 6 || bits == 1;
        if (supported) {
            assertThat(pixels(ImageFiles.read(file.bytes(), "tiff", LIMIT).picture()))
                    .isEqualTo(expected);
        } else {
            assertThatThrownBy(() -> ImageFiles.read(file.bytes(), "tiff", LIMIT))
                    .hasMessageContaining("its samples have " + bits + " bits, which is not supported");
        }
    }
}
