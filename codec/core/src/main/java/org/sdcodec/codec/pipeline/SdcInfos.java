package org.sdcodec.codec.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sdcodec.Denoising;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcInfo;
import org.sdcodec.codec.container.HeaderForm;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SliceTable;
import org.sdcodec.codec.denoise.DenoisingChunk;
import org.sdcodec.codec.metadata.GamutChunk;
import org.sdcodec.codec.metadata.MetadataChunks;
import org.sdcodec.codec.mode.CodingMode;

/** Header information of parsed files. */
final class SdcInfos {

    private SdcInfos() {}

    static SdcInfo of(SdcFile file) {
        SdcHeader header = file.header();
        CodingMode mode = CodingModes.of(header);
        int alphaBytes = file.chunk(SdcChunk.ALPHA).map(SdcChunk::size).orElse(0);
        int metadataBytes = MetadataChunks.bytes(file);
        return new SdcInfo(
                header.width(),
                header.height(),
                header.codedWidth(),
                header.codedHeight(),
                file.chunk(SdcChunk.ALPHA).isPresent(),
                GamutChunk.of(file),
                header.gray(),
                header.version(),
                mode.name(),
                mode.isDependent(header),
                mode.step(header),
                header.fingerprintDigits(),
                header.form() != HeaderForm.POSTCARD || EmbeddedModels.made(header),
                file.size(),
                file.headerSize(),
                file.latentSize(),
                alphaBytes,
                metadataBytes,
                file.size() - file.headerSize() - file.latentSize() - alphaBytes - metadataBytes,
                slices(file, mode),
                denoising(file),
                MetadataChunks.of(file));
    }

    /** How the latent is cut. */
    private static List<SdcInfo.Slice> slices(SdcFile file, CodingMode mode) {
        SliceTable table;
        try {
            table = mode.slices(file.header(), file.latent());
        } catch (SdcFormatException e) {
            throw e.within(file.latentOffset());
        }
        return IntStream.range(0, table.count())
                .mapToObj(i -> new SdcInfo.Slice(
                        i / table.columns(), i % table.columns(), table.offsets()[i + 1] - table.offsets()[i]))
                .toList();
    }

    /**
     * The denoising that a file stores.
     *
     * @throws SdcFormatException if it is not valid
     */
    static Optional<Denoising> denoising(SdcFile file) {
        Optional<SdcChunk> chunk = file.chunk(SdcChunk.DENOISING);
        try {
            return chunk.map(found -> DenoisingChunk.parse(found.data()));
        } catch (SdcFormatException e) {
            throw e.within(file.chunkOffset(SdcChunk.DENOISING));
        }
    }
}
