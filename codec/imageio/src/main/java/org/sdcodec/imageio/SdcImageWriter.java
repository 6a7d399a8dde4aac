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
import org.sdcodec.Picture;
import org.sdcodec.SdcodecException;

/** Writes one picture as an {@code .sdc} file, whole or, if it is aborted or fails, not at all. */
final class SdcImageWriter extends ImageWriter {

    SdcImageWriter(ImageWriterSpi provider) {
        super(provider);
    }

    @Override
    public ImageWriteParam getDefaultWriteParam() {
        return new SdcImageWriteParam(getLocale());
    }

    /** Null: no metadata is written. */
    @Override
    public IIOMetadata getDefaultStreamMetadata(ImageWriteParam param) {
        return null;
    }

    /** Null: no metadata is written. */
    @Override
    public IIOMetadata getDefaultImageMetadata(ImageTypeSpecifier type, ImageWriteParam param) {
        return null;
    }

    /** Null: no metadata is written. */
    @Override
    public IIOMetadata convertStreamMetadata(IIOMetadata metadata, ImageWriteParam param) {
        return null;
    }

    /** Null: no metadata is written. */
    @Override
    public IIOMetadata convertImageMetadata(IIOMetadata metadata, ImageTypeSpecifier type, ImageWriteParam param) {
        return null;
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
        warnOfLosses(streamMetadata, image);
        StageProgress progress = new StageProgress(this::processImageProgress, this::abortRequested);
        try {
            progress.check();
            Picture picture = SourcePixels.picture(image.getRenderedImage(), param);
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

    private void warnOfLosses(IIOMetadata streamMetadata, IIOImage image) {
        if (streamMetadata != null || image.getMetadata() != null) {
            processWarningOccurred(0, "Metadata is not written.");
        }
        if (image.getNumThumbnails() > 0) {
            processWarningOccurred(0, "Thumbnails are not written; every file has a preview.");
        }
    }
}
