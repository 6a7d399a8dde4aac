package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sdcodec.cli.image.ImageAssertions.LIMIT;
import static org.sdcodec.cli.image.ImageAssertions.assertPattern;
import static org.sdcodec.cli.image.ImageAssertions.read;
import static org.sdcodec.cli.image.ImageAssertions.srgb;
import static org.sdcodec.cli.image.TestPictures.bytes;
import static org.sdcodec.cli.image.TestPictures.chunk;
import static org.sdcodec.cli.image.TestPictures.join;
import static org.sdcodec.cli.image.TestPictures.png;
import static org.sdcodec.cli.image.TestPictures.resource;
import static org.sdcodec.cli.image.TestPictures.rgbPng;
import static org.sdcodec.cli.image.TestPictures.tiffEntry;
import static org.sdcodec.cli.image.TestPictures.withSegment;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sdcodec.Gamut;
import org.sdcodec.imageio.BufferedImages;

/** Color profiles and other color spaces that files declare. */
class ColorProfileTest {
    @Test
    void embeddedProfilesAreHonoured() {
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] segment = join("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII), bytes(1, 1), profile);
        assertLinear(read(rgbPng(TestPictures.iccChunk(profile))), 2);
        assertLinear(read(withSegment(TestPictures.jpeg(), 0xe2, segment)), 60);
        assertLinear(read(resource("linear-rgb.webp")), 2);
        byte[] plte = chunk("PLTE", bytes(0, 0, 0, 128, 128, 128));
        int gray = read(png(2, 1, 3, new byte[][] {bytes(0x40)}, TestPictures.iccChunk(profile), plte))
                .getRGB(1, 0);
        assertThat(gray & 255).as("palette").isBetween(187, 189);
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

    @Test
    void labIsRefusedByName() {
        // One pixel, 8 bits for each of L*, a* and b*; the directory of 9 entries begins at byte 12.
        byte[] tiff = join(
                bytes('M', 'M', 0, 42, 0, 0, 0, 12, 128, 10, 20, 0, 0, 9),
                tiffEntry(256, 1),
                tiffEntry(257, 1),
                tiffEntry(258, 8),
                tiffEntry(259, 1),
                tiffEntry(262, 8),
                tiffEntry(273, 8),
                tiffEntry(277, 3),
                tiffEntry(278, 1),
                tiffEntry(279, 3),
                bytes(0, 0, 0, 0));
        assertThatThrownBy(() -> read(tiff))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("CIE L*a*b*");
    }
}
