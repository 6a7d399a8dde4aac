package org.sdcodec.codec.model;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.sdcodec.ModelException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.LatentSource;
import org.sdcodec.vae.LatentSpace;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.embedded.EmbeddedModel;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.safetensors.SafetensorsWriter;

/**
 * The best linear guess at a latent cell's mean color: {@code rgb = bias + Σ factors[c] · latent[c]}, in −1..1.
 * Immutable.
 *
 * <p>As a file ({@value DiffusionModel#LATENT_RGB}): safetensors with {@code factors} [channels, 3] and {@code bias}
 * [3], for latents in the scale of the diffusion model, and in the metadata {@code latent_space}, the fingerprint's
 * first 8 hexadecimal digits, and {@code downsampling}, pixels per cell along each side. It says all that a preview
 * needs, so no weights are read.
 */
public final class LatentRgb {

    private static final int COLORS = 3;
    private static final int MAX_CHANNELS = 4096;
    private static final int MAX_DOWNSAMPLING = 256;

    private static final String FACTORS = "factors";
    private static final String BIAS = "bias";
    private static final String SPACE = "latent_space";
    private static final String DOWNSAMPLING = "downsampling";

    /** Of Stable Diffusion 1 and 2. */
    private static final float SD_SCALING_FACTOR = 0.18215f;

    private static final int SD_CHANNELS = 4;
    private static final int SD_DOWNSAMPLING = 8;

    /**
     * For Stable Diffusion 1.4, by Keturn: "Decoding latents to RGB without upscaling" (Hugging Face forum, October
     * 2022).
     */
    private static final float[] SD_FACTORS = {
        0.298f, 0.207f, 0.208f, 0.187f, 0.286f, 0.173f, -0.158f, 0.189f, 0.264f, -0.184f, -0.271f, -0.473f
    };

    private final int latentSpace;
    private final int downsampling;
    private final float[] factors;
    private final float[] bias;

    /**
     * @param latentSpace the first 32 bits of the fingerprint of the latents' space
     * @param downsampling pixels per cell along each side
     * @param factors channels × 3, row-major; taken over
     * @param bias 3 values; taken over
     */
    public LatentRgb(int latentSpace, int downsampling, float[] factors, float[] bias) {
        this.latentSpace = latentSpace;
        this.downsampling = downsampling;
        this.factors = factors;
        this.bias = bias;
    }

    /** That of the model that comes with sdcodec. */
    public static LatentRgb embedded() {
        try (Safetensors file = EmbeddedModel.latentRgb()) {
            return read(file);
        }
    }

    /**
     * Reads a file.
     *
     * @throws WeightsException if it cannot be read or is none of this kind
     */
    public static LatentRgb open(Path path) {
        try (Safetensors file = Safetensors.open(path)) {
            return read(file);
        }
    }

    /**
     * That of a model: of the file beside it, or what is published for Stable Diffusion 1 and 2.
     *
     * @throws WeightsException if neither is there
     */
    public static LatentRgb of(DiffusionModel model) {
        Optional<Path> file = model.latentRgb();
        if (file.isPresent()) {
            return open(file.get());
        }
        try (ModelFiles vae = model.vae()) {
            LatentSpace space = LatentSpace.of(vae);
            boolean stableDiffusion = vae.config().integer("latent_channels", SD_CHANNELS) == SD_CHANNELS
                    && space.scalingFactor() == SD_SCALING_FACTOR
                    && space.shiftFactor() == 0;
            if (!stableDiffusion) {
                throw new ModelException(
                        Kind.NO_PREVIEW,
                        model.path() + ": has no file " + model.latentRgbName()
                                + ", without which its latents have no preview");
            }
            return new LatentRgb(space.fingerprint().short32(), SD_DOWNSAMPLING, SD_FACTORS.clone(), new float[COLORS]);
        }
    }

    private static LatentRgb read(Safetensors file) {
        if (!file.names().contains(FACTORS) || !file.names().contains(BIAS)) {
            throw damaged(file, "the tensors '" + FACTORS + "' and '" + BIAS + "' were expected");
        }
        List<Long> shape = file.info(FACTORS).shape();
        boolean fits = shape.size() == 2
                && shape.get(0) >= 1
                && shape.get(0) <= MAX_CHANNELS
                && shape.get(1) == COLORS
                && file.info(BIAS).shape().equals(List.of((long) COLORS));
        if (!fits) {
            throw damaged(file, FACTORS + " [channels, 3] and " + BIAS + " [3] were expected");
        }
        float[] factors = file.floats(FACTORS);
        float[] bias = file.floats(BIAS);
        try {
            int space = Integer.parseUnsignedInt(file.metadata().getOrDefault(SPACE, ""), 16);
            int downsampling = Integer.parseInt(file.metadata().getOrDefault(DOWNSAMPLING, ""));
            if (downsampling >= 1 && downsampling <= MAX_DOWNSAMPLING) {
                return new LatentRgb(space, downsampling, factors, bias);
            }
        } catch (NumberFormatException e) {
            throw damaged(file, "the metadata '" + SPACE + "' and '" + DOWNSAMPLING + "' were expected");
        }
        throw damaged(file, DOWNSAMPLING + " must be 1 to " + MAX_DOWNSAMPLING);
    }

    private static WeightsException damaged(Safetensors file, String reason) {
        return new WeightsException(file.origin() + ": gives no preview of latents: " + reason + "; make it again");
    }

    /** The content of the file. */
    public byte[] toBytes() {
        return new SafetensorsWriter()
                .metadata(SPACE, HexFormat.of().toHexDigits(latentSpace))
                .metadata(DOWNSAMPLING, Integer.toString(downsampling))
                .add(FACTORS, DType.F32, factors, channels(), COLORS)
                .add(BIAS, DType.F32, bias, COLORS)
                .toBytes();
    }

    /** Channels of the latents. */
    public int channels() {
        return factors.length / COLORS;
    }

    /** Pixels per cell along each side. */
    public int downsampling() {
        return downsampling;
    }

    /** The first 32 bits of the fingerprint of the latents' space. */
    public int latentSpace() {
        return latentSpace;
    }

    /**
     * @param latent height × width × {@link #channels}, in the scale of the diffusion model
     * @return height × width × 3, about −1..1
     */
    public Tensor apply(LatentSource latent) {
        Tensor colors = Tensor.zeros(latent.height(), latent.width(), COLORS);
        int channels = channels();
        float[] in = new float[latent.width() * channels];
        float[] out = colors.data();
        for (int y = 0; y < latent.height(); y++) {
            latent.read(y, 0, latent.width(), in, 0);
            int at = colors.offset(y);
            for (int x = 0; x < latent.width(); x++) {
                for (int k = 0; k < COLORS; k++) {
                    float sum = bias[k];
                    for (int c = 0; c < channels; c++) {
                        sum += factors[c * COLORS + k] * in[x * channels + c];
                    }
                    out[at++] = sum;
                }
            }
        }
        return colors;
    }
}
