package org.sdcodec.codec.original;

/**
 * Eight bits for each value of a latent. With s = 0.18215, the scaling factor of Stable Diffusion 1 and 2, and z the
 * latent as their autoencoder gives it (Bühlmann 2022):
 *
 * <pre>
 *   q = floor(255 · clamp(z / (255 · s) + 0.5, 0, 1) + 0.5)
 *   z = (q − 127.5) · s
 * </pre>
 *
 * <p>Values come and go in the scale of the diffusion model, u = s · z, so that a model with another scaling factor is
 * quantized at the same share of its noise. There the levels are s² = 0.0332 apart and reach from −4.23 to 4.23; zero
 * lies between two levels.
 */
final class ByteQuantizer {
    static final int MAX = 255;

    /** Scaling factor of Stable Diffusion 1 and 2, which both formulas of the original use, whatever the model. */
    private static final float SCALE = 0.18215f;

    private static final double RANGE = 255.0 * 0.18215 * 0.18215;

    /** One value for each level: (q − 127.5) · s is rounded to float, and its product with s again. */
    private static final float[] VALUES = new float[MAX + 1];

    static {
        for (int q = 0; q < VALUES.length; q++) {
            VALUES[q] = (q - 127.5f) * SCALE * SCALE;
        }
    }

    private ByteQuantizer() {}

    /** @param value finite, in the scale of the diffusion model */
    static int quantize(float value) {
        double share = Math.max(0, Math.min(1, value / RANGE + 0.5));
        // Not negative, so the cast is the floor.
        return (int) (MAX * share + 0.5);
    }

    /** @param level 0..255 */
    static float dequantize(int level) {
        return VALUES[level];
    }
}
