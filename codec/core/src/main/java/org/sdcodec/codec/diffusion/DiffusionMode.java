package org.sdcodec.codec.diffusion;

import org.sdcodec.DecodeOptions;
import org.sdcodec.Denoising;
import org.sdcodec.EncodeOptions;
import org.sdcodec.OptionsException;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.denoise.OptionalUnet;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.mode.EncodeJob;
import org.sdcodec.codec.model.ModelProfile;

/** What the modes have in common in which a UNet makes the latent. */
abstract class DiffusionMode implements CodingMode {

    /** The score's factor that gives the closest latent; 1 gives a sample, as published. */
    private static final double CLOSEST_SCORE = 2;

    /** The most numbers of a latent. */
    private static final int MAX_NUMBERS = AtomSet.MAX_ATOMS;

    @Override
    public final float step(SdcHeader header) {
        return 0;
    }

    @Override
    public final boolean isDependent(SdcHeader header) {
        return false;
    }

    @Override
    public final int fingerprint(int latentSpace, LatentPrior prior) {
        return latentSpace;
    }

    /** A model without a UNet is refused when the UNet is needed. */
    @Override
    public final void requireModel(ModelProfile model) {
        // Latents of all shapes can be coded.
    }

    @Override
    public final boolean needsDecoder(EncodeOptions options) {
        return false;
    }

    @Override
    public final boolean codesWithUnet() {
        return true;
    }

    /** @throws PictureTooLargeException if the latent has too many numbers */
    final void requireSize(EncodeJob job) {
        if (job.latent().size() > MAX_NUMBERS) {
            throw new PictureTooLargeException(
                    Kind.TOO_MANY_PIXELS,
                    "mode " + name() + " is for latents of at most " + MAX_NUMBERS + " numbers, but this picture's has "
                            + job.latent().size() + "; make the picture smaller");
        }
    }

    /**
     * The steps are those after the coded ones; the strength is the score's factor.
     *
     * @param usual how many steps there are by default
     * @param most how many there can be
     */
    final Denoising chosen(DecodeOptions options, OptionalUnet unet, int usual, int most) {
        unet.require("it cannot decode a file of mode " + name()
                + ", which holds steps of one; take the model that made the file");
        int steps = options.steps().orElse(usual);
        int limit = Math.min(most, Denoising.MAX_STEPS);
        if (steps < 1 || steps > limit) {
            throw new OptionsException(
                    Kind.UNSUPPORTED_OPTIONS,
                    "after its coded steps this file of mode " + name() + " takes 1 to " + limit + " steps, not "
                            + steps);
        }
        if (options.strength().isPresent()) {
            throw new OptionsException(
                    Kind.UNSUPPORTED_OPTIONS,
                    "files of mode " + name() + " have no noise of a quantizer, so no strength can be chosen for them;"
                            + " choose a realism instead");
        }
        return new Denoising(steps, CLOSEST_SCORE - options.realism().orElse(1));
    }
}
