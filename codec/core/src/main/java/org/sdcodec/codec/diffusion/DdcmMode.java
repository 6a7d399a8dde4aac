package org.sdcodec.codec.diffusion;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Denoising;
import org.sdcodec.EncodeOptions;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.denoise.Denoiser;
import org.sdcodec.codec.denoise.OptionalUnet;
import org.sdcodec.codec.entropy.CoderThreads;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.mode.Capability;
import org.sdcodec.codec.mode.EncodeJob;
import org.sdcodec.codec.mode.LatentEncoder;
import org.sdcodec.codec.mode.PartialLatent;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.vae.LatentSource;

/**
 * Mode 2: a diffusion model's UNet samples the latent, and the file chooses the noise of the first steps ({@link
 * DdcmCoder}).
 */
public final class DdcmMode extends DiffusionMode {

    /** The name of the mode. */
    public static final String NAME = "ddcm";

    /** The entropy coder whose atoms are written each on its own. */
    static final int ROBUST_CODER = 1;

    /** Bytes for each atom of a codebook while it is made and searched. */
    private static final long ATOM_BYTES = 2 * Double.BYTES + Integer.BYTES;

    /** Bytes for each number of a latent: sample, prediction, residual, sum of atoms. */
    private static final long NUMBER_BYTES = 10 * Float.BYTES;

    @Override
    public int code() {
        return 2;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.RATE,
                Capability.EFFORT,
                Capability.FOCUS,
                Capability.ROBUST,
                Capability.REALISM,
                Capability.RESUMABLE);
    }

    @Override
    public boolean hasCoder(int coder) {
        return coder <= ROBUST_CODER;
    }

    @Override
    public Optional<String> parameterFault(int stepCode, int reconstruction) {
        return stepCode >= 2 && reconstruction >= 1 && reconstruction < stepCode
                ? Optional.empty()
                : Optional.of("a ladder of " + stepCode + " steps with " + reconstruction
                        + " coded ones was found, but there are at least 1 coded step and 1 more");
    }

    @Override
    public LatentEncoder encoder(EncodeJob job) {
        DdcmCoder.requireLadder(job.unet().schedule());
        requireSize(job);
        return new DdcmEncoder(this, job);
    }

    @Override
    public LatentSource decode(
            SdcHeader header,
            byte[] coded,
            LatentShape shape,
            Area cells,
            LatentPrior prior,
            CoderThreads threads,
            BlockListener progress,
            Consumer<PartialLatent> partial) {
        progress.onBlock(0, 1);
        DdcmPlan plan = plan(header, coded, shape);
        LatentSource latent = new DdcmLatent(plan, DdcmCoder.parse(plan, coded), shape);
        progress.onBlock(1, 1);
        return latent;
    }

    private static DdcmPlan plan(SdcHeader header, byte[] coded, LatentShape shape) {
        AtomSet set = AtomSet.parse(coded[0] & 0xff, header.coder() == ROBUST_CODER);
        if (set.atoms(shape.size()) > AtomSet.MAX_ATOMS) {
            throw new SdcFormatException(
                    0,
                    "codebooks of " + set.atoms(shape.size()) + " atoms are larger than " + AtomSet.MAX_ATOMS
                            + ", which is the most");
        }
        return new DdcmPlan(header.stepCode(), header.reconstruction(), set, (int) shape.size(), coded.length);
    }

    @Override
    public long encodeBytes(EncodeOptions options, ModelProfile model, int height, int width, int threads) {
        return AtomSet.MAX_ATOMS * ATOM_BYTES
                + NUMBER_BYTES * model.shape(height, width).size();
    }

    @Override
    public DecodeBytes decodeBytes(
            SdcHeader header, byte[] coded, LatentShape shape, Area cells, LatentPrior prior, int threads) {
        long atoms = plan(header, coded, shape).atoms();
        long bytes = atoms * ATOM_BYTES + NUMBER_BYTES * shape.size();
        return new DecodeBytes(bytes, bytes);
    }

    @Override
    public Denoising chooseDenoising(DecodeOptions options, Denoising stored, SdcHeader header, OptionalUnet unet) {
        int rest = header.stepCode() - header.reconstruction();
        int usual = new DdcmPlan(header.stepCode(), header.reconstruction(), null, 1, 1).usualTail();
        return chosen(options, unet, usual, rest);
    }

    @Override
    public Tensor denoise(
            Denoiser.Run unet, LatentSource decoded, SdcHeader header, Denoising denoising, BlockListener progress) {
        DdcmCoder.requireLadder(unet.schedule());
        DdcmLatent latent = (DdcmLatent) decoded;
        Tensor values = DdcmCoder.decode(
                latent.plan(),
                latent.choices(),
                latent.shape(),
                unet,
                denoising.steps(),
                denoising.strength(),
                progress);
        unet.finish();
        return values;
    }
}
