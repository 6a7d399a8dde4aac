package org.sdcodec.cli.peer;

import org.sdcodec.Picture;

/**
 * The best file of a codec within a size.
 *
 * @param file the largest file within the limit, or the smallest that the codec gives if none is
 * @param setting of the codec, for which it is that file
 * @param fits whether the file is within the limit
 */
public record EqualSize(byte[] file, double setting, boolean fits) {

    /**
     * Searches the finest setting whose file has at most so many bytes. Sizes grow with the setting but for a few bytes
     * here and there, so the search halves the range.
     *
     * @param image opaque; not modified
     * @throws CodecException if the codec fails
     */
    public static EqualSize of(ImageCodec codec, Picture image, long maxBytes) throws CodecException {
        QualityScale scale = codec.scale();
        byte[] best = codec.encode(image, scale.setting(0));
        if (best.length > maxBytes) {
            return new EqualSize(best, scale.setting(0), false);
        }
        int low = 0;
        int high = scale.count();
        while (high - low > 1) {
            int middle = (low + high) / 2;
            byte[] file = codec.encode(image, scale.setting(middle));
            if (file.length <= maxBytes) {
                low = middle;
                best = file;
            } else {
                high = middle;
            }
        }
        return new EqualSize(best, scale.setting(low), true);
    }
}
