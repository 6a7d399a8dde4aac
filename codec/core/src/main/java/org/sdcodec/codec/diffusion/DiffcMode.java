package org.sdcodec.codec.diffusion;

import java.util.EnumSet;
import java.util.List;
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

/** Mode 3: a diffusion model's UNet is the entropy model of a latent with noise ({@link DiffcCoder}). */
public final class DiffcMode extends DiffusionMode {

    /** The name of the mode. */
    public static final String NAME = "diffc";

    /** Calls of the network behind the coded steps, unless the reader wants another number. */
    private static final int USUAL_TAIL = 10;

    /** Bytes for each number of a latent: sample, prediction, residual, order. */
    private static final long NUMBER_BYTES = 12 * Float.BYTES;

    @Override
    public int code() {
        return 3;
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
                Capability.REALISM,
                Capability.RESUMABLE,
                Capability.PARTIAL);
    }

    @Override
    public boolean hasCoder(int coder) {
        return coder == 0;
    }

    @Override
    public Optional<String> parameterFault(int stepCode, int reconstruction) {
        return reconstruction >= 1
                ? Optional.empty()
                : Optional.of("a latent without a step was found, but there is at least 1");
    }

    @Override
    public LatentEncoder encoder(EncodeJob job) {
        requireSize(job);
        return new DiffcEncoder(this, job);
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
        DiffcPlan plan = DiffcPlan.parse(header.stepCode(), (int) shape.size());
        List<DiffcCoder.Step> steps = DiffcCoder.parse(plan, coded, header.reconstruction());
        if (partial != null) {
            partial.accept(part(shape, steps.size(), header.reconstruction()));
        } else if (steps.size() < header.reconstruction()) {
            throw new SdcFormatException(
                    coded.length,
                    "the coded latent ends after " + steps.size() + " of " + header.reconstruction() + " steps");
        } else if (!DiffcCoder.restIsZero(plan, coded, steps)) {
            throw new SdcFormatException(coded.length - 1L, "the bits behind the last step are not 0");
        }
        progress.onBlock(1, 1);
        return new DiffcLatent(plan, steps, shape);
    }

    /** Each step is of the whole latent, so without the last ones all numbers are coarser. */
    private static PartialLatent part(LatentShape shape, int steps, int all) {
        boolean whole = steps == all;
        return new PartialLatent(
                shape.size() * steps / all,
                shape.size(),
                whole ? shape.channels() : 0,
                shape.channels(),
                whole ? shape.rows() : 0,
                shape.rows(),
                whole ? List.of() : List.of(Area.of(shape.toShape())));
    }

    @Override
    public long encodeBytes(EncodeOptions options, ModelProfile model, int height, int width, int threads) {
        long numbers = model.shape(height, width).size();
        DiffcPlan plan = DiffcPlan.of(options.effort(), (int) Math.min(numbers, Integer.MAX_VALUE));
        return NUMBER_BYTES * numbers + PathSearch.bytes(plan.window(), DiffcSteps.mostBits(numbers));
    }

    @Override
    public DecodeBytes decodeBytes(
            SdcHeader header, byte[] coded, LatentShape shape, Area cells, LatentPrior prior, int threads) {
        long bytes = NUMBER_BYTES * shape.size() + (long) Byte.SIZE * coded.length;
        return new DecodeBytes(bytes, bytes);
    }

    @Override
    public Denoising chooseDenoising(DecodeOptions options, Denoising stored, SdcHeader header, OptionalUnet unet) {
        return chosen(options, unet, USUAL_TAIL, Denoising.MAX_STEPS);
    }

    @Override
    public Tensor denoise(
            Denoiser.Run unet, LatentSource decoded, SdcHeader header, Denoising denoising, BlockListener progress) {
        DiffcLatent latent = (DiffcLatent) decoded;
        Tensor values = DiffcCoder.decode(
                latent.plan(), latent.steps(), latent.shape(), unet, denoising.steps(), denoising.strength(), progress);
        unet.finish();
        return values;
    }
}
