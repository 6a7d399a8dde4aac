package org.sdcodec.codec.original;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Denoising;
import org.sdcodec.EncodeOptions;
import org.sdcodec.OptionsException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.container.SdcHeader;
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
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.vae.LatentSource;

/** Mode 1, the method of 2022: 8 bits, a palette of 256 colors with dithering, zlib. For latents of four channels. */
public final class OriginalMode implements CodingMode {

    /** The name of the mode. */
    public static final String NAME = "original";

    @Override
    public int code() {
        return 1;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.RAW_PAYLOAD);
    }

    @Override
    public boolean hasCoder(int coder) {
        return coder == 0;
    }

    /** There is nothing to choose, so there is one header for it. */
    @Override
    public Optional<String> parameterFault(int stepCode, int reconstruction) {
        return stepCode == 0 && reconstruction == 0
                ? Optional.empty()
                : Optional.of("step code and reconstruction are 0 in mode " + NAME + ", not " + stepCode + " and "
                        + reconstruction);
    }

    @Override
    public float step(SdcHeader header) {
        return 0;
    }

    @Override
    public boolean isDependent(SdcHeader header) {
        return false;
    }

    @Override
    public int fingerprint(int latentSpace, LatentPrior prior) {
        return latentSpace;
    }

    @Override
    public void requireModel(ModelProfile model) {
        if (model.latents().channels() != OriginalCoder.CHANNELS) {
            throw new OptionsException(
                    Kind.UNSUPPORTED_OPTIONS,
                    "mode original is for models with " + OriginalCoder.CHANNELS + " latent channels, but "
                            + model.name() + " has " + model.latents().channels()
                            + "; take one like Stable Diffusion 1 or 2, or another mode");
        }
    }

    @Override
    public boolean needsDecoder(EncodeOptions options) {
        return false;
    }

    @Override
    public LatentEncoder encoder(EncodeJob job) {
        return stepCode -> {
            job.progress().onBlock(0, 1);
            CodedLatent coded = coded(job.latent(), job.engine().workers()::check);
            job.progress().onBlock(1, 1);
            return coded;
        };
    }

    private CodedLatent coded(Tensor latent, Runnable check) {
        byte[] payload = OriginalCoder.payload(latent, check);
        return new CodedLatent(
                this,
                0,
                0,
                0,
                OriginalCoder.deflate(payload),
                LatentSource.of(OriginalCoder.latent(payload, latent.height(), latent.width())));
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
        LatentSource latent = LatentSource.of(OriginalCoder.decode(coded, shape.rows(), shape.columns()));
        progress.onBlock(1, 1);
        return latent;
    }

    @Override
    public long encodeBytes(EncodeOptions options, ModelProfile model, int height, int width, int threads) {
        return OriginalCoder.encodeBytes(model.shape(height, width).size());
    }

    @Override
    public DecodeBytes decodeBytes(
            SdcHeader header, byte[] coded, LatentShape shape, Area cells, LatentPrior prior, int threads) {
        long values = Float.BYTES * shape.size();
        return new DecodeBytes(values + shape.size() / OriginalCoder.CHANNELS, values);
    }

    @Override
    public Denoising chooseDenoising(DecodeOptions options, Denoising stored, SdcHeader header, OptionalUnet unet) {
        int steps = options.steps().orElse(-1);
        if (steps > 0 || options.strength().isPresent()) {
            throw new OptionsException(
                    Kind.UNSUPPORTED_OPTIONS,
                    "files of mode original are denoised in a fixed way, so neither a number of steps nor a"
                            + " strength can be chosen for them; leave the option away, or take 0 steps to leave the UNet out");
        }
        return steps == 0 || !unet.isPresent() ? Denoising.NONE : new Denoising(Denoiser.ORIGINAL_CALLS, 1);
    }

    @Override
    public Tensor denoise(
            Denoiser.Run unet, LatentSource decoded, SdcHeader header, Denoising denoising, BlockListener progress) {
        Tensor latent = decoded.toTensor();
        int steps = denoising.steps();
        unet.denoiseAsOriginal(latent, done -> progress.onBlock(done, steps));
        progress.onBlock(steps, steps);
        return latent;
    }
}
