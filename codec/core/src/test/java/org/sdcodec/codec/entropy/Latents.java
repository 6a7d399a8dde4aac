package org.sdcodec.codec.entropy;

import java.util.Random;
import org.sdcodec.codec.quant.LatentSymbols;

/** Latents for tests. */
final class Latents {
    private Latents() {}

    /**
     * Smooth fields plus noise, correlated across channels, as latents of photographs are.
     *
     * @param scale about the largest magnitude
     */
    static LatentSymbols photoLike(long seed, int height, int width, int channels, double scale) {
        Random random = new Random(seed);
        int[] values = new int[height * width * channels];
        double[] frequencies = random.doubles(3L * channels, 0.02, 0.4).toArray();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double shared = Math.sin(0.13 * x + 0.21 * y);
                for (int c = 0; c < channels; c++) {
                    double smooth = Math.sin(frequencies[3 * c] * x + 3 * frequencies[3 * c + 1] * y);
                    double noise = 0.2 * random.nextGaussian();
                    double weight = frequencies[3 * c + 2];
                    values[(y * width + x) * channels + c] =
                            (int) Math.rint(scale * (weight * shared + 0.5 * smooth + noise) / 1.2);
                }
            }
        }
        return LatentSymbols.of(height, width, channels, values);
    }

    /** Independent symbols, mostly small, now and then of any size. */
    static LatentSymbols wild(long seed, int height, int width, int channels) {
        Random random = new Random(seed);
        int[] values = new int[height * width * channels];
        int kind = random.nextInt(4);
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (kind) {
                case 0 -> random.nextInt(3) - 1;
                case 1 -> random.nextInt(2 * LatentSymbols.MAX_MAGNITUDE + 1) - LatentSymbols.MAX_MAGNITUDE;
                case 2 -> (random.nextBoolean() ? 1 : -1) * LatentSymbols.MAX_MAGNITUDE;
                default -> random.nextInt(40) == 0 ? random.nextInt(65535) - 32767 : random.nextInt(60) - 30;
            };
        }
        return LatentSymbols.of(height, width, channels, values);
    }
}
