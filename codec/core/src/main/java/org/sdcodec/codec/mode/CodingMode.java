package org.sdcodec.codec.mode;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Denoising;
import org.sdcodec.EncodeOptions;
import org.sdcodec.codec.container.HeaderForm;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SliceTable;
import org.sdcodec.codec.denoise.Denoiser;
import org.sdcodec.codec.denoise.OptionalUnet;
import org.sdcodec.codec.entropy.CoderThreads;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.LatentSource;

/**
 * How the latent of a picture becomes the bytes of a file, and how these become a latent that an autoencoder can
 * decode. Stateless and thread-safe. A mode is one class and its entry in the registry; nothing else knows it.
 */
public interface CodingMode {

    /** The number in the file, 0..15. */
    int code();

    /** Its name for people and options, in lower case. */
    String name();

    /** What it supports. */
    Set<Capability> capabilities();

    /** Whether files of this mode can have such an entropy coder. */
    boolean hasCoder(int coder);

    /** What is wrong with the parameters of a header of this mode; nothing if they are valid. */
    Optional<String> parameterFault(int stepCode, int reconstruction);

    /** The step of the quantizer on the scale of the diffusion model; 0 if the mode has none. */
    float step(SdcHeader header);

    /** Whether values are quantized jointly. */
    boolean isDependent(SdcHeader header);

    /** What a file names as its decoder: 32 bits of the latent space and, where the mode uses it, of the prior. */
    int fingerprint(int latentSpace, LatentPrior prior);

    /**
     * The prior with which a file was made.
     *
     * @param latentSpace 32 bits of the decoder's latent space
     * @param own the decoder's prior
     * @return one of those that are {@linkplain LatentPrior#known known}; nothing if the file is for another decoder
     */
    default Optional<LatentPrior> priorOf(SdcHeader header, int latentSpace, LatentPrior own) {
        // A postcard has 16 bits for check and fingerprint together: each prior that counts makes damage more likely to
        // pass.
        Stream<LatentPrior> candidates = header.form() == HeaderForm.POSTCARD ? Stream.of(own) : own.known();
        return candidates
                .filter(each -> header.isFor(fingerprint(latentSpace, each)))
                .findFirst();
    }

    /** @throws org.sdcodec.OptionsException if the mode cannot code the latents of a model */
    void requireModel(ModelProfile model);

    /** Whether an encode with these options runs the autoencoder's decoder. */
    boolean needsDecoder(EncodeOptions options);

    /** Whether an encode runs the model's UNet. */
    default boolean codesWithUnet() {
        return false;
    }

    /** Bytes that a search of the encoder needs at once, without the picture; 0 if these options search nothing. */
    default long searchBytes(
            EncodeOptions options, ModelProfile model, Autoencoder autoencoder, int height, int width) {
        return 0;
    }

    /** Prepares to code a latent, of a model that {@link #requireModel} accepts. */
    LatentEncoder encoder(EncodeJob job);

    /**
     * Decodes the latent of a file.
     *
     * @param header of this mode
     * @param coded the coded latent; not modified
     * @param cells that are used; the values of others are arbitrary. Of a latent that may be damaged, all are decoded
     * @param threads that share the work
     * @param progress receives how far it has come, on the calling thread
     * @param partial receives how much of the latent there was, if it may be truncated or damaged: 0 stands for the
     *     rest; null if it must be whole. Only in a mode with {@link Capability#PARTIAL}
     * @return in the scale of the diffusion model
     * @throws org.sdcodec.SdcFormatException if the coded latent is damaged; its offset counts from the start of {@code
     *     coded}
     */
    LatentSource decode(
            SdcHeader header,
            byte[] coded,
            LatentShape shape,
            Area cells,
            LatentPrior prior,
            CoderThreads threads,
            BlockListener progress,
            Consumer<PartialLatent> partial);

    /**
     * Bytes that an encode of a latent takes beside the latent, with what it keeps of it.
     *
     * @param height of the picture in pixels
     * @param width of the picture in pixels
     * @param threads that share the work
     */
    long encodeBytes(EncodeOptions options, ModelProfile model, int height, int width, int threads);

    /**
     * What {@link #decode} takes at most while it runs, with what it gives.
     *
     * @param cells as there
     * @param threads that share the work
     * @throws org.sdcodec.SdcFormatException as there
     */
    DecodeBytes decodeBytes(
            SdcHeader header, byte[] coded, LatentShape shape, Area cells, LatentPrior prior, int threads);

    /**
     * Memory of a decode.
     *
     * @param running bytes while it runs
     * @param kept bytes of the latent that it gives
     */
    record DecodeBytes(long running, long kept) {}

    /**
     * Chooses what the UNet does with a decoded latent.
     *
     * @param stored what the file says; null if it says nothing
     * @throws org.sdcodec.OptionsException if the options ask for what the mode or the file does not have
     * @throws org.sdcodec.ModelException if they ask for a UNet that the model does not have
     */
    Denoising chooseDenoising(DecodeOptions options, Denoising stored, SdcHeader header, OptionalUnet unet);

    /**
     * Lets the UNet take its steps.
     *
     * @param unet ready to run
     * @param decoded what {@link #decode} gave
     * @param denoising what {@link #chooseDenoising} chose
     * @param progress receives before each call of the UNet how many are done, and at the end
     * @return the latent, in the scale of the diffusion model
     */
    Tensor denoise(
            Denoiser.Run unet, LatentSource decoded, SdcHeader header, Denoising denoising, BlockListener progress);

    /**
     * How the latent of a file is cut into slices, each coded without the others.
     *
     * @param coded the coded latent; not modified
     * @throws org.sdcodec.SdcFormatException if the table of slices is damaged
     */
    default SliceTable slices(SdcHeader header, byte[] coded) {
        return SliceTable.single(coded);
    }
}
