package org.sdcodec.cli;

import java.io.IOException;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.pipeline.RawPayload;
import org.sdcodec.codec.pipeline.SdcCodec;
import picocli.CommandLine.Option;

/** The options of {@code decode} for files without a header. */
final class RawPayloadOptions {

    @Option(
            names = "--raw-payload",
            description =
                    "The inputs are what 'encode --mode original --raw-payload' writes: files without a header, which do"
                            + " not say how large their picture is.")
    private boolean enabled;

    @Option(
            names = "--width",
            paramLabel = "PIXELS",
            description = "Width of the picture of a raw payload. Default: 512.")
    private Integer width;

    @Option(
            names = "--height",
            paramLabel = "PIXELS",
            description = "Height of the picture of a raw payload. Default: 512.")
    private Integer height;

    /**
     * @param partial whether files may be cut short
     * @param preview whether previews are wanted
     */
    void check(boolean partial, boolean preview) {
        if (enabled && (partial || preview)) {
            throw new UsageException("--partial and --preview are for .sdc files, not for a --raw-payload");
        }
        if (!enabled && (width != null || height != null)) {
            throw new UsageException("--width and --height are for --raw-payload only; an .sdc file states its size");
        }
        checkSide("--width", width);
        checkSide("--height", height);
        long pixels = (long) side(width) * side(height);
        if (pixels > Integer.MAX_VALUE) {
            throw new UsageException(
                    "--width times --height is at most " + Integer.MAX_VALUE + " pixels, not " + pixels);
        }
    }

    /** Decodes an .sdc file, or a payload if that was asked for. */
    Picture decode(SdcCodec codec, byte[] bytes, String input, DecodeOptions options, ProgressListener listener) {
        if (!enabled) {
            return Pictures.decode(codec, bytes, input, options, listener);
        }
        return Pictures.named(input, () -> codec.decodePayload(bytes, side(width), side(height), options, listener));
    }

    /** Reads what is to be decoded. */
    Arrivals read(Streams streams, String input, long maxPixels) throws IOException {
        if (enabled) {
            return Arrivals.ofFile(input, FileOptions.read(streams, input, RawPayloadOptions::isZlib));
        }
        return Arrivals.of(streams, input, FileOptions.read(streams, input, Arrivals::isPlausible), maxPixels);
    }

    /** Whether a zlib stream starts so (RFC 1950, 2.2): deflate, and the two bytes are a multiple of 31. */
    private static boolean isZlib(byte[] start) {
        return (start[0] & 15) == 8 && ((start[0] & 255) << 8 | start[1] & 255) % 31 == 0;
    }

    private static int side(Integer given) {
        return given == null ? RawPayload.DEFAULT_SIDE : given;
    }

    private static void checkSide(String option, Integer given) {
        if (given != null && (given < 1 || given > SdcHeader.MAX_SIDE)) {
            throw new UsageException(option + " is 1 to " + SdcHeader.MAX_SIDE + " pixels, not " + given);
        }
    }
}
