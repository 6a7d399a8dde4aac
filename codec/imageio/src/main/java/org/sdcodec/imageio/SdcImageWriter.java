package org.sdcodec.imageio;

import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.IIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.ImageOutputStream;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Gamut;
import org.sdcodec.Metadata;
import org.sdcodec.Picture;
import org.sdcodec.SdcodecException;
import org.sdcodec.imageio.color.GamutProfiles;

/** Writes one picture as an {@code .sdc} file, whole or, if it is aborted or fails, not at all. */
final class SdcImageWriter extends ImageWriter {

    SdcImageWriter(ImageWriterSpi provider) {
        super(provider);
    }

    @Override
    public ImageWriteParam getDefaultWriteParam() {
        return new SdcImageWriteParam(getLocale());
    }

    /** Null: a file has one picture, whose metadata is that of the image. */
    @Override
    public IIOMetadata getDefaultStreamMetadata(ImageWriteParam param) {
        return null;
    }

    /** Metadata of no content, which can be changed. */
    @Override
    public IIOMetadata getDefaultImageMetadata(ImageTypeSpecifier type, ImageWriteParam param) {
        return new SdcMetadata();
    }

    /** Null: as {@link #getDefaultStreamMetadata}. */
    @Override
    public IIOMetadata convertStreamMetadata(IIOMetadata metadata, ImageWriteParam param) {
        return null;
    }

    /** What of the metadata can be written, as {@link #write} does. */
    @Override
    public IIOMetadata convertImageMetadata(IIOMetadata metadata, ImageTypeSpecifier type, ImageWriteParam param) {
        if (metadata == null) {
            throw new IllegalArgumentException("the metadata is null");
        }
        return ForeignMetadata.converted(metadata);
    }

    @Override
    public void write(IIOMetadata streamMetadata, IIOImage image, ImageWriteParam writeParam) throws IOException {
        if (getOutput() == null) {
            throw new IllegalStateException("the writer has no output");
        }
        if (image == null) {
            throw new IllegalArgumentException("the image is null");
        }
        if (image.hasRaster()) {
            throw new UnsupportedOperationException("a raster has no colors; write an image");
        }
        ImageWriteParam param = writeParam == null ? getDefaultWriteParam() : writeParam;
        EncodeOptions options = SdcImageWriteParam.options(param);
        Path model = param instanceof SdcImageWriteParam own ? own.getModel() : null;

        clearAbortRequest();
        processImageStarted(0);
        if (streamMetadata != null) {
            warn("Metadata of the stream is not written");
        }
        if (image.getNumThumbnails() > 0) {
            warn("Thumbnails are not written; every file has a preview");
        }
        StageProgress progress = new StageProgress(this::processImageProgress, this::abortRequested, this::warn);
        try {
            progress.check();
            Picture picture = picture(image, param);
            byte[] file = SharedCodecs.INSTANCE.with(model, codec -> codec.encode(picture, options, progress));
            processImageProgress(100);
            progress.check();
            ((ImageOutputStream) getOutput()).write(file);
            processImageComplete();
        } catch (SdcodecException e) {
            if (!StageProgress.isAbort(e)) {
                throw new IIOException(e.getMessage(), e);
            }
            processWriteAborted();
        }
    }

    /** The pixels that the parameters choose, upright, with the metadata that describes them. */
    private Picture picture(IIOImage image, ImageWriteParam param) throws IOException {
        Gamut widest = param instanceof SdcImageWriteParam own ? own.getGamut() : Gamut.SRGB;
        Picture pixels = SourcePixels.picture(image.getRenderedImage(), param, widest);
        if (image.getMetadata() == null) {
            return pixels;
        }
        SdcMetadata metadata = ForeignMetadata.converted(image.getMetadata());
        metadata.lost().forEach(this::warn);
        if (metadata.orientation() != Orientation.NORMAL) {
            warn("The image is turned upright, as its metadata says ("
                    + StandardTree.orientation(metadata.orientation()) + ")");
        }
        return Orientation.apply(pixels, metadata.orientation())
                .withMetadata(described(metadata.metadata(), pixels.gamut()));
    }

    /** Without a profile of other colors than those of the file: the image's are converted. */
    private Metadata described(Metadata metadata, Gamut gamut) {
        boolean own = metadata.icc()
                .flatMap(GamutProfiles::described)
                .map(gamut::equals)
                .orElse(metadata.icc().isEmpty());
        if (!own) {
            warn("The color profile is not written; the file's colors are those of " + gamut.title());
        }
        return own ? metadata : metadata.withoutIcc();
    }

    /** @param sentence without a full stop */
    private void warn(String sentence) {
        processWarningOccurred(0, sentence + ".");
    }
}
