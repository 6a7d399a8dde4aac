package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sdcodec.cli.image.SampleGrid.HEIGHT;
import static org.sdcodec.cli.image.SampleGrid.WIDTH;
import static org.sdcodec.cli.image.SampleGrid.read;
import static org.sdcodec.cli.image.SampleGrid.sample;
import static org.sdcodec.cli.image.SampleGrid.scaled;
import static org.sdcodec.cli.image.TestPictures.bytes;
import static org.sdcodec.cli.image.TestPictures.join;
import static org.sdcodec.cli.image.TestPictures.pixels;

import java.io.ByteArrayOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** PNG files in every depth and layout against their known pixels. */
class PngTest {
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
}
