package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sdcodec.cli.image.TestPictures.bytes;
import static org.sdcodec.cli.image.TestPictures.chunk;
import static org.sdcodec.cli.image.TestPictures.exif;
import static org.sdcodec.cli.image.TestPictures.join;
import static org.sdcodec.cli.image.TestPictures.png;
import static org.sdcodec.cli.image.TestPictures.pnm;
import static org.sdcodec.cli.image.TestPictures.resource;
import static org.sdcodec.cli.image.TestPictures.rgbPng;
import static org.sdcodec.cli.image.TestPictures.withSegment;

import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;
import org.sdcodec.imageio.BufferedImages;

class ImageFilesTest {
    private static final long LIMIT = 1 << 20;

    private static BufferedImage read(byte[] file) {
        return BufferedImages.from(ImageFiles.read(file, "test", LIMIT).picture());
    }

    private static BufferedImage srgb(BufferedImage image) {
        return BufferedImages.from(BufferedImages.toPicture(image));
    }

    private static String[] hex(BufferedImage image) {
        return Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .mapToObj(Integer::toHexString)
                .toArray(String[]::new);
    }

    private static void assertPattern(BufferedImage image, int tolerance) {
        assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
        assertThat(image.getWidth()).isEqualTo(TestPictures.WIDTH);
        assertThat(image.getHeight()).isEqualTo(TestPictures.HEIGHT);
        assertThat(worst(image, TestPictures.pattern())).isLessThanOrEqualTo(tolerance);
    }

