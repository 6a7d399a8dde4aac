package org.sdcodec.imageio;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Gamut;
import org.sdcodec.ModelException;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.Region;
import org.sdcodec.SdcInfo;
import org.sdcodec.SdcodecException;
import org.sdcodec.imageio.color.GamutProfiles;

/**
 * Reads the one picture of an {@code .sdc} file. The file is the rest of the stream, read whole when the first method
 * needs it, and kept until there is another input. Its thumbnail is the preview that needs no network.
 */
final class SdcImageReader extends ImageReader {

    /** Two bytes for each pixel of the largest picture that is read by default: more than any file takes. */
    private static final long MAX_BYTES = 2 * DecodeOptions.DEFAULT_MAX_PIXELS;

    private static final int BUFFER = 1 << 16;

    private static final List<Integer> OPAQUE_TYPES = List.of(
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_3BYTE_BGR,
            BufferedImage.TYPE_INT_BGR,
            BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_4BYTE_ABGR);

    private static final List<Integer> ALPHA_TYPES =
            List.of(BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_4BYTE_ABGR);

    private byte[] file;
    private SdcInfo info;
    private Picture thumbnail;
    private boolean thumbnailKnown;

    SdcImageReader(ImageReaderSpi provider) {
        super(provider);
    }

    @Override
    public void setInput(Object newInput, boolean forwardOnly, boolean withoutMetadata) {
        super.setInput(newInput, forwardOnly, withoutMetadata);
        file = null;
        info = null;
        thumbnail = null;
        thumbnailKnown = false;
    }

    @Override
    public void dispose() {
        setInput(null);
        removeAllIIOReadProgressListeners();
        removeAllIIOReadUpdateListeners();
        removeAllIIOReadWarningListeners();
    }

    @Override
    public int getNumImages(boolean allowSearch) {
        requireInput();
        return 1;
    }

    @Override
    public int getWidth(int imageIndex) throws IOException {
        return info(imageIndex).width();
    }

    @Override
    public int getHeight(int imageIndex) throws IOException {
        return info(imageIndex).height();
    }

    @Override
    public ImageTypeSpecifier getRawImageType(int imageIndex) throws IOException {
        return getImageTypes(imageIndex).next();
    }

    /** Of sRGB; of a picture with another gamut first one of its own colors: for the others it is converted. */
    @Override
    public Iterator<ImageTypeSpecifier> getImageTypes(int imageIndex) throws IOException {
        return types(info(imageIndex)).iterator();
    }

    private static List<ImageTypeSpecifier> types(SdcInfo info) {
        Stream<ImageTypeSpecifier> srgb = (info.alpha() ? ALPHA_TYPES : OPAQUE_TYPES)
                .stream().map(ImageTypeSpecifier::createFromBufferedImageType);
        Stream<ImageTypeSpecifier> own = info.gamut() == Gamut.SRGB
                ? Stream.empty()
                : Stream.of(ImageTypeSpecifier.createInterleaved(
                        GamutProfiles.space(info.gamut()),
                        allBands(info.alpha() ? 4 : 3),
                        DataBuffer.TYPE_BYTE,
                        info.alpha(),
                        false));
        return Stream.concat(own, srgb).toList();
    }

    @Override
    public boolean isRandomAccessEasy(int imageIndex) throws IOException {
        info(imageIndex);
        return true;
    }

    @Override
    public ImageReadParam getDefaultReadParam() {
        return new SdcImageReadParam();
    }

    @Override
    public IIOMetadata getStreamMetadata() {
        return null;
    }

    @Override
    public IIOMetadata getImageMetadata(int imageIndex) throws IOException {
        SdcInfo known = info(imageIndex);
        return isIgnoringMetadata() ? null : new SdcMetadata(known);
    }

    @Override
    public BufferedImage read(int imageIndex, ImageReadParam readParam) throws IOException {
        ImageReadParam param = readParam == null ? getDefaultReadParam() : readParam;
        SdcInfo known = info(imageIndex);
        BufferedImage target = getDestination(param, getImageTypes(imageIndex), known.width(), known.height());
        if (types(known).stream().noneMatch(type -> isOf(target, type))) {
            throw new IIOException(
                    "the destination is an image of another type than those of getImageTypes, which keep all"
                            + " of the picture");
        }
        int bands = target.getSampleModel().getNumBands();
        checkReadParamBandSettings(param, bands, bands);
        Rectangle from = new Rectangle();
        Rectangle to = new Rectangle();
        computeRegions(param, known.width(), known.height(), target, from, to);

        clearAbortRequest();
        processImageStarted(imageIndex);
        StageProgress progress = new StageProgress(this::processImageProgress, this::abortRequested, warning -> {});
        try {
            progress.check();
            Picture decoded = decode(param, from, progress);
            boolean srgb = target.getColorModel().getColorSpace().isCS_sRGB();
            copy(srgb ? decoded.inSrgb() : decoded, param, target, to);
            processImageUpdate(target, to.x, to.y, to.width, to.height, 1, 1, allBands(bands));
            processImageProgress(100);
            progress.check();
            processImageComplete();
        } catch (SdcodecException e) {
            if (!StageProgress.isAbort(e)) {
                throw new IIOException(e.getMessage(), e);
            }
            processReadAborted();
        }
        return target;
    }

