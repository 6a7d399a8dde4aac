package org.sdcodec.codec.diffusion;

import java.util.Optional;
import org.sdcodec.codec.mode.Checkpoint;
import org.sdcodec.codec.mode.CodedLatent;
import org.sdcodec.codec.mode.EncodeJob;
import org.sdcodec.codec.model.Digest;
import org.sdcodec.engine.network.BlockListener;

/** Codes one latent in mode diffc. */
final class DiffcEncoder extends DiffusionEncoder {

    /** More bits per number than Stable Diffusion's schedule has signal for. */
    private static final int MOST_BITS_PER_NUMBER = 4;

    private final DiffcMode mode;
    private final DiffcPlan plan;

    DiffcEncoder(DiffcMode mode, EncodeJob job) {
        super(job);
        this.mode = mode;
        this.plan = DiffcPlan.of(job.options().effort(), numbers());
    }

    @Override
    public Optional<Sizes> sizes() {
        int least = DiffcCoder.leastBytes(plan);
        return Optional.of(new Sizes(least, Math.max(least, numbers() / Byte.SIZE * MOST_BITS_PER_NUMBER)));
    }

    @Override
    public CodedLatent ofSize(int bytes, BlockListener progress) {
        float[] weights = weights();
        Checkpoint.State from = resumed(new Digest().add(mode.code(), plan.toStepCode(), bytes), weights);
        DiffcCoder.Coded coded;
        try {
            coded = DiffcCoder.encode(
                    plan,
                    job().latent(),
                    weights,
                    bytes,
                    job().unet(),
                    job().engine().workers(),
                    from,
                    job().checkpoint()::save,
                    progress);
        } finally {
            job().unet().finish();
        }
        return new CodedLatent(
                mode,
                0,
                plan.toStepCode(),
                coded.steps(),
                coded.bytes(),
                new DiffcLatent(plan, DiffcCoder.parse(plan, coded.bytes(), coded.steps()), shape()));
    }
}
