package org.sdcodec.codec.scalar;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Denoising;
import org.sdcodec.EncodeOptions;
import org.sdcodec.OptionsException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SliceTable;
import org.sdcodec.codec.denoise.Denoiser;
import org.sdcodec.codec.denoise.OptionalUnet;
import org.sdcodec.codec.entropy.CoderThreads;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.mode.Capability;
import org.sdcodec.codec.mode.CodedLatent;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.mode.EncodeJob;
import org.sdcodec.codec.mode.LatentEncoder;
import org.sdcodec.codec.mode.PartialLatent;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.codec.quant.Quality;
import org.sdcodec.codec.quant.Quantization;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.codec.search.LatentSearch;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.LatentSource;

/** Mode 0, for the latents of any model. */
public final class ScalarMode implements CodingMode {

    /** From this effort on, what the decoder makes of a latent is taken into account. */
    private static final int CORRECTING_EFFORT = 7;

    /** From this effort on, latents that are rounded are searched through the decoder, in so many passes. */
    private static final int SEARCHING_EFFORT = 8;

    private static final int FEW_PASSES = 20;
    private static final int MANY_PASSES = 80;

    @Override
    public int code() {
        return SdcHeader.BRIEF_MODE;
    }

    @Override
    public String name() {
        return EncodeOptions.DEFAULT_MODE;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.RATE,
                Capability.MEASURED,
                Capability.EFFORT,
                Capability.PROGRESSIVE,
                Capability.PARTIAL,
                Capability.TUNED_DENOISING);
    }

    @Override
    public boolean hasCoder(int coder) {
        return coder < Quantization.values().length;
    }

    @Override
    public Optional<String> parameterFault(int stepCode, int reconstruction) {
        return Optional.empty();
    }

    @Override
    public float step(SdcHeader header) {
        return ScalarParameters.of(header).step();
    }

    @Override
    public boolean isDependent(SdcHeader header) {
        return ScalarParameters.of(header).quantization() == Quantization.DEPENDENT;
    }

    @Override
    public int fingerprint(int latentSpace, LatentPrior prior) {
        return latentSpace ^ prior.check();
    }

    @Override
    public void requireModel(ModelProfile model) {
        // Any will do.
    }

    @Override
    public boolean needsDecoder(EncodeOptions options) {
        return options.effort() >= CORRECTING_EFFORT
                && (options.effort() >= SEARCHING_EFFORT
                        || options.target().isPresent()
                        || LatentCorrection.serves(Quality.stepCode(options.quality())));
    }

    private static boolean searches(EncodeOptions options, ModelProfile model, Autoencoder autoencoder) {
        return options.effort() >= SEARCHING_EFFORT && LatentSearch.serves(model, autoencoder);
    }

    @Override
    public long searchBytes(EncodeOptions options, ModelProfile model, Autoencoder autoencoder, int height, int width) {
        return searches(options, model, autoencoder) ? LatentSearch.bytes(autoencoder, height, width) : 0;
    }

    @Override
    public LatentEncoder encoder(EncodeJob job) {
        ScalarEncoder encoder = new ScalarEncoder(
                this,
                job.prior(),
                job.options().effort(),
                job.model().latents().rounded(),
                new ScalarEncoder.Slicing(
                        job.height(), job.width(), job.options().progressive(), CoderThreads.of(job.engine())));
        boolean corrects = job.model().latents().rounded() && needsDecoder(job.options());
        LatentCorrection correction = corrects ? new LatentCorrection(job) : null;
        IntFunction<Tensor> latent = stepCode -> correction == null ? job.latent() : correction.at(stepCode);
        LatentEncoder plain = stepCode -> encoder.encode(latent.apply(stepCode), stepCode, job.progress());
        if (!searches(job.options(), job.model(), job.autoencoder())) {
            return plain;
        }
        LatentSearch search =
                new LatentSearch(job, job.options().effort() < EncodeOptions.MAX_EFFORT ? FEW_PASSES : MANY_PASSES);
        return new LatentEncoder() {
            @Override
            public CodedLatent encode(int stepCode) {
                return plain.encode(stepCode);
            }

            @Override
            public boolean searches() {
                return true;
            }

            @Override
            public CodedLatent search(int stepCode, BlockListener progress) {
                LatentSearch.Found found = search.at(latent.apply(stepCode), stepCode, progress);
                CodedLatent searched = encoder.encode(found.latent(), stepCode, job.progress());
                CodedLatent nearest = encode(stepCode);
                double bits = 8.0 * (searched.bytes().length - nearest.bytes().length);
                return bits + found.change() < 0 ? searched : nearest;
            }
        };
    }

    @Override
    public SliceTable slices(SdcHeader header, byte[] coded) {
        return SliceTable.of(header, coded);
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
        ScalarDecoder decoder = new ScalarDecoder(header, coded, shape, prior, threads);
        return partial == null ? decoder.decode(cells, progress) : decoder.decodePart(progress, partial);
    }

    @Override
    public long encodeBytes(EncodeOptions options, ModelProfile model, int height, int width, int threads) {
        boolean rounded = model.latents().rounded();
        LatentShape shape = model.shape(height, width);
        // A correction keeps what it changes, beside the changed latent.
        long corrected = rounded && needsDecoder(options) ? 2 * Float.BYTES * shape.size() : 0;
        return corrected
                + ScalarEncoder.bytes(
                        shape,
                        height,
                        width,
                        options.progressive(),
                        ScalarEncoder.quantization(rounded, options.effort()),
                        options.target().isPresent() ? StepSize.MIN_CODE : Quality.stepCode(options.quality()),
                        threads);
    }

    @Override
    public DecodeBytes decodeBytes(
            SdcHeader header, byte[] coded, LatentShape shape, Area cells, LatentPrior prior, int threads) {
        return new ScalarDecoder(header, coded, shape, prior, CoderThreads.SINGLE).bytes(cells, threads);
    }

    /**
     * What the options say, else what the file says, else the default: {@link Denoising#DEFAULT_STEPS} if there is a
     * UNet and the quantizer leaves noise that a UNet knows.
     */
    @Override
    public Denoising chooseDenoising(DecodeOptions options, Denoising stored, SdcHeader header, OptionalUnet unet) {
        int steps = options.steps().orElse(-1);
        if (steps > 0 || steps < 0 && options.strength().isPresent()) {
            unet.require("the decoder has nothing to take steps with");
        }
        if (steps == 0 || !unet.isPresent()) {
            return Denoising.NONE;
        }
        double strength = options.strength().orElse(stored == null ? 1 : stored.strength());
        if (steps < 0 && stored != null) {
            steps = stored.steps();
            requireUse(options, steps, "the file says that it is best without denoising");
        }
        if (steps < 0) {
            double noise = ScalarParameters.of(header).noise();
            steps = unet.denoiser().isClean(noise * strength) ? 0 : Denoising.DEFAULT_STEPS;
            requireUse(options, steps, "the quantizer left less noise than the UNet was trained to see");
        }
        return new Denoising(steps, strength);
    }

    /** A strength that acts on nothing is not passed over in silence. */
    private static void requireUse(DecodeOptions options, int steps, String reason) {
        if (steps == 0 && options.strength().isPresent()) {
            throw new OptionsException(
                    Kind.UNSUPPORTED_OPTIONS,
                    reason + ", so there are no steps for a strength to act on; say how many to take, or leave the"
                            + " strength away");
        }
    }

    @Override
    public Tensor denoise(
            Denoiser.Run unet, LatentSource decoded, SdcHeader header, Denoising denoising, BlockListener progress) {
        Tensor latent = decoded.toTensor();
        int steps = denoising.steps();
        unet.denoise(latent, ScalarParameters.of(header).noise(), denoising, done -> progress.onBlock(done, steps));
        progress.onBlock(steps, steps);
        return latent;
    }
}
