package org.sdcodec.spark.work;

import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcInfo;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.codec.metrics.Comparison;

/** What can be said of files without making another. */
public final class Inspection {

    private Inspection() {}

    /**
     * Header information of an {@code .sdc} file.
     *
     * @return null if it is damaged or none
     */
    public static SdcInfo info(byte[] sdc) {
        try {
            return Codec.info(sdc);
        } catch (SdcFormatException e) {
            return null;
        }
    }

    /**
     * How far two files are from each other.
     *
     * @param original a picture file or an {@code .sdc} file, which is decoded
     * @param other another of a picture of the same size
     * @return null if one of them cannot be read, or their sizes differ
     */
    public static Comparison compare(byte[] original, byte[] other) {
        ExecutorCodec shared = ExecutorCodec.get();
        Picture a;
        Picture b;
        try {
            a = picture(original, shared);
            b = picture(other, shared);
        } catch (RuntimeException | StackOverflowError e) {
            // Throws what says nothing about the files.
            BadInput.reason(e);
            return null;
        }
        return a.width() == b.width() && a.height() == b.height() ? new Comparison(a, b, shared.workers()) : null;
    }

    private static Picture picture(byte[] file, ExecutorCodec shared) {
        return Codec.isSdc(file)
                ? shared.codec().decode(file, DecodeOptions.DEFAULT.withMaxPixels(shared.maxPixels()))
                : ImageFiles.read(file, Conversion.NAME, shared.maxPixels()).picture();
    }
}
