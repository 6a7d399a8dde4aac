package org.sdcodec.cli.image.tiff;

import java.awt.image.Raster;
import java.io.IOException;
import java.util.Arrays;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.DecodedImage;
import org.sdcodec.cli.image.common.PictureDecoder;
import org.sdcodec.cli.image.common.UnreadableException;
import org.sdcodec.codec.metadata.ExifBlock;
import org.sdcodec.codec.metadata.UnusableMetadataException;
import org.sdcodec.imageio.Orientation;

/**
 * TIFF and BigTIFF: the first full picture. Which picture that is, whether its data is all there and what its samples
 * mean is decided here. The decoder of JPEG files decompresses those that are JPEG, {@link FaxDecoder} those of fax
 * machines, and TwelveMonkeys the others.
 */
public final class TiffDecoder implements PictureDecoder {
    private static final int MIN_BYTES = 16;

    @Override
    public DecodedImage decode(byte[] file, DecodeContext context) throws IOException {
        if (file.length < MIN_BYTES) {
            throw UnreadableException.damaged("the data ends too early");
        }
        TiffBytes bytes = new TiffBytes(file);
        TiffDirectory directory = TiffPages.choose(bytes, context);
        if (directory.isCut()) {
            throw UnreadableException.damaged("its directory is cut short");
        }
        if (directory.isEndMissing()) {
            context.warn("its end is missing, behind the directory of the picture");
        }
        context.checkSize(
                directory.value(TiffDirectory.IMAGE_WIDTH, 0), directory.value(TiffDirectory.IMAGE_LENGTH, 0));
        TiffLayout layout = TiffLayout.of(directory);
        context.takeBits(layout.bits());
        TiffColors colors = TiffColors.of(directory, layout, context);
        Raster samples = switch (layout.compression()) {
            case TiffLayout.JPEG, TiffLayout.OLD_JPEG -> new TiffJpeg(file, directory, layout, colors, context).read();
            default -> {
                boolean countsUsable = layout.checkSegments(directory, file.length, colors.isYcc());
                if (!countsUsable) {
                    context.warn("its strips or tiles state fewer bytes than their pixels have; all are read");
                }
                yield TiffFax.isFax(layout)
                        ? TiffFax.read(file, directory, layout)
                        : TiffSamples.read(bytes, directory, layout, colors.isYcc(), countsUsable);
            }
        };
        long orientation = directory.value(TiffDirectory.ORIENTATION, Orientation.NORMAL);
        boolean known = orientation >= 1 && orientation <= 8;
        if (bytes.isBig()) {
            takeBigMetadata(file, directory, context);
        } else if (!directory.isEndMissing()) {
            takeMetadata(file, context);
        }
        return colors.interpret(samples, known ? (int) orientation : Orientation.NORMAL);
    }

    /** XMP is bytes as everywhere; Exif has no offsets of 64 bits. */
    private static void takeBigMetadata(byte[] file, TiffDirectory directory, DecodeContext context) {
        TiffDirectory.Entry xmp = directory.entries().get(TiffDirectory.XMP);
        if (xmp != null && xmp.isBytes()) {
            context.xmp(Arrays.copyOfRange(file, xmp.valuesAt(), xmp.valuesAt() + xmp.count()));
        }
        if (directory.hasExif()) {
            context.warn("it is a BigTIFF file, whose descriptions (Exif) are left out");
        }
    }

    /** The file's first directory is one of Exif, among others. */
    private static void takeMetadata(byte[] file, DecodeContext context) {
        try {
            ExifBlock first = ExifBlock.parse(file);
            first.compact(true).ifPresent(exif -> context.exif(exif, 0, exif.length));
            first.xmp().ifPresent(context::xmp);
        } catch (UnusableMetadataException e) {
            // Of a part that the pixels do not need, so the picture is whole.
            context.warn("its metadata cannot be read as Exif, and is left out");
        }
    }
}
