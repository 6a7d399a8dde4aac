package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.sdcodec.imageio.BufferedImages;

/** Reads files of pictures, and compares them with {@link TestPictures#pattern}. */
final class ImageAssertions {
    static final long LIMIT = 1 << 20;

    private ImageAssertions() {}

    static BufferedImage read(byte[] file) {
        return BufferedImages.from(ImageFiles.read(file, "test", LIMIT).picture());
    }

    static BufferedImage srgb(BufferedImage image) {
        return BufferedImages.from(BufferedImages.toPicture(image));
    }

    static String[] hex(BufferedImage image) {
        return Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .mapToObj(Integer::toHexString)
                .toArray(String[]::new);
    }

    static void assertPattern(BufferedImage image, int tolerance) {
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
}
