package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sdcodec.cli.image.SampleGrid.read;
import static org.sdcodec.cli.image.TestPictures.pixels;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebP files: lossless, with alpha, and animated. */
class WebpTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "lossless-z0",
                "lossless-palette-z0",
                "lossless-palette-z6",
                "lossless-z9-alpha",
                "lossless-copies"
            })
    void losslessWebp(String name) {
        ReadPicture read = read(TestPictures.resource(name + ".webp"));
        int width = read.picture().width();
        int[] expected = new int[width * read.picture().height()];
        for (int i = 0; i < expected.length; i++) {
            int x = i % width;
            int y = i / width;
            int k = (x + 8 * y) % 97;
            int rgb = name.endsWith("copies")
                    ? (k * k * 7 + k * 31) % 251 * 0x010101
                    : name.contains("palette") ? few(x, y) : TestPictures.rgbAt(x, y);
            expected[i] = rgb | (name.endsWith("alpha") ? alpha(x, y) : 255) << 24;
        }
        assertThat(pixels(read.picture())).isEqualTo(expected);
        assertThat(read.warnings()).isEmpty();
    }

    private static int few(int x, int y) {
        int rgb = TestPictures.rgbAt(x, y);
        return (rgb >> 16) / 86 * 86 << 16 | (rgb >> 8 & 255) / 86 * 86 << 8 | (rgb & 255) / 86 * 86;
    }

    private static int alpha(int x, int y) {
        return 255 - 8 * y - x;
    }

    @Test
    void webpWithAPaletteWhoseIndexesArePredicted() throws IOException {
        BufferedImage expected = ImageIO.read(new ByteArrayInputStream(TestPictures.resource("dual-transform.png")));
        int w = expected.getWidth();
        assertThat(pixels(read(TestPictures.resource("dual-transform.webp")).picture()))
                .isEqualTo(expected.getRGB(0, 0, w, expected.getHeight(), null, 0, w));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossy-alpha-raw", "lossy-alpha-raw-filtered", "lossy-alpha-filtered"})
    void alphaOfLossyWebp(String name) {
        int[] pixels = pixels(read(TestPictures.resource(name + ".webp")).picture());
        int[] colors = new int[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % TestPictures.WIDTH;
            int y = i / TestPictures.WIDTH;
            assertThat(pixels[i] >>> 24).isEqualTo(alpha(x, y));
            colors[i] = TestPictures.rgbAt(x, y);
        }
        assertThat(TestPictures.psnr(pixels, colors)).isGreaterThan(40);
    }

    @Test
    void theFirstFrameOfAWebpAnimationIsOnItsCanvas() {
        ReadPicture read = read(TestPictures.resource("animation.webp"));
        int[] pixels = pixels(read.picture());
        assertThat(read.picture().width()).isEqualTo(TestPictures.WIDTH);
        for (int i = 0; i < pixels.length; i++) {
            int x = i % TestPictures.WIDTH;
            int y = i / TestPictures.WIDTH;
            boolean inside = x >= 6 && x < 20 && y >= 4 && y < 12;
            assertThat(pixels[i]).isEqualTo(inside ? 0xff000000 | few(x, y) : 0);
        }
        assertThat(read.warnings()).containsExactly("it is an animation of 2 frames, of which the first is taken");
    }
}
