package org.sdcodec.codec.scalar;

import java.util.Arrays;
import org.sdcodec.codec.mode.EncodeJob;
import org.sdcodec.codec.pixels.Gray;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;

/**
 * A latent nearer to what the decoder needs: z + f (z - E(D(z))), with an encoder E that does not undo the decoder D.
 * What D and E change is found once, by running both without the quantizer; how much of it is taken, f, depends on the
 * step, because it makes latents larger, and behind a coarse quantizer the decoder errs by more than that.
 */
final class LatentCorrection {
    /**
     * Measured with the embedded model: from this step code on it saves nothing. It grows by {@link #PER_CODE} for each
     * finer step.
     */
    private static final int COARSEST = 112;

    private static final float PER_CODE = 1 / 40f;
    private static final float STRONGEST = 0.6f;

    private final EncodeJob job;
    private float[] change;

    /** @param job with an autoencoder both halves of which are loaded */
    LatentCorrection(EncodeJob job) {
        this.job = job;
    }

    /** Whether it changes anything at a step. */
    static boolean serves(int stepCode) {
        return stepCode < COARSEST;
    }

    /**
     * The latent to quantize.
     *
     * @param stepCode of uniform quantization, see {@link StepSize}
     * @return the given one if the step is coarse
     */
    Tensor at(int stepCode) {
        if (!serves(stepCode)) {
            return job.latent();
        }
        if (change == null) {
            change = change();
        }
        float strength = Math.min(STRONGEST, (COARSEST - stepCode) * PER_CODE);
        Tensor latent = job.latent();
        float[] values = Arrays.copyOf(latent.data(), latent.size());
        for (int i = 0; i < values.length; i++) {
            values[i] += strength * change[i];
        }
        return Tensor.of(latent.height(), latent.width(), latent.channels(), values);
    }

    /** z - E(D(z)). */
    private float[] change() {
        Autoencoder vae = job.autoencoder();
        Engine engine = job.engine();
        Tensor latent = job.latent();
        Tensor raw = engine.tensor(latent.height(), latent.width(), latent.channels());
        System.arraycopy(latent.data(), 0, raw.data(), 0, latent.size());
        job.model().toAutoencoderScale(raw);
        Tensor picture = vae.decode(engine, raw, job.height(), job.width());
        engine.release(raw);
        if (job.gray()) {
            Gray.replace(picture);
        }
        Tensor again = vae.encode(engine, picture);
        engine.release(picture);
        float[] difference = Arrays.copyOf(again.data(), latent.size());
        engine.release(again);
        job.model().toDiffusionScale(difference);
        for (int i = 0; i < difference.length; i++) {
            difference[i] = latent.data()[i] - difference[i];
        }
        return difference;
    }
}
