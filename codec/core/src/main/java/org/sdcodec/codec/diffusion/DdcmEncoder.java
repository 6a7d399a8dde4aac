package org.sdcodec.codec.diffusion;

import java.util.Optional;
import org.sdcodec.codec.mode.Checkpoint;
import org.sdcodec.codec.mode.CodedLatent;
import org.sdcodec.codec.mode.EncodeJob;
import org.sdcodec.codec.model.Digest;
import org.sdcodec.engine.network.BlockListener;

/** Codes one latent in mode ddcm. */
final class DdcmEncoder extends DiffusionEncoder {

    /** Sixteen times as many atoms as numbers: fewer bits for the same closeness than one basis; more gain little. */
    private static final int REDUNDANCY = 4;

    private final DdcmMode mode;
    private final AtomSet set;

    DdcmEncoder(DdcmMode mode, EncodeJob job) {
        super(job);
        this.mode = mode;
        this.set = atoms(numbers(), job.options().robust());
    }

    private static AtomSet atoms(long numbers, boolean robust) {
        AtomSet set = new AtomSet(false, REDUNDANCY, robust);
        while (set.redundancy() > 0 && set.atoms(numbers) > AtomSet.MAX_ATOMS) {
            set = new AtomSet(false, set.redundancy() - 1, robust);
        }
        return set;
    }

    private DdcmPlan plan(int bytes) {
        return DdcmPlan.of(set, numbers(), bytes, job().options().effort());
    }

    @Override
    public Optional<Sizes> sizes() {
        int steps = plan(Integer.MAX_VALUE / 2).coded();
        return Optional.of(new Sizes(DdcmPlan.leastBytes(set, numbers()), DdcmPlan.mostBytes(set, numbers(), steps)));
    }

    @Override
    public CodedLatent ofSize(int bytes, BlockListener progress) {
        DdcmPlan plan = plan(bytes);
        float[] weights = weights();
        Checkpoint.State from = resumed(
                new Digest()
                        .add(mode.code(), plan.steps(), plan.coded(), set.toByte(), set.robust() ? 1 : 0, plan.bytes()),
                weights);
        byte[] coded;
        try {
            coded = DdcmCoder.encode(
                    plan, job().latent(), weights, job().unet(), from, job().checkpoint()::save, progress);
        } finally {
            job().unet().finish();
        }
        int coder = set.robust() ? DdcmMode.ROBUST_CODER : 0;
        return new CodedLatent(
                mode,
                coder,
                plan.steps(),
                plan.coded(),
                coded,
                new DdcmLatent(plan, DdcmCoder.parse(plan, coded), shape()));
    }
}
