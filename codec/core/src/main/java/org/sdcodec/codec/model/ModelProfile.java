package org.sdcodec.codec.model;

import java.util.OptionalInt;
import org.sdcodec.ModelException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.LatentProfile;
import org.sdcodec.vae.LatentSource;
import org.sdcodec.vae.LatentSpace;

/**
 * All that is known of the latents of a model, loaded with it.
 *
 * @param name where the model comes from, for messages
 * @param latents their space, shape and quantization
 * @param prior what the entropy coder knows of the latents in advance
 */
public record ModelProfile(String name, LatentProfile latents, LatentPrior prior) {

    /**
     * The code of the coarsest good step of models that were trained behind rounding: measured with the embedded one,
     * by the PSNR of eight
     * photographs of 512 pixels in 160 to 1,000 bytes at seven resolutions. 160 to 172 make no difference.
     */
    public static final int COARSEST_ROUNDED = 168;

    /** 32 bits that tell latent spaces apart. */
    public int latentSpace() {
        return latents.space().fingerprint().short32();
    }

    /**
     * The code of the coarsest step that the model is good at: beyond it, a picture comes closer to its original in as
     * many bytes when its
     * resolution is lowered first. Nothing if that is not known.
     */
    public OptionalInt coarsestStep() {
        return latents.rounded() ? OptionalInt.of(COARSEST_ROUNDED) : OptionalInt.empty();
    }

    /** The shape of a picture's latent. */
    public LatentShape shape(int height, int width) {
        int d = latents.downsampling();
        return new LatentShape(cells(height, d), cells(width, d), latents.channels());
    }

    /** The shape of the latent in a file. */
    public LatentShape shape(SdcHeader header) {
        return shape(header.codedHeight(), header.codedWidth());
    }

    /** Cells of a latent along a side of so many pixels. */
    public static int cells(int pixels, int downsampling) {
        return (pixels + downsampling - 1) / downsampling;
    }

    /**
     * From the autoencoder's scale to that of the diffusion model: {@code (z − shift) · scale}.
     *
     * @param values changed in place
     * @throws ModelException if a value is not finite
     */
    public void toDiffusionScale(float[] values) {
        LatentSpace space = latents.space();
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - space.shiftFactor()) * space.scalingFactor();
            if (!Float.isFinite(values[i])) {
                throw new ModelException(
                        Kind.UNUSABLE_MODEL,
                        name + " makes numbers of this picture that are not finite; its weights are"
                                + " damaged, or it is no autoencoder for pictures");
            }
        }
    }

    /**
     * The inverse of {@link #toDiffusionScale}, up to rounding.
     *
     * @param latent changed in place
     */
    public void toAutoencoderScale(Tensor latent) {
        toAutoencoderScale(latent.data(), 0, latent.size());
    }

    /**
     * The same of a latent whose rows are changed when they are read.
     *
     * @param latent in the scale of the diffusion model
     */
    public LatentSource inAutoencoderScale(LatentSource latent) {
        return new LatentSource() {
            @Override
            public int height() {
                return latent.height();
            }

            @Override
            public int width() {
                return latent.width();
            }

            @Override
            public int channels() {
                return latent.channels();
            }

            @Override
            public void read(int y, int left, int cells, float[] to, int offset) {
                latent.read(y, left, cells, to, offset);
                toAutoencoderScale(to, offset, offset + cells * latent.channels());
            }
        };
    }

    private void toAutoencoderScale(float[] values, int from, int end) {
        LatentSpace space = latents.space();
        for (int i = from; i < end; i++) {
            values[i] = values[i] / space.scalingFactor() + space.shiftFactor();
        }
    }
}
