package org.sdcodec.codec.diffusion;

import java.util.Optional;
import org.sdcodec.codec.mode.Checkpoint;
import org.sdcodec.codec.mode.CodedLatent;
import org.sdcodec.codec.mode.EncodeJob;
import org.sdcodec.codec.mode.LatentEncoder;
import org.sdcodec.codec.model.Digest;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.BlockListener;

/** Codes one latent in mode ddcm, to any size. */
final class DdcmEncoder implements LatentEncoder {

    /** Bits per number at a quantizer's step of 1: from 0.05 at quality 1 to 3.2 at quality 100. */
    private static final double BITS_AT_STEP_1 = 0.4;

    /** Sixteen times as many atoms as numbers: fewer bits for the same closeness than one basis; more gain little. */
    private static final int REDUNDANCY = 4;

    private final DdcmMode mode;
    private final EncodeJob job;
    private final LatentShape shape;
    private final AtomSet set;

    DdcmEncoder(DdcmMode mode, EncodeJob job) {
        this.mode = mode;
        this.job = job;
        Tensor latent = job.latent();
        this.shape = new LatentShape(latent.height(), latent.width(), latent.channels());
        this.set = atoms(shape.size(), job.options().robust());
    }

    private static AtomSet atoms(long numbers, boolean robust) {
        AtomSet set = new AtomSet(false, REDUNDANCY, robust);
        while (set.redundancy() > 0 && set.atoms(numbers) > AtomSet.MAX_ATOMS) {
            set = new AtomSet(false, set.redundancy() - 1, robust);
        }
        return set;
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

    @Override
    public Optional<Sizes> sizes() {
        int least = DdcmPlan.leastBytes(set, (int) shape.size());
        int steps = DdcmPlan.of(
                        set,
                        (int) shape.size(),
                        Integer.MAX_VALUE / 2,
                        job.options().effort())
                .coded();
        return Optional.of(new Sizes(least, DdcmPlan.mostBytes(set, (int) shape.size(), steps)));
    }

    @Override
    public CodedLatent ofSize(int bytes, BlockListener progress) {
        DdcmPlan plan =
                DdcmPlan.of(set, (int) shape.size(), bytes, job.options().effort());
        float[] weights = weights();
        Checkpoint checkpoint = job.checkpoint();
        Checkpoint.State from = checkpoint.keeps()
                ? checkpoint
                        .begin(
                                job.modelDigest(),
                                settings(plan, weights),
                                job.latent().data())
                        .orElse(null)
                : null;
        byte[] coded;
        try {
            coded = DdcmCoder.encode(plan, job.latent(), weights, job.unet(), from, checkpoint::save, progress);
        } finally {
            job.unet().finish();
        }
        int coder = set.robust() ? DdcmMode.ROBUST_CODER : 0;
        return new CodedLatent(
                mode,
                coder,
                plan.steps(),
                plan.coded(),
                coded,
                new DdcmLatent(plan, DdcmCoder.parse(plan, coded), shape));
    }

    /** What the bytes depend on beside picture and model. */
    private static byte[] settings(DdcmPlan plan, float[] weights) {
        Digest digest = new Digest()
                .add(plan.steps(), plan.coded(), plan.set().toByte(), plan.set().robust() ? 1 : 0, plan.bytes());
        return (weights == null ? digest : digest.add(weights)).finish();
    }

    /** How much each number of the latent counts; null if all count alike. */
    private float[] weights() {
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
