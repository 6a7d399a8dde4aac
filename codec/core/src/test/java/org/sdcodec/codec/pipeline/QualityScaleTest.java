package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.testing.SyntheticPictures;

/**
 * The promise of the quality scale: over several pictures, lower qualities are smaller and farther from the originals.
 */
class QualityScaleTest {
    private static final long SEED = 2_236_067;
    private static final int[] QUALITIES = {95, 80, 65, 50, 40, 30, 20, 10};

    @Test
    void fileSizeAndPsnrFallWithTheQuality() {
        List<Picture> pictures =
                IntStream.range(0, 4).mapToObj(i -> picture(SEED + i)).toList();
        List<Double> bytes = new ArrayList<>();
        List<Double> psnr = new ArrayList<>();
        try (Codec codec = Codec.embedded()) {
            for (int quality : QUALITIES) {
                EncodeOptions options = EncodeOptions.DEFAULT.withQuality(quality);
                double size = 0;
                double closeness = 0;
                for (Picture picture : pictures) {
                    byte[] file = codec.encode(picture, options);
                    size += file.length;
                    closeness += Psnr.of(picture, codec.decode(file));
                }
                bytes.add(size / pictures.size());
                psnr.add(closeness / pictures.size());
            }
        }
        assertStrictlyFalling("mean bytes", bytes);
        assertStrictlyFalling("mean PSNR", psnr);
    }

    private static void assertStrictlyFalling(String what, List<Double> values) {
        for (int i = 1; i < values.size(); i++) {
            assertThat(values.get(i))
                    .as("%s of quality %d, of all: %s, seed %d", what, QUALITIES[i], values, SEED)
                    .isLessThan(values.get(i - 1));
        }
    }

    /** A gradient with soft and hard shapes and some grain: a little of everything that photos have. */
    private static Picture picture(long seed) {
        int side = 96;
        Random random = new Random(seed);
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, color(random), side, side, color(random)));
        graphics.fillRect(0, 0, side, side);
        for (int i = 0; i < 10; i++) {
            graphics.setPaint(new GradientPaint(
                    random.nextInt(side), 0, color(random), random.nextInt(side), side, color(random)));
            int x = random.nextInt(side);
            int y = random.nextInt(side);
            int extent = 8 + random.nextInt(40);
            if (i % 2 == 0) {
                graphics.fillOval(x, y, extent, extent);
            } else {
                graphics.fillRect(x, y, extent, extent / 2);
            }
        }
        graphics.dispose();
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int grain = random.nextInt(9) - 4;
                Color c = new Color(picture.getRGB(x, y));
                picture.setRGB(
                        x,
                        y,
                        clamp(c.getRed() + grain) << 16
                                | clamp(c.getGreen() + grain) << 8
                                | clamp(c.getBlue() + grain));
            }
        }
        return SyntheticPictures.opaque(side, side, picture::getRGB);
    }

    private static Color color(Random random) {
        return new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }

    private static int clamp(int sample) {
        return Math.max(0, Math.min(255, sample));
    }
}
