package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sdcodec.cli.image.SampleGrid.HEIGHT;
import static org.sdcodec.cli.image.SampleGrid.WIDTH;
import static org.sdcodec.cli.image.SampleGrid.read;
import static org.sdcodec.cli.image.SampleGrid.sample;
import static org.sdcodec.cli.image.SampleGrid.scaled;
import static org.sdcodec.cli.image.TestPictures.bytes;
import static org.sdcodec.cli.image.TestPictures.pixels;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BMP files in every depth, header and compression against their known pixels. */
class BmpTest {
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
}
