package org.sdcodec.scene;

/**
 * A rendered picture that has what photographs have: sky and soft clouds, foliage, brickwork and a fence with hard
 * edges, ripples, skin-like gradients, a line of text and a little grain. The pixels depend on the size and the seed
 * only and are the same on every JVM; no font and no display is needed.
 */
public final class Scene {
    /** Samples per pixel and direction. */
    private static final int SAMPLES = 2;

    private static final double GRAIN = 0.012;

    private Scene() {}

    /**
     * Renders the scene. Wider pictures show more of it at the sides.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     * @param seed varies clouds, mountains, leaves and the like
     * @return {@code height} rows of {@code width} pixels 0xRRGGBB
     */
    public static int[] render(int width, int height, long seed) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a scene needs at least 1x1 pixels, not " + width + "x" + height);
        }
        Noise noise = new Noise(seed);
        Landscape landscape = new Landscape(noise);
        Foreground foreground = new Foreground(noise);
        int[] pixels = new int[Math.multiplyExact(width, height)];
        for (int py = 0; py < height; py++) {
            for (int px = 0; px < width; px++) {
                double r = 0;
                double g = 0;
                double b = 0;
                for (int s = 0; s < SAMPLES * SAMPLES; s++) {
                    double x = (px + (s % SAMPLES + 0.5) / SAMPLES - width / 2.0) / height;
                    double y = (py + (s / SAMPLES + 0.5) / SAMPLES) / height;
                    Rgb near = foreground.shade(x, y);
                    Rgb color = near != null ? near : landscape.shade(x, y);
                    r += Math.min(1, color.r());
                    g += Math.min(1, color.g());
                    b += Math.min(1, color.b());
                }
                // Film grain is of one color; the corners are a little darker, as through a lens.
                double grain = GRAIN * (noise.hash(px, py + 5000) + noise.hash(px, py + 90000) - 1);
                double fromMiddle = square(2 * px / (double) width - 1) + square(2 * py / (double) height - 1);
                double lens = (1 - 0.07 * fromMiddle) / (SAMPLES * SAMPLES);
                pixels[py * width + px] =
                        byteOf(r * lens + grain) << 16 | byteOf(g * lens + grain) << 8 | byteOf(b * lens + grain);
            }
        }
        return pixels;
    }

    private static double square(double v) {
        return v * v;
    }

    private static int byteOf(double v) {
        return (int) (255 * Math.min(1, Math.max(0, v)) + 0.5);
    }
}
