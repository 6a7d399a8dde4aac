package org.sdcodec.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;
import org.sdcodec.Preview;
import org.sdcodec.ProgressListener;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcodecException;
import org.sdcodec.cli.external.ExternalFormat;
import org.sdcodec.cli.external.ExternalReader;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.image.ImageFormatException;
import org.sdcodec.cli.image.ReadPicture;

/** Pictures from files and from standard input, with failures that name the input. */
final class Pictures {

    private static final int BYTE_BITS = 8;
    private static final int MAX_EXTERNAL_BYTES = 1 << 30;

    private Pictures() {}

    /**
     * Reads a picture of at most {@code maxPixels} pixels, and says in a line each what it does not show of its file.
     */
    static Picture read(Streams streams, String input, long maxPixels) throws IOException {
        return read(streams, input, maxPixels, Gamut.SRGB, Losses.said(streams, input));
    }

    /**
     * Reads a picture.
     *
     * @param widest what colors that sRGB does not have may become
     * @param losses receives what the picture does not show of its file
     */
    static Picture read(Streams streams, String input, long maxPixels, Gamut widest, Losses losses) throws IOException {
        if (input.equals(FilePlan.STANDARD)) {
            return reported(read(streams.in(), FileOptions.nameOf(input), maxPixels, widest), losses);
        }
        Path file = FilePlan.path(input);
        // Of a pipe nothing is read but once.
        if (!Files.isRegularFile(file) || !isExternal(file)) {
            return reported(ImageFiles.read(file, maxPixels, widest), losses);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return reported(read(in, input, maxPixels, widest), losses);
        }
    }

    private static boolean isExternal(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return ExternalFormat.sniff(in.readNBytes(ExternalFormat.START_BYTES))
                    .isPresent();
        } catch (IOException e) {
            // Reading it will say what is wrong.
            return false;
        }
    }

    private static ReadPicture read(InputStream in, String name, long maxPixels, Gamut widest) throws IOException {
        byte[] start = in.readNBytes(ExternalFormat.START_BYTES);
        InputStream all = new SequenceInputStream(new ByteArrayInputStream(start), in);
        Optional<ExternalFormat> external = ExternalFormat.sniff(start);
        if (external.isEmpty()) {
            return ImageFiles.read(all, name, maxPixels, widest);
        }
        byte[] bytes = all.readNBytes(MAX_EXTERNAL_BYTES);
        if (bytes.length == MAX_EXTERNAL_BYTES) {
            throw new CliException("cannot read '" + name + "': it is larger than 1 GiB");
        }
        return new ExternalReader(System.getenv("PATH"), ShutdownActions::add)
                .read(bytes, external.get(), name, maxPixels, widest);
    }

    /** The extensions of pictures that can be read, in lower case and without the dot. */
    static Set<String> extensions() {
        Set<String> all = new HashSet<>();
        for (ImageFormat format : ImageFormat.values()) {
            all.addAll(format.extensions());
        }
        for (ExternalFormat format : ExternalFormat.values()) {
            all.add(format.extension());
        }
        all.add("heif");
        return all;
    }

    /** Reads a picture of at most {@code maxPixels} pixels from the content of a file. */
    static Picture read(Streams streams, byte[] bytes, String input, long maxPixels, Gamut widest) {
        return reported(
                ImageFiles.read(bytes, FileOptions.nameOf(input), maxPixels, widest), Losses.said(streams, input));
    }

    private static Picture reported(ReadPicture read, Losses losses) {
        if (read.converted()) {
            losses.warn("its colors are converted from its profile to "
                    + read.picture().gamut().title() + "; those outside of it are clipped");
        }
        if (read.bits() > BYTE_BITS) {
            losses.warn("its colors have " + read.bits() + " bits, of which 8 are kept");
        }
        read.warnings().forEach(losses::warn);
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
