package org.sdcodec.cli.image.png;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.sdcodec.Picture;
import org.sdcodec.engine.Workers;

class PngEncoderTest {

    @Test
    void theJdkReadsTheSamePixels() throws IOException {
        for (int[] size : new int[][] {{1, 1}, {1, 300}, {300, 1}, {7, 5}, {513, 400}, {700, 701}}) {
            for (boolean alpha : new boolean[] {false, true}) {
                int[] pixels = pixels(size[0], size[1], alpha);
                byte[] file = write(picture(size[0], size[1], pixels, alpha), 2);
                BufferedImage read = ImageIO.read(new ByteArrayInputStream(file));
                assertThat(read.getRGB(0, 0, size[0], size[1], null, 0, size[0]))
                        .as("%d x %d", size[0], size[1])
                        .isEqualTo(pixels);
                assertThat(read.getColorModel().hasAlpha()).isEqualTo(alpha);
            }
        }
    }

    @Test
    void ourDecoderFindsEveryChunkIntact() throws IOException {
        byte[] file = write(picture(640, 900, pixels(640, 900, false), false), 1);
        assertThat(PngChunk.list(file)).allMatch(PngChunk::intact);
        // Several strips, or nothing of how they are joined was tested.
        assertThat(PngChunk.list(file))
                .filteredOn(chunk -> chunk.name().equals("IDAT"))
                .hasSizeGreaterThan(3);
    }

    @Test
    void theFileDoesNotDependOnTheThreads() throws IOException {
        Picture picture = picture(900, 1000, pixels(900, 1000, true), true);
        byte[] alone = write(picture, 1);
        assertThat(write(picture, 2)).isEqualTo(alone);
        assertThat(write(picture, 5)).isEqualTo(alone);
    }

    @Test
    void noiseThatDeflateCannotShortenFits() throws IOException {
        Random random = new Random(3);
        int[] noise = random.ints(400 * 500).map(pixel -> pixel | 0xff000000).toArray();
        byte[] file = write(picture(400, 500, noise, false), 2);
        assertThat(ImageIO.read(new ByteArrayInputStream(file)).getRGB(0, 0, 400, 500, null, 0, 400))
                .isEqualTo(noise);
    }

    private static Picture picture(int width, int height, int[] pixels, boolean alpha) {
        return alpha ? Picture.of(width, height, pixels) : Picture.opaque(width, height, pixels);
    }

    /** Slopes with some noise, flat areas and an edge, so that rows take different filters. */
    private static int[] pixels(int width, int height, boolean alpha) {
        Random random = new Random(width * 31L + height);
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % width;
            int y = i / width;
            int level = x * 3 < width ? 200 : (x + y + random.nextInt(8)) & 255;
            int opacity = alpha ? (y * 7 + x & 255) : 255;
            pixels[i] = opacity << 24 | level << 16 | (255 - level) << 8 | (y * 5 & 255);
        }
        return pixels;
    }

    private static byte[] write(Picture picture, int threads) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Workers workers = new Workers(threads)) {
            PngEncoder.write(picture, workers, out);
        }
        return out.toByteArray();
    }
}
