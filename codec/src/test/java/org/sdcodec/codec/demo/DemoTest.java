package org.sdcodec.codec.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.codec.image.ImageFiles;
import org.sdcodec.codec.image.JpegEncoder;
import org.sdcodec.codec.metrics.Psnr;

class DemoTest {
    private static final long LIMIT = 1 << 22;

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    private static long crc(BufferedImage image) {
        CRC32 crc = new CRC32();
        for (int p : pixels(image)) {
            crc.update(p >> 16);
            crc.update(p >> 8);
            crc.update(p);
        }
        return crc.getValue();
    }

    @Test
    void theSceneHasTheSamePixelsEverywhere() {
        assertThat(crc(Scene.render(96, 64, 1))).isEqualTo(474561828L);
        assertThat(pixels(Scene.render(40, 40, 1))).isNotEqualTo(pixels(Scene.render(40, 40, 2)));
    }

    @Test
    void theSceneHasManyColoursAndBothSmoothAndRoughParts() {
        BufferedImage scene = Scene.render(128, 128, 1);
        assertThat(Arrays.stream(pixels(scene)).distinct().count()).isGreaterThan(5000);
        assertThat(roughness(scene, 60, 22)).as("sky").isLessThan(6);
        assertThat(roughness(scene, 58, 52)).as("trees").isGreaterThan(10);
    }

    /** The mean difference between neighbours in the 20x20 window with that corner. */
    private static double roughness(BufferedImage image, int x0, int y0) {
        double sum = 0;
        for (int y = y0; y < y0 + 20; y++) {
            for (int x = x0; x < x0 + 20; x++) {
                sum += Math.abs((image.getRGB(x, y) >> 8 & 255) - (image.getRGB(x + 1, y) >> 8 & 255));
            }
        }
        return sum / 400;
    }

    @Test
    void theSceneHasAnySizeOfAtLeastOnePixel() {
        for (int[] size : new int[][] {{1, 1}, {1, 30}, {97, 3}}) {
            BufferedImage scene = Scene.render(size[0], size[1], 7);
            assertThat(scene.getWidth()).isEqualTo(size[0]);
            assertThat(scene.getHeight()).isEqualTo(size[1]);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scene.render(0, 5, 1))
                .withMessageContaining("0x5");
    }

    @ParameterizedTest
    @ValueSource(ints = {900, 1500, 4000, 1 << 20})
    void jpegIsTheBestThatFits(int maxBytes) {
        BufferedImage scene = Scene.render(96, 96, 3);
        JpegAtSize.Result result = JpegAtSize.encode(scene, maxBytes);
        assertThat(result.fits()).isTrue();
        assertThat(result.bytes().length).isLessThanOrEqualTo(maxBytes);
        if (result.quality() < 100) {
            int next = JpegEncoder.encode(scene, result.quality() + 1).length;
            assertThat(next).isGreaterThan(maxBytes);
        }
        BufferedImage back = ImageFiles.read(result.bytes(), "jpeg", LIMIT);
        assertThat(Psnr.of(scene, back)).isGreaterThan(15);
    }

    @Test
    void jpegThatCannotBeThatSmallSaysSo() {
        JpegAtSize.Result result = JpegAtSize.encode(Scene.render(64, 64, 3), 20);
        assertThat(result.fits()).isFalse();
        assertThat(result.quality()).isEqualTo(1);
        assertThat(result.bytes().length).isGreaterThan(20);
    }

    @Test
    void theSheetShowsPicturesUnchangedAndTextUnderThem() {
        BufferedImage a = Scene.render(60, 40, 1);
        BufferedImage b = Scene.render(50, 45, 2);
        ContactSheet sheet = new ContactSheet("title", 64);
        sheet.addRow(
                new ContactSheet.Cell(a, List.of("A", "12 bytes")),
                new ContactSheet.Cell(b, List.of("a line far too long")));
        sheet.addRow(new ContactSheet.Cell(b, List.of()));
        BufferedImage image = sheet.render();
        int top = 16 + 28 + 16;
        assertThat(image.getRGB(16, top, 60, 40, null, 0, 60)).isEqualTo(pixels(a));
        assertThat(image.getRGB(16 + 60 + 16, top, 50, 45, null, 0, 50)).isEqualTo(pixels(b));
        int background = image.getRGB(0, 0);
        int[] caption = image.getRGB(16, top + 53, 60, 40, null, 0, 60);
        assertThat(caption).contains(background, 0xfff0f0f0);
        int[] margin = image.getRGB(image.getWidth() - 4, 0, 4, image.getHeight(), null, 0, 4);
        assertThat(margin).as("the long line is cut off").containsOnly(background);
    }

    @Test
    void largePicturesAreReducedOnTheSheet() {
        BufferedImage white = new BufferedImage(301, 100, BufferedImage.TYPE_BYTE_GRAY);
        white.getRaster()
                .setSamples(
                        0,
                        0,
                        301,
                        100,
                        0,
                        IntStream.generate(() -> 77).limit(30100).toArray());
        ContactSheet sheet = new ContactSheet("", 100);
        sheet.addRow(new ContactSheet.Cell(white, List.of()));
        BufferedImage image = sheet.render();
        assertThat(image.getWidth()).isEqualTo(16 + 76 + 16);
        assertThat(image.getRGB(16, 16, 76, 25, null, 0, 76)).containsOnly(0xff4d4d4d);
    }

    @Test
    void everyPrintableLetterHasItsOwnShape() {
        Map<String, Character> seen = new HashMap<>();
        for (char c = ' '; c <= '~'; c++) {
            BufferedImage image = new BufferedImage(30, 45, BufferedImage.TYPE_INT_RGB);
            Lettering.draw(image, String.valueOf(c), 4, 4, 4, 0xffffff);
            Character twin = seen.put(Arrays.toString(pixels(image)), c);
            assertThat(twin).as("looks like '%s'", c).isNull();
        }
    }
}
