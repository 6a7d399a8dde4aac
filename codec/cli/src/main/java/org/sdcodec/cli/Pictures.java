package org.sdcodec.cli;

import java.io.IOException;
import java.util.function.Supplier;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;
import org.sdcodec.Preview;
import org.sdcodec.ProgressListener;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcodecException;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.image.ImageFormatException;
import org.sdcodec.cli.image.ReadPicture;

/** Pictures from files and from standard input, with failures that name the input. */
final class Pictures {

    private Pictures() {}

    /**
     * Reads a picture of at most {@code maxPixels} pixels, and says in a line each what it does not show of its file.
     */
    static Picture read(Streams streams, String input, long maxPixels) throws IOException {
        return read(streams, input, maxPixels, Gamut.SRGB);
    }

    /** As {@link #read(Streams, String, long)}; colors that sRGB does not have become those of the gamut. */
    static Picture read(Streams streams, String input, long maxPixels, Gamut widest) throws IOException {
        ReadPicture read = input.equals(FilePlan.STANDARD)
                ? ImageFiles.read(streams.in(), FileOptions.nameOf(input), maxPixels, widest)
                : ImageFiles.read(FilePlan.path(input), maxPixels, widest);
        return reported(streams, input, read);
    }

    /** As {@link #read(Streams, String, long, Gamut)}, from the content of a file. */
    static Picture read(Streams streams, byte[] bytes, String input, long maxPixels, Gamut widest) {
        return reported(streams, input, ImageFiles.read(bytes, FileOptions.nameOf(input), maxPixels, widest));
    }

    private static Picture reported(Streams streams, String input, ReadPicture read) {
        if (read.converted()) {
            streams.say(FileOptions.nameOf(input) + ": its colors are converted from its profile to "
                    + read.picture().gamut().title());
        }
        for (String warning : read.warnings()) {
            streams.say("sdcodec: warning: " + FileOptions.nameOf(input) + ": " + warning);
        }
        return read.picture();
    }

    /**
     * The format to write an output in: what its extension says, PNG for standard output.
     *
     * @throws UsageException if it says none that can be written
     */
    static ImageFormat formatOf(String output) {
        if (output.equals(FilePlan.STANDARD)) {
            return ImageFormat.PNG;
        }
        try {
            return ImageFormat.forOutput(FilePlan.path(output));
        } catch (ImageFormatException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** Decodes the content of an .sdc file. */
    static Picture decode(Codec codec, byte[] bytes, String input, DecodeOptions options, ProgressListener listener) {
        return named(input, () -> codec.decode(bytes, options, listener));
    }

    /** Decodes the content of an .sdc file to a preview. */
    static Picture preview(
            Preview preview,
            byte[] bytes,
            String input,
            boolean fullSize,
            DecodeOptions options,
            ProgressListener listener) {
        return named(
                input,
                () -> fullSize
                        ? preview.decodeFullSize(bytes, options, listener)
                        : preview.decode(bytes, options, listener));
    }

    static Picture named(String input, Supplier<Picture> decode) {
        try {
            return decode.get();
        } catch (SdcFormatException e) {
            throw named(input, e);
        } catch (SdcodecException e) {
            throw new CliException(FileOptions.nameOf(input) + ": " + Advice.sentence(e), e);
        }
    }

    /** The same failure with the input's name. */
    static CliException named(String input, SdcFormatException e) {
        return new CliException(
                "cannot read '" + FileOptions.nameOf(input) + "', at byte " + e.offset() + ": " + e.reason(), e);
    }
}
