package org.sdcodec.imageio;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;

/** Pictures and files of the tests: {@code opaque.sdc} has 40x24 pixels, {@code translucent.sdc} 33x17. */
final class TestFiles {

    private TestFiles() {}

    static URL url(String name) {
        return TestFiles.class.getResource(name);
    }

    static byte[] bytes(String name) throws IOException {
        try (InputStream in = TestFiles.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    /** Soft colors with a diagonal edge; the left half of an image with alpha is translucent. */
    static BufferedImage image(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = x > y ? 190 : 60 + 100 * y / height;
                int green = 60 + 120 * x / width;
                int blue = 180 - 90 * y / height;
                int alpha = image.getColorModel().hasAlpha() && 2 * x < width ? 40 + 4 * y : 255;
                image.setRGB(x, y, alpha << 24 | red << 16 | green << 8 | blue);
            }
        }
        return image;
    }
}