    private static int worst(BufferedImage a, BufferedImage b) {
        int worst = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    int d = (a.getRGB(x, y) >> shift & 255) - (b.getRGB(x, y) >> shift & 255);
                    worst = Math.max(worst, Math.abs(d));
                }
            }
        }
        return worst;
    }

    @Test
    void losslessFormatsGiveThePixels() {
        BufferedImage pattern = TestPictures.pattern();
        assertPattern(read(rgbPng()), 0);
        assertPattern(read(TestPictures.encode("bmp", pattern)), 0);
        assertPattern(read(TestPictures.tiff(pattern)), 0);
        int[] samples = new int[3 * TestPictures.WIDTH * TestPictures.HEIGHT];
        pattern.getRaster().getPixels(0, 0, TestPictures.WIDTH, TestPictures.HEIGHT, samples);
        assertPattern(read(pnm("P6\n# a comment\n40 24\n255\n", samples)), 0);
        assertPattern(read(pnm("P7\nWIDTH 40\nHEIGHT 24\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n", samples)), 0);
    }

    @Test
    void lossyFormatsComeClose() {
        assertPattern(read(TestPictures.jpeg()), 12);
        assertPattern(read(resource("lossy.webp")), 12);
    }

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
    void greyStaysWhatItIs() {
        byte[] ramp = bytes(0, 1, 64, 128, 200, 255);
        String[] expected = {"ff000000", "ff010101", "ff404040", "ff808080", "ffc8c8c8", "ffffffff"};
        BufferedImage grey = new BufferedImage(6, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setDataElements(0, 0, 6, 1, ramp);
        assertThat(hex(read(png(6, 8, 0, new byte[][] {ramp})))).containsExactly(expected);
        assertThat(hex(read(TestPictures.tiff(grey)))).containsExactly(expected);
        assertThat(hex(read(pnm("P5 6 1 255\n", 0, 1, 64, 128, 200, 255)))).containsExactly(expected);
        assertThat(hex(srgb(grey))).containsExactly(expected);
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
    void greyWithAlphaAndOneBit() {
        byte[][] greyAlpha = {bytes(50, 0, 128, 127, 255, 255)};
        assertThat(hex(read(png(3, 8, 4, greyAlpha)))).containsExactly("323232", "7f808080", "ffffffff");
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
    void oneTransparentColour() {
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
     * Red as Adobe writes it: the inks 0, 255, 255, 0 are stored inverted, either plainly (transform 0) or with the first
     * three as the YCbCr of their complement (transform 2: YCCK).
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

    @Test
    void embeddedProfilesAreHonoured() {
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] segment = join("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII), bytes(1, 1), profile);
        assertLinear(read(rgbPng(TestPictures.iccChunk(profile))), 2);
        assertLinear(read(withSegment(TestPictures.jpeg(), 0xe2, segment)), 60);
        assertLinear(read(resource("linear-rgb.webp")), 2);
        byte[] plte = chunk("PLTE", bytes(0, 0, 0, 128, 128, 128));
        int grey = read(png(2, 1, 3, new byte[][] {bytes(0x40)}, TestPictures.iccChunk(profile), plte))
                .getRGB(1, 0);
        assertThat(grey & 255).as("palette").isBetween(187, 189);
    }

    /** In a PNG, cICP takes precedence over iCCP, that over sRGB, and that over gAMA and cHRM. */
    @Test
    void ofColorsThatContradictTheFirstKnownOneCounts() {
        byte[] linear = TestPictures.iccChunk(
                ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData());
        byte[] srgb = chunk("sRGB", bytes(0));
        byte[] gamma1 = chunk("gAMA", TestPictures.int32(100_000));
        byte[] gammaOfSrgb = chunk("gAMA", TestPictures.int32(45_455));
        byte[] primaries = primaries(31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000);
        byte[] wide = primaries(31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000);
        byte[] cicp = chunk("cICP", bytes(1, 13, 0, 1));
        byte[] pq = chunk("cICP", bytes(9, 16, 0, 1));
        String notPq = "its cICP chunk declares other colors than sRGB (primaries 9, transfer function 16),"
                + " which is not supported; it is ignored";
        assertPng(true, List.of(), linear);
        assertPng(true, List.of(), srgb, linear);
        assertPng(true, List.of(), linear, gamma1, wide);
        assertPng(false, List.of(), linear, cicp);
        byte[] p3 = chunk("cICP", bytes(12, 13, 0, 1));
        assertThat(ImageFiles.read(rgbPng(p3, linear), "png", LIMIT).converted())
                .isTrue();
        assertThat(ImageFiles.read(rgbPng(p3, linear), "png", LIMIT, Gamut.DISPLAY_P3)
                        .picture())
                .isEqualTo(ImageFiles.read(rgbPng(), "png", LIMIT).picture().withGamut(Gamut.DISPLAY_P3));
        assertPng(true, List.of(notPq), pq, linear);
        assertPng(false, List.of(notPq), pq, srgb);
        assertPng(false, List.of(notPq), pq);
        assertPng(false, List.of(), srgb, gamma1, wide);
        assertPng(false, List.of(), gammaOfSrgb, primaries);
        assertPng(false, List.of("its gAMA chunk declares another gamma than that of sRGB, and is ignored"), gamma1);
        assertPng(false, List.of("its cHRM chunk declares other primaries than those of sRGB, and is ignored"), wide);
    }

    private static byte[] primaries(int... values) {
        return chunk(
                "cHRM", join(Arrays.stream(values).mapToObj(TestPictures::int32).toArray(byte[][]::new)));
    }

    private static void assertPng(boolean linear, List<String> warnings, byte[]... chunks) {
        ReadPicture read = ImageFiles.read(rgbPng(chunks), "png", LIMIT);
        assertThat(read.warnings()).isEqualTo(warnings);
        if (linear) {
            assertLinear(BufferedImages.from(read.picture()), 2);
        } else {
            assertPattern(BufferedImages.from(read.picture()), 0);
        }
    }

    /** A linear v is sRGB 255 · (1.055 · (v/255)^(1/2.4) − 0.055), for v above 0.8 (IEC 61966-2-1). */
    private static void assertLinear(BufferedImage image, int tolerance) {
        for (int x = 1; x < TestPictures.WIDTH; x++) {
            double expected = 255 * (1.055 * Math.pow(6 * x / 255.0, 1 / 2.4) - 0.055);
            assertThat((image.getRGB(x, 12) >> 16 & 255) - expected)
                    .as("red at %d", x)
                    .isBetween(-1.0 * tolerance, 1.0 * tolerance);
        }
    }

    @Test
    void sixteenBitsGoThroughAProfileAtFullDepth() {
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        // Linear 100/65535 is sRGB 5.0; with 8 bits before the conversion it would be 0.
        byte[][] rows = {bytes(0, 100, 0, 100, 0, 100)};
        int rgb = read(png(1, 16, 2, rows, TestPictures.iccChunk(profile))).getRGB(0, 0);
        assertThat(rgb & 255).isBetween(4, 6);
    }

    @Test
    void brokenProfilesAreIgnored() {
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] cut = Arrays.copyOf(profile, 200);
        byte[] garbled = profile.clone();
        Arrays.fill(garbled, 128, garbled.length, (byte) 0x5a);
        for (byte[] broken : new byte[][] {
            cut, garbled, {}, ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData()
        }) {
            assertPattern(read(rgbPng(TestPictures.iccChunk(broken))), 0);
        }
        assertPattern(read(rgbPng(chunk("iCCP", bytes('x', 0, 0, 1, 2, 3)))), 0);
        byte[] segment = join("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII), bytes(1, 1), cut);
        assertPattern(read(withSegment(TestPictures.jpeg(), 0xe2, segment)), 12);
        byte[] webp = resource("linear-rgb.webp");
        Arrays.fill(webp, 60, 500, (byte) 0);
        assertPattern(read(webp), 0);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1 2 3 4 5 6", "2, 3 2 1 6 5 4", "3, 6 5 4 3 2 1", "4, 4 5 6 1 2 3",
        "5, 1 4 2 5 3 6", "6, 4 1 5 2 6 3", "7, 6 3 5 2 4 1", "8, 3 6 2 5 1 4"
    })
    void orientationsTurnThePictureUpright(int orientation, String expected) {
        byte[][] rows = {bytes(1, 2, 3), bytes(4, 5, 6)};
        for (boolean little : new boolean[] {true, false}) {
            BufferedImage image = read(png(3, 8, 0, rows, chunk("eXIf", exif(orientation, little))));
            assertThat(image.getWidth()).isEqualTo(orientation < 5 ? 3 : 2);
            int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
            assertThat(Arrays.stream(pixels).mapToObj(p -> Integer.toString(p & 255)))
                    .containsExactly(expected.split(" "));
        }
    }

    @Test
    void orientationIsFoundInJpegAndWebpAndTiff() {
        byte[] segment = join("Exif\0\0".getBytes(StandardCharsets.US_ASCII), exif(6, true));
        BufferedImage jpeg = read(withSegment(TestPictures.jpeg(), 0xe1, segment));
        BufferedImage webp = read(resource("orientation-6.webp"));
        for (BufferedImage image : new BufferedImage[] {jpeg, webp}) {
            assertThat(image.getWidth()).isEqualTo(TestPictures.HEIGHT);
            assertThat(image.getHeight()).isEqualTo(TestPictures.WIDTH);
        }
        assertThat(webp.getRGB(0, 0) & 0xffffff).isEqualTo(TestPictures.rgbAt(0, TestPictures.HEIGHT - 1));
        assertThat(webp.getRGB(3, 7) & 0xffffff).isEqualTo(TestPictures.rgbAt(7, TestPictures.HEIGHT - 1 - 3));
        // Grey 1x2, 8 bits, as a TIFF put together by hand: the directory of 9 entries begins at byte 10.
        byte[] tiff = join(
                bytes('M', 'M', 0, 42, 0, 0, 0, 10, 11, 22, 0, 9),
                entry(256, 1),
                entry(257, 2),
                entry(258, 8),
                entry(259, 1),
                entry(262, 1),
                entry(273, 8),
                entry(274, 8),
                entry(278, 2),
                entry(279, 2),
                bytes(0, 0, 0, 0));
        assertThat(hex(read(tiff))).containsExactly("ff0b0b0b", "ff161616");
        assertThat(read(tiff).getWidth()).isEqualTo(2);
    }

    @Test
    void labIsRefusedByName() {
        // One pixel, 8 bits for each of L*, a* and b*; the directory of 9 entries begins at byte 12.
        byte[] tiff = join(
                bytes('M', 'M', 0, 42, 0, 0, 0, 12, 128, 10, 20, 0, 0, 9),
                entry(256, 1),
                entry(257, 1),
                entry(258, 8),
                entry(259, 1),
                entry(262, 8),
                entry(273, 8),
                entry(277, 3),
                entry(278, 1),
                entry(279, 3),
                bytes(0, 0, 0, 0));
        assertThatThrownBy(() -> read(tiff))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("CIE L*a*b*");
    }

    @Test
    void aStreamWithoutAPictureIsNotReadToItsEnd() {
        InputStream endless = new InputStream() {
            private long served;

            @Override
            public int read() {
                if (++served > 1 << 16) {
                    throw new AssertionError("read on although the first bytes are no picture's");
                }
                return 0;
            }
        };
        assertThatThrownBy(() -> ImageFiles.read(endless, "zeros", DecodeOptions.DEFAULT_MAX_PIXELS, Gamut.SRGB))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("'zeros'")
                .hasMessageContaining("no picture of a supported format");
    }

    private static byte[] entry(int tag, int value) {
        return bytes(tag >> 8, tag, 0, 3, 0, 0, 0, 1, value >> 8, value, 0, 0);
    }

    @Test
    void damagedExifIsIgnored() {
        byte[] exif = exif(6, true);
        for (int length = 0; length < 20; length++) {
            assertPattern(read(rgbPng(chunk("eXIf", Arrays.copyOf(exif, length)))), 0);
        }
        assertPattern(read(rgbPng(chunk("eXIf", exif(9, true)))), 0);
        exif[4] = -1;
        exif[7] = 127;
        assertPattern(read(rgbPng(chunk("eXIf", exif))), 0);
    }

    @Test
    void theLimitIsCheckedBeforeAnythingIsAllocated() {
        byte[] huge = pnm("P6 2000000000 2000000000 255\n", 1, 2, 3);
        assertThatThrownBy(() -> read(huge))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("2000000000x2000000000")
                .hasMessageContaining("1048576");
        byte[] wide =
                join(Arrays.copyOf(rgbPng(), 8), chunk("IHDR", bytes(127, -1, -1, -1, 127, -1, -1, -1, 8, 2, 0, 0, 0)));
        assertThatExceptionOfType(ImageFormatException.class).isThrownBy(() -> read(wide));
        assertThat(ImageFiles.read(rgbPng(), "test", 960)).isNotNull();
        assertThatThrownBy(() -> ImageFiles.read(rgbPng(), "p.png", 959))
                .hasMessageContaining("'p.png'")
                .hasMessageContaining("40x24");
    }

    @Test
    void whatIsNoPictureIsNamed() {
        assertThatThrownBy(() -> read(new byte[0])).hasMessageContaining("empty");
        assertThatThrownBy(() -> read("hello".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("PNG, JPEG, BMP, GIF, WebP, TIFF, PNM");
        assertThatThrownBy(() -> read(bytes(0, 0, 0, 32, 'f', 't', 'y', 'p', 'a', 'v', 'i', 'f', 0, 0)))
                .hasMessageContaining("AVIF");
        assertThatThrownBy(() -> read(bytes('S', 'D', 0xc2, 50))).hasMessageContaining(".sdc file");
        assertThatThrownBy(() -> ImageFiles.read(bytes(9, 9, 9), "a.SDC", LIMIT))
                .hasMessageContaining(".sdc file");
    }

    @Test
    void filesAndStreams(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("named.jpg");
        Files.write(file, rgbPng());
        assertPattern(BufferedImages.from(ImageFiles.read(file, LIMIT).picture()), 0);
        assertPattern(
                BufferedImages.from(
                        ImageFiles.read(new ByteArrayInputStream(rgbPng()), "standard input", LIMIT, Gamut.SRGB)
                                .picture()),
                0);
        assertThatThrownBy(() -> ImageFiles.read(folder, LIMIT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a folder");
        Path missing = folder.resolve("missing.png");
        assertThatThrownBy(() -> ImageFiles.read(missing, LIMIT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("no such file");
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void writing(ImageFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!format.isWritable()) {
            assertThatThrownBy(
                            () -> ImageFiles.write(BufferedImages.toPicture(TestPictures.pattern()), format, 90, out))
                    .hasMessageContaining("PNG, JPEG, BMP");
            return;
        }
        ImageFiles.write(BufferedImages.toPicture(TestPictures.pattern()), format, 95, out);
        assertThat(ImageFormat.sniff(out.toByteArray())).contains(format);
        assertPattern(read(out.toByteArray()), format == ImageFormat.JPEG ? 12 : 0);
        BufferedImage translucent = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 64; i++) {
            translucent.setRGB(i % 8, i / 8, 0x80ff0000);
        }
        out.reset();
        ImageFiles.write(BufferedImages.toPicture(translucent), format, 100, out);
        int pixel = read(out.toByteArray()).getRGB(4, 4);
        if (format == ImageFormat.PNG) {
            assertThat(pixel).isEqualTo(0x80ff0000);
        } else {
            assertThat(pixel >> 16 & 255).isGreaterThan(250);
            assertThat(pixel & 255).isBetween(124, 130);
        }
    }

    @Test
    void theExtensionSaysWhatToWrite() {
        assertThat(ImageFormat.forOutput(Path.of("a.b/c.PNG"))).isEqualTo(ImageFormat.PNG);
        assertThat(ImageFormat.forOutput(Path.of("x.jpeg"))).isEqualTo(ImageFormat.JPEG);
        for (String name : new String[] {"x", "x.", "x.webp", "x.sdc", "a.png/x"}) {
            assertThatThrownBy(() -> ImageFormat.forOutput(Path.of(name)))
                    .isInstanceOf(ImageFormatException.class)
                    .hasMessageContaining(".png, .jpg or .bmp");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101})
    void jpegQualityHasItsRange(int quality) {
        assertThatThrownBy(() -> JpegEncoder.encode(BufferedImages.toPicture(TestPictures.pattern()), quality))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void picturesTooLongForJpegAreRefused() {
        Picture longOne = Picture.opaque(65536, 1, new int[65536]);
        assertThatThrownBy(() -> JpegEncoder.encode(longOne, 90))
                .hasMessageContaining("65536x1")
                .hasMessageContaining("PNG");
    }

    @ParameterizedTest
    @EnumSource(
            value = ImageFormat.class,
            names = {"PNG", "JPEG", "BMP"})
    void whatAFullDiskSaysComesThrough(ImageFormat format) {
        String reason = "cannot write 'x.png': No space left on device";
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
        Picture picture = Picture.opaque(300, 200, new int[300 * 200]);
        assertThatThrownBy(() -> ImageFiles.write(picture, format, 90, full))
                .isInstanceOf(IOException.class)
                .hasMessage(reason);
    }
}
