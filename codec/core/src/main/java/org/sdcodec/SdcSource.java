package org.sdcodec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/** Reads whole files from where they lie. */
final class SdcSource {

    /** More than any pixel takes, of the latent and of an opacity together. */
    private static final long BYTES_PER_PIXEL = 4;

    /** For what does not grow with the picture. */
    private static final long OTHER_BYTES = 1 << 20;

    /** The largest array of every JVM. */
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private SdcSource() {}

    /** @throws PictureTooLargeException if there are more bytes than the pixels that the options allow can take */
    static byte[] read(InputStream in, DecodeOptions options) throws IOException {
        Objects.requireNonNull(in, "in");
        Objects.requireNonNull(options, "options");
        long ofPixels =
                OTHER_BYTES + BYTES_PER_PIXEL * Math.min(options.limits().pixels(), MAX_ARRAY);
        // One less, so that a byte too many still fits an array.
        int limit = (int) Math.min(MAX_ARRAY - 1, Math.min(options.limits().inputBytes(), ofPixels));
        byte[] sdc = in.readNBytes(limit + 1);
        if (sdc.length > limit) {
            String reason = limit < ofPixels
                    ? "the most that is allowed"
                    : String.format(
                            Locale.ROOT,
                            "which a picture of %,d pixels, the most that is allowed, cannot take",
                            options.limits().pixels());
            throw new PictureTooLargeException(
                    SdcodecException.Kind.TOO_MANY_BYTES,
                    String.format(Locale.ROOT, "the data has more than %,d bytes, %s", limit, reason));
        }
        return sdc;
    }

    static byte[] read(Path file, DecodeOptions options) throws IOException {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(options, "options");
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, options);
        }
    }

    static byte[] read(ByteBuffer sdc) {
        Objects.requireNonNull(sdc, "sdc");
        byte[] bytes = new byte[sdc.remaining()];
        sdc.duplicate().get(bytes);
        return bytes;
    }
}
