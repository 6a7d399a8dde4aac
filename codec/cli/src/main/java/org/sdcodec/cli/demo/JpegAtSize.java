package org.sdcodec.cli.demo;

import org.sdcodec.Picture;
import org.sdcodec.cli.image.JpegEncoder;

/** The best JPEG of at most so many bytes, which is what a picture of another codec has to be compared with. */
public final class JpegAtSize {
    private JpegAtSize() {}

    /**
     * A JPEG file.
     *
     * @param bytes the whole file
     * @param quality the encoder's quality, 1 to 100
     * @param fits whether it has no more bytes than were asked for; if not, it is the smallest that the encoder gives
     */
    public record Result(byte[] bytes, int quality, boolean fits) {}

    /**
     * Searches the highest quality whose file has at most {@code maxBytes} bytes. Sizes grow with quality but for a few
     * bytes here and there, so the search halves the range.
     *
     * @param picture laid on white if it has alpha
     */
    public static Result encode(Picture picture, long maxBytes) {
        Picture opaque = picture.onWhite();
        byte[] best = JpegEncoder.encode(opaque, 1);
        if (best.length > maxBytes) {
            return new Result(best, 1, false);
        }
        int low = 1;
        int high = 101;
        while (high - low > 1) {
            int quality = (low + high) / 2;
            byte[] bytes = JpegEncoder.encode(opaque, quality);
            if (bytes.length <= maxBytes) {
                low = quality;
                best = bytes;
            } else {
                high = quality;
            }
        }
        return new Result(best, low, true);
    }
}
