package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sdcodec.cli.image.SampleGrid.scaled;
import static org.sdcodec.cli.image.TestPictures.pixels;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.cli.image.common.JdkPlugins;

/** TIFF files of every depth, layout, byte order, compression and meaning of samples against their known pixels. */
class TiffLayoutTest {
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
