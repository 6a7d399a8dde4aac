package org.sdcodec.codec;

import java.util.Arrays;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;

/**
 * A latent nearer to what the decoder needs: z + f (z - E(D(z))), with an encoder E that does not undo the decoder D. What D and E
 * change is found once, by running both without the quantiser; how much of it is taken, f, depends on the step, because it makes latents
 * larger, and behind a coarse quantiser the decoder errs by more than that.
 */
final class LatentCorrection {
    /**
     * Measured with the embedded model: from this step code on it saves nothing. It grows by {@link #PER_CODE} for each finer step.
     */
    private static final int COARSEST = 112;

    private static final float PER_CODE = 1 / 40f;
    private static final float STRONGEST = 0.6f;

    private final Engine engine;
    private final Autoencoder vae;
    private final Tensor latent;
    private final int height;
    private final int width;
    private float[] change;

    /**
     * @param latent in the scale of the diffusion model; not modified
     * @param height of the picture in pixels
     * @param width of the picture in pixels
     */
    LatentCorrection(Engine engine, Autoencoder vae, Tensor latent, int height, int width) {
        this.engine = engine;
        this.vae = vae;
        this.latent = latent;
        this.height = height;
        this.width = width;
    }

    /** Whether it changes anything at a step. */
    static boolean serves(int stepCode) {
        return stepCode < COARSEST;
    }

    /**
     * The latent to quantise.
     *
     * @param stepCode of uniform quantisation, see {@link StepSize}
     * @return the given one if the step is coarse
     */
    Tensor at(int stepCode) {
        if (!serves(stepCode)) {
            return latent;
        }
        if (change == null) {
            change = change();
        }
        float strength = Math.min(STRONGEST, (COARSEST - stepCode) * PER_CODE);
        float[] values = Arrays.copyOf(latent.data(), latent.size());
        for (int i = 0; i < values.length; i++) {
            values[i] += strength * change[i];
        }
        return Tensor.of(latent.height(), latent.width(), latent.channels(), values);
    }

    /** z - E(D(z)). */
    private float[] change() {
        MemoryCheck.require(vae.decodeBytes(height, width), height, width);
        Tensor raw = engine.tensor(latent.height(), latent.width(), latent.channels());
        for (int i = 0; i < latent.size(); i++) {
            raw.data()[i] = latent.data()[i] / vae.scalingFactor() + vae.shiftFactor();
        }
        Tensor picture = vae.decode(engine, raw, height, width);
        engine.release(raw);
        Tensor again = vae.encode(engine, picture);
        engine.release(picture);
        float[] difference = new float[latent.size()];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = latent.data()[i] - (again.data()[i] - vae.shiftFactor()) * vae.scalingFactor();
        }
        engine.release(again);
        return difference;
    }
}
