package org.sdcodec.codec.pipeline;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Gamut;
import org.sdcodec.Metadata;
import org.sdcodec.ProgressListener;
import org.sdcodec.ProgressListener.Stage;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.container.HeaderForm;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.entropy.CoderThreads;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.PlaneCoder;
import org.sdcodec.codec.metadata.GamutChunk;
import org.sdcodec.codec.metadata.MetadataChunks;
import org.sdcodec.codec.mode.Capability;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.mode.PartialLatent;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.engine.network.Area;
import org.sdcodec.vae.LatentSource;

/**
 * The first stage of a decode: a parsed file, whose parts are decoded without neural inference.
 *
 * @param file as parsed
 * @param mode of the file
 * @param listener of the decode
 * @param whole whether the file is; else the listener receives how much of its latent there is
 */
record FileContent(SdcFile file, CodingMode mode, ProgressListener listener, boolean whole) {

    /** Of a file without damage. */
    static FileContent ofWhole(SdcFile file, ProgressListener listener) {
        return new FileContent(file, CodingModes.of(file.header()), listener, true);
    }

    /** @throws SdcFormatException if it is no {@code .sdc} file, or is damaged further than the options allow */
    static FileContent read(byte[] sdc, DecodeOptions options, ProgressListener listener) {
        try {
            return ofWhole(CodingModes.read(sdc), listener);
        } catch (SdcFormatException e) {
            if (!options.partial()) {
                throw e;
            }
            SdcFile file = CodingModes.readUnchecked(sdc);
            CodingMode mode = CodingModes.of(file.header());
            if (!mode.capabilities().contains(Capability.PARTIAL)) {
                throw e;
            }
            return new FileContent(file, mode, listener, false);
        }
    }

    /**
     * This file, or, if it is a postcard whose check does not fit a model, as much of it as there is.
     *
     * @param latentSpace 32 bits of the model's
     * @param own the model's prior
     * @throws SdcFormatException if the options allow whole files only
     */
    FileContent fitting(int latentSpace, LatentPrior own, DecodeOptions options) {
        if (!isPostcard() || mode.priorOf(header(), latentSpace, own).isPresent()) {
            return this;
        }
        if (!options.partial()) {
            throw new SdcFormatException(
                    file.headerSize() - Short.BYTES,
                    "the check does not fit this model: the file is damaged, cut short or has bytes added, or"
                            + " it was made with another"
                            + " model");
        }
        return new FileContent(file, mode, listener, false);
    }

    /** Whether the file has one check for damage and another model. */
    boolean isPostcard() {
        return header().form() == HeaderForm.POSTCARD;
    }

    SdcHeader header() {
        return file.header();
    }

    /**
     * The latent in the scale of the diffusion model.
     *
     * @param prior with which the file was made
     * @param cell pixels of a cell along each side
     * @throws SdcFormatException if it is damaged
     */
    LatentSource latent(LatentPrior prior, LatentShape shape, int cell, CoderThreads threads) {
        return latent(prior, shape, cell, Area.of(shape.toShape()), threads);
    }

    /**
     * The same, of which only some cells are used.
     *
     * @param cells that must be right; others are arbitrary
     */
    LatentSource latent(LatentPrior prior, LatentShape shape, int cell, Area cells, CoderThreads threads) {
        Consumer<PartialLatent> partial = whole ? null : part -> listener.onPartial(part.inPixels(cell, header()));
        try {
            return mode.decode(
                    header(),
                    file.latent(),
                    shape,
                    cells,
                    prior,
                    threads,
                    (done, total) -> listener.onProgress(Stage.ENTROPY_DECODE, done, total),
                    partial);
        } catch (SdcFormatException e) {
            throw e.within(file.latentOffset());
        }
    }

    /**
     * What {@link #latent} takes.
     *
     * @param threads that share the work
     * @throws SdcFormatException as there
     */
    CodingMode.DecodeBytes latentBytes(LatentPrior prior, LatentShape shape, Area cells, int threads) {
        Area read = whole ? cells : Area.of(shape.toShape());
        try {
            return mode.decodeBytes(header(), file.latent(), shape, read, prior, threads);
        } catch (SdcFormatException e) {
            throw e.within(file.latentOffset());
        }
    }

    /**
     * What goes with the picture; nothing if it is damaged in a file that is not whole.
     *
     * @throws SdcFormatException if it is damaged otherwise
     */
    Metadata metadata() {
        try {
            return MetadataChunks.of(file);
        } catch (SdcFormatException e) {
            if (!whole) {
                return Metadata.NONE;
            }
            throw e;
        }
    }

    /** What colors the picture has. */
    Gamut gamut() {
        return GamutChunk.of(file);
    }

    /** The color that every pixel has, 0xRRGGBB, if the file says that there is only one. */
    OptionalInt color() {
        return file.chunk(SdcChunk.ONE_COLOR)
                .map(chunk -> OptionalInt.of(ByteBuffer.wrap(new byte[1 + chunk.size()])
                        .put(1, chunk.data())
                        .getInt(0)))
                .orElse(OptionalInt.empty());
    }

    /** Whether there are opacities. */
    boolean hasAlpha() {
        return file.chunk(SdcChunk.ALPHA).isPresent();
    }

    /**
     * Opacities in the size of the picture; null if it is opaque.
     *
     * @param check called often; what it throws ends the work
     * @throws SdcFormatException if they are damaged
     */
    byte[] alpha(Runnable check) {
        if (file.chunk(SdcChunk.ALPHA).isEmpty()) {
            return null;
        }
        byte[] coded = file.chunk(SdcChunk.ALPHA).get().data();
        try {
            return PlaneCoder.decode(coded, header().height(), header().width(), check);
        } catch (SdcFormatException e) {
            throw e.within(file.chunkOffset(SdcChunk.ALPHA));
        }
    }
}
