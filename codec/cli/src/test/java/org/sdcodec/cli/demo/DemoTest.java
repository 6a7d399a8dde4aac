package org.sdcodec.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.JpegEncoder;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.imageio.BufferedImages;
import org.sdcodec.scene.Scene;

class DemoTest {
    private static final long LIMIT = 1 << 22;

    private static Picture scene(int width, int height, long seed) {
        return Picture.opaque(width, height, Scene.render(width, height, seed));
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @ParameterizedTest
    @ValueSource(ints = {900, 1500, 4000, 1 << 20})
    void jpegIsTheBestThatFits(int maxBytes) {
        Picture scene = scene(96, 96, 3);
        JpegAtSize.Result result = JpegAtSize.encode(scene, maxBytes);
        assertThat(result.fits()).isTrue();
        assertThat(result.bytes().length).isLessThanOrEqualTo(maxBytes);
        if (result.quality() < 100) {
            int next = JpegEncoder.encode(scene, result.quality() + 1).length;
            assertThat(next).isGreaterThan(maxBytes);
        }
        Picture back = ImageFiles.read(result.bytes(), "jpeg", LIMIT).picture();
        assertThat(Psnr.of(scene, back)).isGreaterThan(15);
    }

    @Test
    void jpegThatCannotBeThatSmallSaysSo() {
        JpegAtSize.Result result = JpegAtSize.encode(scene(64, 64, 3), 20);
        assertThat(result.fits()).isFalse();
        assertThat(result.quality()).isEqualTo(1);
        assertThat(result.bytes().length).isGreaterThan(20);
    }

    @Test
    void theSheetShowsPicturesUnchangedAndTextUnderThem() {
        Picture a = scene(60, 40, 1);
        Picture b = scene(50, 45, 2);
        ContactSheet sheet = new ContactSheet("title", 64);
        sheet.addRow(
                new ContactSheet.Cell(a, List.of("A", "12 bytes")),
                new ContactSheet.Cell(b, List.of("a line far too long")));
        sheet.addRow(new ContactSheet.Cell(b, List.of()));
        BufferedImage image = BufferedImages.from(sheet.render());
        int top = 16 + 28 + 16;
        assertThat(image.getRGB(16, top, 60, 40, null, 0, 60)).isEqualTo(a.toArray());
        assertThat(image.getRGB(16 + 60 + 16, top, 50, 45, null, 0, 50)).isEqualTo(b.toArray());
        int background = image.getRGB(0, 0);
        int[] caption = image.getRGB(16, top + 53, 60, 40, null, 0, 60);
        assertThat(caption).contains(background, 0xfff0f0f0);
        int[] margin = image.getRGB(image.getWidth() - 4, 0, 4, image.getHeight(), null, 0, 4);
        assertThat(margin).as("the long line is cut off").containsOnly(background);
    }

    @Test
    void largePicturesAreReducedOnTheSheet() {
        int[] pixels = new int[301 * 100];
        Arrays.fill(pixels, 0x4d4d4d);
        ContactSheet sheet = new ContactSheet("", 100);
        sheet.addRow(new ContactSheet.Cell(Picture.opaque(301, 100, pixels), List.of()));
        BufferedImage image = BufferedImages.from(sheet.render());
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
