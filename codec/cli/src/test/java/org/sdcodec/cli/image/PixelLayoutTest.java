package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sdcodec.cli.image.ImageAssertions.hex;
import static org.sdcodec.cli.image.ImageAssertions.read;
import static org.sdcodec.cli.image.ImageAssertions.srgb;
import static org.sdcodec.cli.image.TestPictures.bytes;
import static org.sdcodec.cli.image.TestPictures.chunk;
import static org.sdcodec.cli.image.TestPictures.join;
import static org.sdcodec.cli.image.TestPictures.png;
import static org.sdcodec.cli.image.TestPictures.pnm;
import static org.sdcodec.cli.image.TestPictures.resource;
import static org.sdcodec.cli.image.TestPictures.withSegment;

import java.awt.Point;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gray, palettes, alpha, 16 bits and CMYK, in files and in images of the JDK. */
class PixelLayoutTest {
    @Test
    void webpKeepsAlpha() {
        BufferedImage image = read(resource("alpha.webp"));
        assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_INT_ARGB);
        for (int x = 0; x < TestPictures.WIDTH; x++) {
            assertThat(image.getRGB(x, 9)).isEqualTo(6 * x << 24 | TestPictures.rgbAt(x, 9));
        }
        assertThat(read(resource("lossy-alpha.webp")).getRGB(20, 3) >>> 24).isEqualTo(120);
    }

    @Test
    void gifHasItsFirstPicture() {
        IndexColorModel palette = new IndexColorModel(2, 3, bytes(10, 0, 255), bytes(20, 0, 0), bytes(30, 255, 0), 2);
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        image.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 1, 2});
        assertThat(hex(read(TestPictures.encode("gif", image)))).containsExactly("ff0a141e", "ff0000ff", "ff0000");
    }

    @Test
    void grayStaysWhatItIs() {
        byte[] ramp = bytes(0, 1, 64, 128, 200, 255);
        String[] expected = {"ff000000", "ff010101", "ff404040", "ff808080", "ffc8c8c8", "ffffffff"};
        BufferedImage gray = new BufferedImage(6, 1, BufferedImage.TYPE_BYTE_GRAY);
        gray.getRaster().setDataElements(0, 0, 6, 1, ramp);
        assertThat(hex(read(png(6, 8, 0, new byte[][] {ramp})))).containsExactly(expected);
        assertThat(hex(read(TestPictures.tiff(gray)))).containsExactly(expected);
        assertThat(hex(read(pnm("P5 6 1 255\n", 0, 1, 64, 128, 200, 255)))).containsExactly(expected);
        assertThat(hex(srgb(gray))).containsExactly(expected);
        BufferedImage flat = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        flat.getRaster().setSamples(0, 0, 16, 16, 0, new int[256]);
        flat.getRaster().setSamples(0, 0, 16, 16, 0, filled(256, 100));
        assertThat(hex(read(TestPictures.encode("jpeg", flat)))).containsOnly("ff646464");
    }

    private static int[] filled(int n, int value) {
        int[] result = new int[n];
        Arrays.fill(result, value);
        return result;
    }

    @Test
    void grayWithAlphaAndOneBit() {
        byte[][] grayAlpha = {bytes(50, 0, 128, 127, 255, 255)};
        assertThat(hex(read(png(3, 8, 4, grayAlpha)))).containsExactly("323232", "7f808080", "ffffffff");
        assertThat(hex(read(png(3, 1, 0, new byte[][] {bytes(0b01000000)}))))
                .containsExactly("ff000000", "ffffffff", "ff000000");
        assertThat(hex(read(pnm("P4 3 1\n", 0b01000000)))).containsExactly("ffffffff", "ff000000", "ffffffff");
        assertThat(hex(read(pnm("P1 3 1\n0 1 0\n")))).containsExactly("ffffffff", "ff000000", "ffffffff");
    }

    @Test
    void sixteenBitsAreRounded() {
        int[] values = {0, 128, 129, 257, 32767, 32768, 65406, 65407, 65535};
        byte[] row = new byte[18];
        String[] expected = new String[9];
        for (int i = 0; i < 9; i++) {
            row[2 * i] = (byte) (values[i] >> 8);
            row[2 * i + 1] = (byte) values[i];
            long g = Math.round(values[i] * 255 / 65535.0);
            expected[i] = Long.toHexString(0xff000000L | g * 0x010101);
        }
        assertThat(hex(read(png(9, 16, 0, new byte[][] {row})))).containsExactly(expected);
        byte[] pgm = join("P5 9 1 65535\n".getBytes(StandardCharsets.US_ASCII), row);
        assertThat(hex(read(pgm))).containsExactly(expected);
        byte[][] rgba = {bytes(0, 200, 1, 1, 255, 255, 128, 0)};
        assertThat(hex(read(png(1, 16, 6, rgba)))).containsExactly("800101ff");
    }

    @Test
    void palettesAndTheirTransparency() {
        byte[] plte = chunk("PLTE", bytes(1, 2, 3, 40, 50, 60, 255, 255, 255, 9, 9, 9));
        byte[][] rows = {bytes(0b00011011)};
        assertThat(hex(read(png(4, 2, 3, rows, plte)))).containsExactly("ff010203", "ff28323c", "ffffffff", "ff090909");
        assertThat(hex(read(png(4, 2, 3, rows, plte, chunk("tRNS", bytes(0, 128))))))
                .containsExactly("10203", "8028323c", "ffffffff", "ff090909");
    }

    @Test
    void oneTransparentColor() {
        assertThat(hex(read(png(2, 8, 0, new byte[][] {bytes(7, 8)}, chunk("tRNS", bytes(0, 7))))))
                .containsExactly("70707", "ff080808");
        byte[][] rgb = {bytes(1, 2, 3, 1, 2, 4)};
        assertThat(hex(read(png(2, 8, 2, rgb, chunk("tRNS", bytes(0, 1, 0, 2, 0, 3))))))
                .containsExactly("10203", "ff010204");
        byte[][] deep = {bytes(1, 0, 1, 1)};
        assertThat(hex(read(png(2, 16, 0, deep, chunk("tRNS", bytes(1, 1))))))
                .as("compared at full depth")
                .containsExactly("ff010101", "10101");
    }

    @Test
    void anOpaqueAlphaChannelIsDropped() {
        assertThat(read(png(1, 8, 6, new byte[][] {bytes(1, 2, 3, 255)})).getType())
                .isEqualTo(BufferedImage.TYPE_INT_RGB);
        assertThat(read(png(1, 8, 6, new byte[][] {bytes(1, 2, 3, 254)})).getType())
                .isEqualTo(BufferedImage.TYPE_INT_ARGB);
    }

    @Test
    void premultipliedPicturesAreDivided() {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB_PRE);
        image.getRaster().setPixel(0, 0, new int[] {64, 32, 0, 128});
        assertThat(hex(srgb(image))).containsExactly("80804000");
    }

    @Test
    void everyTypeOfBufferedImageIsTaken() {
        for (int type = BufferedImage.TYPE_INT_RGB; type <= BufferedImage.TYPE_BYTE_INDEXED; type++) {
            BufferedImage image = new BufferedImage(2, 2, type);
            image.setRGB(0, 0, 0xffffffff);
            BufferedImage srgb = srgb(image);
            assertThat(srgb.getRGB(0, 0)).as("type %d", type).isEqualTo(0xffffffff);
            assertThat(srgb.getRGB(1, 1) & 0xffffff).as("type %d", type).isZero();
        }
    }

    /**
     * Red as Adobe writes it: the inks 0, 255, 255, 0 are stored inverted, either plainly (transform 0) or with the
     * first three as the YCbCr of their complement (transform 2: YCCK).
     */
    @ParameterizedTest
    @CsvSource({"0, 255, 0, 0, 255", "2, 179, 171, 1, 255"})
    void cmykJpegs(int transform, int c0, int c1, int c2, int c3) {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, new Point());
        for (int i = 0; i < 256; i++) {
            raster.setPixel(i % 16, i / 16, new int[] {c0, c1, c2, c3});
        }
        byte[] jpeg = TestPictures.encode("jpeg", new IIOImage(raster, null, null));
        byte[] adobe = bytes('A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform);
        BufferedImage image = read(withSegment(jpeg, 0xee, adobe));
        assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
        int rgb = image.getRGB(5, 5);
        assertThat(rgb >> 16 & 255).isGreaterThan(200);
        assertThat(rgb >> 8 & 255).isLessThan(70);
        assertThat(rgb & 255).isLessThan(70);
    }
}
