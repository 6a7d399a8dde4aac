package org.sdcodec.codec;

import java.util.List;
import org.sdcodec.codec.container.Mode;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcReader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.entropy.LatentCoder;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.LatentSymbols;
import org.sdcodec.codec.quant.Reconstruction;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.Autoencoders;
import org.sdcodec.vae.LatentSpace;
import org.sdcodec.weights.EmbeddedModel;
import org.sdcodec.weights.ModelFiles;

/** Latents as {@code .sdc} files and back without an autoencoder, to measure quantiser and coder alone. */
public final class LatentFile {

    /**
     * Whose latents these are.
     *
     * @param title for messages
     * @param channels of the latent
     * @param cell pixels along one side of a latent cell, for the header's size
     * @param prior of the entropy coder
     * @param fingerprint that the header names
     */
    public record Family(String title, int channels, int cell, LatentPrior prior, int fingerprint) {}

    private LatentFile() {}

    /** Four-channel latents like Stable Diffusion 1's; no weights are needed, and the header names none but the coder's prior. */
    public static Family sd1() {
        LatentPrior prior = LatentPrior.sd1();
        return new Family("sd1", 4, 8, prior, prior.check());
    }

    /** Latents of the model inside sdcodec; the files are those of {@link Codec}. */
    public static Family embedded() {
        LatentPrior prior = LatentPrior.embedded();
        try (ModelFiles files = EmbeddedModel.vae()) {
            Autoencoder vae = Autoencoders.load(files);
            int fingerprint = CodedLatent.needed(
                    Mode.SCALAR, LatentSpace.of(files).fingerprint().short32(), prior);
            return new Family("embedded", vae.latentChannels(), vae.downsampling(), prior, fingerprint);
        }
    }

    /**
     * Quantises, to the nearest multiple of the step, and codes.
     *
     * @param latent in the scale of the diffusion model, finite; not modified; its array has no more than its size
     * @param stepCode 0..255
     * @return the file
     * @throws IllegalArgumentException if the latent has another number of channels, is too large or not finite
     */
    public static byte[] encode(Tensor latent, int stepCode, Family family) {
        if (latent.channels() != family.channels()) {
            throw new IllegalArgumentException("the latent has " + latent.channels() + " channels, but family "
                    + family.title() + " has " + family.channels());
        }
        ScalarQuantizer quantizer = new ScalarQuantizer(stepCode);
        float[] values = latent.data();
        int[] symbols = quantizer.quantize(values);
        Reconstruction reconstruction = Reconstruction.fitting(values, symbols, quantizer.step());
        byte[] bytes = LatentCoder.encode(
                LatentSymbols.of(latent.height(), latent.width(), latent.channels(), symbols),
                stepCode,
                family.prior());
        SdcHeader header = new SdcHeader(
                latent.width() * family.cell(),
                latent.height() * family.cell(),
                Mode.SCALAR,
                stepCode,
                reconstruction,
                family.fingerprint());
        return SdcWriter.write(new SdcFile(header, List.of(), bytes).asShortAsCanBe());
    }

    /** Whether {@link #decode} takes this file as one of the family. */
    public static boolean isOf(byte[] sdc, Family family) {
        SdcHeader header = SdcReader.read(sdc).header();
        return header.mode() == Mode.SCALAR && header.isFor(family.fingerprint());
    }

    /**
     * @param sdc a file for which {@link #isOf} holds; not modified
     * @return the latent in the scale of the diffusion model
     * @throws SdcFormatException if it is damaged
     */
    public static Tensor decode(byte[] sdc, Family family) {
        SdcFile file = SdcReader.read(sdc);
        int rows = (file.header().height() + family.cell() - 1) / family.cell();
        int columns = (file.header().width() + family.cell() - 1) / family.cell();
        try {
            return CodedLatent.decode(file, family.prior(), rows, columns, family.channels());
        } catch (SdcFormatException e) {
            throw e.within(file.latentOffset());
        }
    }
}
