package org.sdcodec.examples;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Pictures to upload. */
final class TestPicture {

    private TestPicture() {}

    /** Soft colors with a diagonal edge, whose place and colors depend on the number. */
    static BufferedImage of(int width, int height, int number) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = x + number % 7 > y ? 190 - 3 * number % 90 : 60 + 100 * y / height;
                int green = 60 + 120 * x / width;
                int blue = 180 - 90 * y / height;
                image.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        return image;
    }

    static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }
}