    private static boolean isOf(BufferedImage image, ImageTypeSpecifier type) {
        return type.getBufferedImageType() == image.getType()
                && type.getColorModel().equals(image.getColorModel())
                && type.getNumBands() == image.getSampleModel().getNumBands();
    }

    private Picture decode(ImageReadParam param, Rectangle part, StageProgress progress) {
        boolean ours = param instanceof SdcImageReadParam;
        DecodeOptions options = (ours ? ((SdcImageReadParam) param).options() : DecodeOptions.DEFAULT)
                .withRegion(new Region(part.x, part.y, part.width, part.height));
        return SharedCodecs.INSTANCE.with(
                ours ? ((SdcImageReadParam) param).getModel() : null, codec -> codec.decode(file, options, progress));
    }

    /** Sets the target's pixels, of which there is one for each step of the parameters' subsampling. */
    private static void copy(Picture picture, ImageReadParam param, BufferedImage target, Rectangle to) {
        int[] targetBands = param.getDestinationBands();
        WritableRaster raster =
                target.getRaster().createWritableChild(to.x, to.y, to.width, to.height, 0, 0, targetBands);
        int[] bands = param.getSourceBands() == null ? allBands(raster.getNumBands()) : param.getSourceBands();
        int[] argb = new int[picture.width()];
        int[] samples = new int[bands.length * to.width];
        for (int y = 0; y < to.height; y++) {
            picture.copyRows(y * param.getSourceYSubsampling(), 1, argb, 0);
            for (int x = 0, at = 0; x < to.width; x++) {
                for (int band : bands) {
                    samples[at++] = sample(argb[x * param.getSourceXSubsampling()], band);
                }
            }
            raster.setPixels(0, y, to.width, 1, samples);
        }
    }

    /** @param band 0 to 3: red, green, blue, alpha */
    private static int sample(int argb, int band) {
        return argb >> (band == 3 ? 24 : 16 - 8 * band) & 255;
    }

    private static int[] allBands(int count) {
        return IntStream.range(0, count).toArray();
    }

    @Override
    public boolean readerSupportsThumbnails() {
        return true;
    }

    /** One, unless the file was made by another model than the embedded one, or its mode has no preview. */
    @Override
    public int getNumThumbnails(int imageIndex) throws IOException {
        return thumbnail(imageIndex) == null ? 0 : 1;
    }

    @Override
    public int getThumbnailWidth(int imageIndex, int thumbnailIndex) throws IOException {
        return thumbnail(imageIndex, thumbnailIndex).width();
    }

    @Override
    public int getThumbnailHeight(int imageIndex, int thumbnailIndex) throws IOException {
        return thumbnail(imageIndex, thumbnailIndex).height();
    }

    @Override
    public BufferedImage readThumbnail(int imageIndex, int thumbnailIndex) throws IOException {
        Picture picture = thumbnail(imageIndex, thumbnailIndex);
        processThumbnailStarted(imageIndex, thumbnailIndex);
        BufferedImage image = BufferedImages.from(picture);
        processThumbnailProgress(100);
        processThumbnailComplete();
        return image;
    }

    private Picture thumbnail(int imageIndex, int thumbnailIndex) throws IOException {
        if (thumbnail(imageIndex) == null || thumbnailIndex != 0) {
            throw new IndexOutOfBoundsException("there is no thumbnail of the index " + thumbnailIndex);
        }
        return thumbnail;
    }

    /** Null if there is none. */
    private Picture thumbnail(int imageIndex) throws IOException {
        info(imageIndex);
        if (!thumbnailKnown) {
            try {
                thumbnail = SharedCodecs.preview().decode(file);
            } catch (ModelException | OptionsException e) {
                thumbnail = null;
            } catch (SdcodecException e) {
                throw new IIOException(e.getMessage(), e);
            }
            thumbnailKnown = true;
        }
        return thumbnail;
    }

    private ImageInputStream requireInput() {
        if (getInput() == null) {
            throw new IllegalStateException("the reader has no input");
        }
        return (ImageInputStream) getInput();
    }

    private SdcInfo info(int imageIndex) throws IOException {
        ImageInputStream stream = requireInput();
        if (imageIndex != 0) {
            throw new IndexOutOfBoundsException("there is one image, of index 0, and none of index " + imageIndex);
        }
        if (info == null) {
            file = rest(stream);
            try {
                info = Codec.info(file);
            } catch (SdcodecException e) {
                throw new IIOException(e.getMessage(), e);
            }
        }
        return info;
    }

    private static byte[] rest(ImageInputStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
            if (all.size() + (long) n > MAX_BYTES) {
                throw new IIOException(
                        "the stream has more than " + MAX_BYTES + " bytes, which no picture that may be read takes");
            }
            all.write(buffer, 0, n);
        }
        return all.toByteArray();
    }
}
