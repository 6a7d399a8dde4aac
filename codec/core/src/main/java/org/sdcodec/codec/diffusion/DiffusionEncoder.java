package org.sdcodec.codec.diffusion;

import org.sdcodec.codec.mode.Checkpoint;
import org.sdcodec.codec.mode.CodedLatent;
import org.sdcodec.codec.mode.EncodeJob;
import org.sdcodec.codec.mode.LatentEncoder;
import org.sdcodec.codec.model.Digest;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.BlockListener;

/** Codes one latent with a UNet, to any size: what the modes that do so have in common. */
abstract class DiffusionEncoder implements LatentEncoder {

    /** Bits per number at a quantizer's step of 1: from 0.05 at quality 1 to 3.2 at quality 100. */
    private static final double BITS_AT_STEP_1 = 0.4;

    private final EncodeJob job;
    private final LatentShape shape;

    DiffusionEncoder(EncodeJob job) {
        this.job = job;
        Tensor latent = job.latent();
        this.shape = new LatentShape(latent.height(), latent.width(), latent.channels());
    }

    EncodeJob job() {
        return job;
    }

    LatentShape shape() {
        return shape;
    }

    /** How many numbers the latent has. */
    int numbers() {
        return (int) shape.size();
    }

    @Override
    public CodedLatent encode(int stepCode) {
        return search(stepCode, BlockListener.NONE);
    }

    @Override
    public boolean searches() {
        return true;
    }

    @Override
    public CodedLatent search(int stepCode, BlockListener progress) {
        double bits = BITS_AT_STEP_1 / StepSize.of(stepCode) * shape.size();
        Sizes sizes = sizes().orElseThrow();
        long bytes = 1 + (long) Math.ceil(bits / Byte.SIZE);
        return ofSize((int) Math.max(sizes.least(), Math.min(sizes.most(), bytes)), progress);
    }

    /**
     * The state from which a resumed encode goes on; null to begin.
     *
     * @param settings what the bytes depend on besides picture, model and focus
     * @param weights what {@link #weights} gave
     */
    Checkpoint.State resumed(Digest settings, float[] weights) {
        if (!job.checkpoint().keeps()) {
            return null;
        }
        byte[] digest = (weights == null ? settings : settings.add(weights)).finish();
        return job.checkpoint()
                .begin(job.modelDigest(), digest, job.latent().data())
                .orElse(null);
    }

    /** How much each number of the latent counts; null if all count alike. */
    float[] weights() {
        if (job.options().focus().isEmpty()) {
            return null;
        }
        float[] cells = job.options()
                .focus()
                .get()
                .cells(job.height(), job.width(), job.model().latents().downsampling());
        float[] weights = new float[cells.length * shape.channels()];
        for (int j = 0; j < weights.length; j++) {
            weights[j] = cells[j / shape.channels()];
        }
        return weights;
    }
}
