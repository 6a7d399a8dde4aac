package org.sdcodec.cli.image.webp;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.Arrays;
import org.sdcodec.cli.image.common.Bytes;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.DecodedImage;
import org.sdcodec.cli.image.common.PictureDecoder;
import org.sdcodec.cli.image.common.Profiles;
import org.sdcodec.cli.image.common.UnreadableException;
import org.sdcodec.cli.image.vp8.Vp8Decoder;

/**
 * WebP: the still picture, or the first frame of an animation on its transparent canvas.
 *
 * <p>All of it is decoded here. TwelveMonkeys 3.15 lacks uncompressed alpha, fails where colors of a palette are
 * predicted, and repeats chroma samples instead of interpolating them, which costs some 5 to 10 dB against libwebp.
 */
public final class WebpDecoder implements PictureDecoder {
    private static final int RGB = 0xffffff;

    /** Frame tag, start code and size (RFC 6386, section 9.1). */
    private static final int VP8_HEADER = 10;

    private static final int SIZE_BITS = 0x3fff;

    @Override
    public DecodedImage decode(byte[] file, DecodeContext context) {
        WebpFile webp = WebpFile.parse(file, context);
        context.checkSize(webp.width(), webp.height());
        WebpFile.Frame frame = webp.frame();
        context.checkSize(frame.width(), frame.height());
        int[] pixels = frame.lossless()
                ? new LosslessDecoder(file, frame.image(), frame.imageEnd(), frame.width(), frame.height()).decode()
                : lossy(file, frame);
        BufferedImage image = new BufferedImage(webp.width(), webp.height(), BufferedImage.TYPE_INT_ARGB);
        int[] canvas = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        for (int y = 0; y < frame.height(); y++) {
            System.arraycopy(
                    pixels, y * frame.width(), canvas, (frame.top() + y) * webp.width() + frame.left(), frame.width());
        }
        return new DecodedImage(image, Profiles.usable(webp.profile(), 3, context), null, webp.orientation());
    }

    private static int[] lossy(byte[] file, WebpFile.Frame frame) {
        // Before the colors, which are the larger part: data that is missing shows early.
        byte[] alpha = frame.alpha() < 0
                ? null
                : new AlphaDecoder(frame.width(), frame.height()).decode(file, frame.alpha(), frame.alphaEnd());
        int[] pixels = Vp8Decoder.decode(file, frame.image(), frame.imageEnd());
        if (alpha != null) {
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = pixels[i] & RGB | alpha[i] << 24;
            }
        }
        return pixels;
    }

    /** The size of a lossy frame, width first. */
    static int[] lossySize(byte[] file, int at, int end) {
        if (end - at < VP8_HEADER) {
            throw UnreadableException.damaged("the data ends too early");
        }
        return new int[] {Bytes.u16le(file, at + 6) & SIZE_BITS, Bytes.u16le(file, at + 8) & SIZE_BITS};
    }

    /**
     * Alpha of a frame: samples as they are or in the lossless format, then filtered (container specification,
     * "Alpha").
     */
    private static final class AlphaDecoder {
        private static final int RAW = 0;
        private static final int LOSSLESS = 1;
        private static final int HORIZONTAL = 1;
        private static final int VERTICAL = 2;

        private final int width;
        private final int height;

        AlphaDecoder(int width, int height) {
            this.width = width;
            this.height = height;
        }

        byte[] decode(byte[] file, int from, int to) {
            if (from >= to) {
                throw UnreadableException.damaged("its alpha is empty");
            }
            int method = file[from] & 3;
            int filter = file[from] >> 2 & 3;
            byte[] alpha;
            if (method == RAW) {
                if (to - from - 1 < width * height) {
                    throw UnreadableException.damaged("its alpha ends too early");
                }
                alpha = Arrays.copyOfRange(file, from + 1, from + 1 + width * height);
            } else if (method == LOSSLESS) {
                int[] pixels = LosslessDecoder.ofAlpha(file, from + 1, to, width, height)
                        .decode();
                alpha = new byte[pixels.length];
                for (int i = 0; i < pixels.length; i++) {
                    alpha[i] = (byte) (pixels[i] >> 8);
                }
            } else {
                throw UnreadableException.damaged("its alpha is compressed by an unknown method");
            }
            if (filter != 0) {
                unfilter(alpha, filter);
            }
            return alpha;
        }

        private void unfilter(byte[] alpha, int filter) {
            for (int i = 1; i < width; i++) {
                alpha[i] += alpha[i - 1];
            }
            for (int y = 1; y < height; y++) {
                int row = y * width;
                alpha[row] += alpha[row - width];
                for (int i = row + 1; i < row + width; i++) {
                    int left = alpha[i - 1] & 0xff;
                    int up = alpha[i - width] & 0xff;
                    int predicted = filter == HORIZONTAL
                            ? left
                            : filter == VERTICAL
                                    ? up
                                    : Math.max(0, Math.min(255, left + up - (alpha[i - width - 1] & 0xff)));
                    alpha[i] += (byte) predicted;
                }
            }
        }
    }
}
