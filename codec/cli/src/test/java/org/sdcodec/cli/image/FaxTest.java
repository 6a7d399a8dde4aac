package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sdcodec.cli.image.TestPictures.bytes;
import static org.sdcodec.cli.image.TestPictures.pixels;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.cli.image.common.JdkPlugins;

/** TIFF files compressed like fax pages, in full, cut and damaged: no row is ever invented. */
class FaxTest {
    private static final long LIMIT = 1 << 24;
    private static final int WHITE = -1;
    private static final int BLACK = 0xff000000;

    private static ReadPicture read(byte[] file) {
        return ImageFiles.read(file, "fax", LIMIT);
    }

    /** A file of one strip in which 0 is white. */
    private static byte[] file(int compression, int options, int width, int height, byte[] strip) {
        TiffFile file = new TiffFile(true, false);
        file.add()
                .tag(256, 3, width)
                .tag(257, 3, height)
                .tag(258, 3, 1)
                .tag(259, 3, compression)
                .tag(262, 3, 0)
                .tag(compression == 4 ? 293 : 292, 4, options)
                .strips(strip);
        return file.bytes();
    }

    /** Rows with runs of every length up to 2,700 pixels in both colors. */
    private static BufferedImage runs() {
        BufferedImage image = new BufferedImage(2711, 160, BufferedImage.TYPE_BYTE_BINARY);
        int run = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            boolean black = y % 2 == 1;
            for (int x = 0; x < image.getWidth(); black = !black) {
                int length = run++ % 2701;
                for (int i = 0; i < length && x < image.getWidth(); i++, x++) {
                    image.setRGB(x, y, black ? 0 : WHITE);
                }
            }
        }
        return image;
    }

    @ParameterizedTest
    @CsvSource({"CCITT RLE", "CCITT T.4", "CCITT T.6"})
    void runsOfEveryLengthAreRead(String compression) throws IOException {
        BufferedImage image = runs();
        byte[] file = written(image, compression);
        int[] expected = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        assertThat(pixels(read(file).picture())).isEqualTo(expected);
        // Half of a strip, with the length that it has then.
        Written strip = Written.of(file);
        int half = strip.data.length / 2;
        int width = image.getWidth();
        byte[] whole = file(strip.compression, strip.options, width, strip.rows, strip.data);
        assertThat(pixels(read(whole).picture())).isEqualTo(Arrays.copyOf(expected, width * strip.rows));
        assertRefused(file(strip.compression, strip.options, width, strip.rows, Arrays.copyOf(strip.data, half)));
        byte[] zeros = Arrays.copyOf(Arrays.copyOf(strip.data, half), strip.data.length);
        assertRefused(file(strip.compression, strip.options, width, strip.rows, zeros));
        assertRefused(file(strip.compression, strip.options, width, strip.rows + 1, strip.data));
        for (int bit = 0; bit < 8 * strip.data.length; bit += 97) {
            byte[] damaged = strip.data.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                read(file(strip.compression, strip.options, width, strip.rows, damaged));
            } catch (ImageFormatException e) {
                assertThat(e).hasMessageContaining("damaged");
            }
        }
    }

    private static void assertRefused(byte[] file) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("cut short");
    }

    /** What the JDK's writer makes. */
    private static byte[] written(BufferedImage image, String compression) throws IOException {
        ImageWriter writer = JdkPlugins.writer("tiff");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionType(compression);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** The first strip of a big-endian file. */
    private record Written(int compression, int options, int rows, byte[] data) {
        static Written of(byte[] file) {
            ByteBuffer in = ByteBuffer.wrap(file);
            int directory = in.getInt(4);
            int[] values = new int[400];
            int[] counts = new int[400];
            for (int i = 0; i < in.getShort(directory); i++) {
                int entry = directory + 2 + 12 * i;
                int tag = in.getShort(entry) & 0xffff;
                if (tag < values.length) {
                    counts[tag] = in.getInt(entry + 4);
                    values[tag] = in.getShort(entry + 2) == 3 ? in.getShort(entry + 8) : in.getInt(entry + 8);
                }
            }
            int from = counts[273] > 1 ? in.getInt(values[273]) : values[273];
            int length = counts[279] > 1 ? in.getInt(values[279]) : values[279];
            int compression = values[259];
            return new Written(
                    compression,
                    values[compression == 4 ? 293 : 292],
                    values[278],
                    Arrays.copyOfRange(file, from, from + length));
        }
    }

    @Test
    void rowsAreCounted() {
        int[] white = IntStream.generate(() -> WHITE).limit(24).toArray();
        // In Group 4, a bit of 1 is a row like the one above; the first has a white one above.
        assertThat(pixels(read(file(4, 0, 3, 8, bytes(0xff))).picture())).isEqualTo(white);
        assertThatThrownBy(() -> read(file(4, 0, 3, 9, bytes(0xff)))).hasMessageContaining("behind 8 of 9 rows");
        assertThatThrownBy(() -> read(file(4, 0, 3, 9, bytes(0xff, 0, 0x10, 0x01))))
                .hasMessageContaining("behind 8 of 9 rows");
        assertThatThrownBy(() -> read(file(4, 2, 3, 1, bytes(0b00000011, 0xe0))))
                .hasMessageContaining("rows without compression, which is not supported");
        assertThatThrownBy(() -> read(file(4, 0, 3, 1, bytes(0b00000011, 0xe0))))
                .hasMessageContaining("row 0 of its fax data has a code that does not exist");
        // Group 3: an end of line, then white 1 (000111), black 2 (11); or white 3 (1000).
        byte[] group3 = bytes(0, 0b00010001, 0b11110000, 0, 0b00011000);
        assertThat(pixels(read(file(3, 0, 3, 2, group3)).picture()))
                .containsExactly(WHITE, BLACK, BLACK, WHITE, WHITE, WHITE);
        assertRefused(file(3, 0, 3, 3, group3));
        assertThatThrownBy(() -> read(file(3, 0, 2, 2, group3)))
                .hasMessageContaining("row 0 of its fax data is too long");
        assertThatThrownBy(() -> read(file(3, 0, 3, 2, bytes(0, 0x11, 0xf0, 0, 0x10, 1, 0, 0x10))))
                .hasMessageContaining("behind 1 of 2 rows");
        // With a bit of 1 behind each end of line before rows of their own, and 0 before one like the row above.
        byte[] twoDimensional = bytes(0, 0b00011000, 0b11111000, 0, 0b00001011, 0b10000000);
        assertThat(pixels(read(file(3, 1, 3, 2, twoDimensional)).picture()))
                .containsExactly(WHITE, BLACK, BLACK, WHITE, BLACK, BLACK);
        assertThatThrownBy(() -> read(file(3, 1, 3, 1, bytes(0xff, 0xff)))).hasMessageContaining("no line end");
    }

    @Test
    void bitsMayBeReversedAndLengthsMissing() {
        TiffFile file = new TiffFile(false, true);
        file.add()
                .tag(256, 3, 9)
                .tag(257, 3, 2)
                .tag(258, 3, 1)
                .tag(259, 3, 2)
                .tag(262, 3, 1)
                .tag(266, 3, 2)
                .tag(279, 4, 0)
                // White 1 (000111), black 8 (000101), to a whole byte; white 9 (10100); each byte backwards. 1 is
                // white.
                .tag(273, 4, 16)
                .strips();
        byte[] bytes = file.bytes();
        byte[] strip = bytes(0b00111000, 0b00001010, 0b00000101);
        ByteBuffer directory = ByteBuffer.wrap(bytes);
        int end = bytes.length;
        byte[] joined = TestPictures.join(bytes, strip);
        assertThat(directory.getLong(8)).isEqualTo(16);
        for (int at = 24; at + 20 < end; at += 20) {
            if (directory.getShort(at) == 273) {
                ByteBuffer.wrap(joined).putInt(at + 12, end);
            }
        }
        int[] pixels = pixels(read(joined).picture());
        assertThat(pixels[0]).isEqualTo(BLACK);
        assertThat(Arrays.copyOfRange(pixels, 1, 9)).containsOnly(WHITE);
        assertThat(Arrays.copyOfRange(pixels, 9, 18)).containsOnly(BLACK);
    }

    @Test
    void faxDataOfMoreThanOneBitIsRefused() {
        TiffFile file = new TiffFile(true, false);
        file.add()
                .tag(256, 3, 3)
                .tag(257, 3, 8)
                .tag(258, 3, 8)
                .tag(259, 3, 4)
                .tag(262, 3, 1)
                .strips(bytes(0xff));
        assertThatThrownBy(() -> read(file.bytes())).hasMessageContaining("1 samples of 8 bits");
    }

    @Test
    void tilesAreDecodedSeparately() {
        TiffFile file = new TiffFile(true, false);
        // Horizontal mode (001), white 0 (00110101), black 16 (0000010111): a black row of 16; then rows like it.
        byte[] black = bytes(0b00100110, 0b10100000, 0b10111111, 0xff, 0xff);
        byte[] white = bytes(0xff, 0xff);
        file.add()
                .tag(256, 3, 20)
                .tag(257, 3, 3)
                .tag(258, 3, 1)
                .tag(259, 3, 4)
                .tag(262, 3, 0)
                .tag(322, 3, 16)
                .tag(323, 3, 16)
                .tiles(white, black);
        int[] pixels = pixels(read(file.bytes()).picture());
        for (int i = 0; i < pixels.length; i++) {
            assertThat(pixels[i]).as("pixel %d", i).isEqualTo(i % 20 < 16 ? WHITE : BLACK);
        }
    }
}
