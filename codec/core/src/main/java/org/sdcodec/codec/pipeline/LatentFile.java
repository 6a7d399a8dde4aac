package org.sdcodec.codec.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.sdcodec.DecodedPart;
import org.sdcodec.EncodeOptions;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.ProgressListener;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.container.CodedSize;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.entropy.CoderThreads;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.memory.MemoryCheck;
import org.sdcodec.codec.mode.Capability;
import org.sdcodec.codec.mode.CodedLatent;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.model.LatentRgb;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.codec.scalar.ScalarEncoder;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.vae.LatentSource;

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
     * @param rounded whether the decoder was trained behind rounding, so that the latents are rounded at every effort
     */
    public record Family(String title, int channels, int cell, LatentPrior prior, int fingerprint, boolean rounded) {}

    private static final CodingMode SCALAR = CodingModes.all().get(0);

    private LatentFile() {}

    /** Four-channel latents like Stable Diffusion 1's; no weights are needed, and the header names none but the coder's prior. */
    public static Family sd1() {
        LatentPrior prior = LatentPrior.sd1();
        return new Family("sd1", 4, 8, prior, prior.check(), false);
    }

    /** Latents of the model inside sdcodec; the files are those of a codec. */
    public static Family embedded() {
        LatentPrior prior = LatentPrior.embedded();
        // Knows the latents' shape and space, so no weights are read.
        LatentRgb latents = LatentRgb.embedded();
        int fingerprint = SCALAR.fingerprint(latents.latentSpace(), prior);
        return new Family("embedded", latents.channels(), latents.downsampling(), prior, fingerprint, true);
    }

    /**
     * Quantises and codes: at effort 1, and latents of a family that is rounded, every value to the nearest multiple of the step.
     *
     * @param latent in the scale of the diffusion model, finite; not modified; its array has no more than its size
     * @param stepCode 0..255; of dependent quantisation the file's is 7 larger, but at most 255, with which dependent quantisation has about that step's error
     * @param effort 1..9, see {@link EncodeOptions.Builder#effort}
     * @return the file
     * @throws IllegalArgumentException if the latent has another number of channels or is too large, or a value is not finite or beyond
     *     what a file can hold at that step
     */
    public static byte[] encode(Tensor latent, int stepCode, int effort, Family family) {
        if (latent.channels() != family.channels()) {
            throw new IllegalArgumentException("the latent has " + latent.channels() + " channels, but family "
                    + family.title() + " has " + family.channels());
        }
        int height = latent.height() * family.cell();
        int width = latent.width() * family.cell();
        ScalarEncoder encoder = new ScalarEncoder(
                family.prior(),
                effort,
                family.rounded(),
                new ScalarEncoder.Slicing(height, width, false, CoderThreads.SINGLE));
        int code = encoder.fileCode(stepCode);
        requireInRange(latent.data(), StepSize.of(code), encoder.quantization().unit(code));
        CodedLatent coded = encoder.encode(latent, stepCode, BlockListener.NONE);
        SdcHeader header = coded.header(width, height, CodedSize.FULL, family.fingerprint(), false);
        return SdcWriter.write(new SdcFile(header, List.of(), coded.bytes()).withCompactHeader());
    }

    /** Quantisers limit what is too large; who measures them should know. */
    private static void requireInRange(float[] values, float step, float unit) {
        float most = LatentSymbols.MAX_MAGNITUDE * unit;
        for (int i = 0; i < values.length; i++) {
            if (Math.abs(values[i]) > most + unit / 2) {
                throw new IllegalArgumentException(
                        "the latent value " + i + " is " + values[i] + ", but a file of the step "
                                + step + " holds -" + most + " to " + most
                                + "; take a larger step, or bring the latent to the scale of the diffusion model, about -4 to 4");
            }
        }
    }

    /** Whether {@link #decode} takes this file as one of the family. */
    public static boolean isOf(byte[] sdc, Family family) {
        SdcHeader header = CodingModes.read(sdc).header();
        return header.mode() == SCALAR.code() && header.isFor(family.fingerprint());
    }

    /**
     * How much of the latent of a truncated or damaged file there is.
     *
     * @param sdc not modified
     * @return nothing if the file is not of the family, or its mode cannot be decoded in part without a network
     * @throws SdcFormatException if not even its header is whole
     * @throws PictureTooLargeException if the memory of this JVM does not suffice
     */
    public static Optional<DecodedPart> survey(byte[] sdc, Family family) {
        SdcHeader header = CodingModes.readUnchecked(sdc).header();
        if (!CodingModes.of(header).capabilities().contains(Capability.PARTIAL)
                || CodingModes.of(header).codesWithUnet()
                || !header.isFor(family.fingerprint())) {
            return Optional.empty();
        }
        AtomicReference<DecodedPart> found = new AtomicReference<>();
        ProgressListener listener = new ProgressListener() {
            @Override
            public void onProgress(Stage stage, int done, int total) {}

            @Override
            public void onPartial(DecodedPart part) {
                found.set(part);
            }
        };
        FileContent content =
                new FileContent(CodingModes.readUnchecked(sdc), CodingModes.of(header), listener, /* whole= */ false);
        latent(content, family);
        return Optional.of(found.get());
    }

    /**
     * @param sdc a file for which {@link #isOf} holds; not modified
     * @return the latent in the scale of the diffusion model
     * @throws SdcFormatException if it is damaged
     */
    public static Tensor decode(byte[] sdc, Family family) {
        return latent(FileContent.ofWhole(CodingModes.read(sdc), ProgressListener.NONE), family)
                .toTensor();
    }

    private static LatentSource latent(FileContent content, Family family) {
        SdcHeader header = content.header();
        LatentShape shape = new LatentShape(
                ModelProfile.cells(header.codedHeight(), family.cell()),
                ModelProfile.cells(header.codedWidth(), family.cell()),
                family.channels());
        MemoryCheck.requireLatent(shape, header.height(), header.width());
        CodingMode.DecodeBytes bytes = content.latentBytes(family.prior(), shape, Area.of(shape.toShape()), 1);
        long values = Float.BYTES * shape.size();
        MemoryCheck.require(Math.max(bytes.running(), bytes.kept() + values), header.height(), header.width());
        return content.latent(family.prior(), shape, family.cell(), CoderThreads.SINGLE);
    }
}
