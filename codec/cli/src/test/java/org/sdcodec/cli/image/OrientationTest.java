package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sdcodec.cli.image.ImageAssertions.assertPattern;
import static org.sdcodec.cli.image.ImageAssertions.hex;
import static org.sdcodec.cli.image.ImageAssertions.read;
import static org.sdcodec.cli.image.TestPictures.bytes;
import static org.sdcodec.cli.image.TestPictures.chunk;
import static org.sdcodec.cli.image.TestPictures.exif;
import static org.sdcodec.cli.image.TestPictures.join;
import static org.sdcodec.cli.image.TestPictures.png;
import static org.sdcodec.cli.image.TestPictures.resource;
import static org.sdcodec.cli.image.TestPictures.rgbPng;
import static org.sdcodec.cli.image.TestPictures.tiffEntry;
import static org.sdcodec.cli.image.TestPictures.withSegment;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The orientation that EXIF and TIFF declare. */
class OrientationTest {
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
        // Gray 1x2, 8 bits, as a TIFF put together by hand: the directory of 9 entries begins at byte 10.
        byte[] tiff = join(
                bytes('M', 'M', 0, 42, 0, 0, 0, 10, 11, 22, 0, 9),
                tiffEntry(256, 1),
                tiffEntry(257, 2),
                tiffEntry(258, 8),
                tiffEntry(259, 1),
                tiffEntry(262, 1),
                tiffEntry(273, 8),
                tiffEntry(274, 8),
                tiffEntry(278, 2),
                tiffEntry(279, 2),
                bytes(0, 0, 0, 0));
        assertThat(hex(read(tiff))).containsExactly("ff0b0b0b", "ff161616");
        assertThat(read(tiff).getWidth()).isEqualTo(2);
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
}
