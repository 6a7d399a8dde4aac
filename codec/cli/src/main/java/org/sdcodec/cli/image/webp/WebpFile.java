package org.sdcodec.cli.image.webp;

import java.util.Arrays;
import org.sdcodec.cli.image.common.Bytes;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.Exif;
import org.sdcodec.cli.image.common.Profiles;
import org.sdcodec.cli.image.common.UnreadableException;
import org.sdcodec.imageio.Orientation;

/**
 * The chunks of a WebP file. Source: WebP container specification.
 *
 * @param width of the canvas
 * @param height of the canvas
 * @param frame the picture, or the first frame of an animation
 * @param profile the embedded profile, or null
 * @param orientation 1 to 8
 */
record WebpFile(int width, int height, Frame frame, byte[] profile, int orientation) {

    /**
     * One compressed picture.
     *
     * @param left where its first column is on the canvas
     * @param top where its first row is on the canvas
     * @param lossless whether it is VP8L and not VP8
     * @param image where its data begins in the file
     * @param imageEnd where it ends, exclusive
     * @param alpha where the data of separate alpha begins, -1 if there is none
     * @param alphaEnd where that ends
     */
    record Frame(
            int left,
            int top,
            int width,
            int height,
            boolean lossless,
            int image,
            int imageEnd,
            int alpha,
            int alphaEnd) {}

    private static final int RIFF_HEADER = 12;
    private static final int ANIMATION_FLAG = 2;
    private static final int FRAME_HEADER = 16;
    private static final int CANVAS_BYTES = 10;

    /** @throws UnreadableException if the picture's data is not all there, or contradicts itself */
    static WebpFile parse(byte[] file, DecodeContext context) {
        Parser parser = new Parser(file, context);
        long end = Bytes.u32le(file, 4) + 8;
        parser.chunks(RIFF_HEADER, (int) Math.min(end, file.length), false);
        WebpFile webp = parser.result();
        if (end > file.length || parser.cut) {
            context.warn("its end is missing, behind the " + (parser.animated ? "first frame" : "pixels"));
        }
        return webp;
    }

    private static final class Parser {
        private final byte[] file;
        private final DecodeContext context;
        private int width = -1;
        private int height;
        private boolean animated;
        private boolean cut;
        private int frames;
        private int image = -1;
        private int imageEnd;
        private boolean lossless;
        private int alpha = -1;
        private int alphaEnd;
        /** Left, top, width and height of the first frame of an animation. */
        private int[] area;

        private byte[] profile;
        private int orientation = Orientation.NORMAL;

        Parser(byte[] file, DecodeContext context) {
            this.file = file;
            this.context = context;
        }

        /** Name, length and data, padded to an even length. */
        void chunks(int from, int end, boolean ofFrame) {
            int at = from;
            while (at <= end - 8) {
                String name = Bytes.latin1(file, at, 4);
                long length = Bytes.u32le(file, at + 4);
                int data = at + 8;
                if (length > end - data) {
                    if (image >= 0 && !ofFrame) {
                        cut = true;
                        return;
                    }
                    throw UnreadableException.damaged("the data ends too early");
                }
                int dataEnd = data + (int) length;
                chunk(name, data, dataEnd, ofFrame);
                at = dataEnd + (int) (length & 1);
            }
        }

        private void chunk(String name, int data, int end, boolean ofFrame) {
            switch (name) {
                case "VP8 ", "VP8L" -> {
                    if (image < 0 && (ofFrame || !animated)) {
                        image = data;
                        imageEnd = end;
                        lossless = name.equals("VP8L");
                    }
                }
                case "ALPH" -> {
                    if (image < 0 && alpha < 0) {
                        alpha = data;
                        alphaEnd = end;
                    }
                }
                case "VP8X" -> {
                    if (end - data < CANVAS_BYTES) {
                        throw UnreadableException.damaged("a header that is too short");
                    }
                    animated = (file[data] & ANIMATION_FLAG) != 0;
                    width = Bytes.u24le(file, data + 4) + 1;
                    height = Bytes.u24le(file, data + 7) + 1;
                }
                case "ANMF" -> {
                    if (!ofFrame) {
                        frame(data, end);
                    }
                }
                case "ICCP" -> {
                    if (profile == null && end - data <= Profiles.MAX_BYTES) {
                        profile = Arrays.copyOfRange(file, data, end);
                    }
                }
                case "XMP " -> context.xmp(Arrays.copyOfRange(file, data, end));
                case "EXIF" -> {
                    context.exif(file, data, end);
                    int found = Exif.orientation(file, data, end);
                    orientation = found == 0 ? orientation : found;
                }
                default -> {}
            }
        }

        private void frame(int data, int end) {
            frames++;
            if (frames > 1 || !animated) {
                return;
            }
            if (end - data < FRAME_HEADER) {
                throw UnreadableException.damaged("a header that is too short");
            }
            area = new int[] {
                2 * Bytes.u24le(file, data),
                2 * Bytes.u24le(file, data + 3),
                Bytes.u24le(file, data + 6) + 1,
                Bytes.u24le(file, data + 9) + 1
            };
            chunks(data + FRAME_HEADER, end, true);
        }

        WebpFile result() {
            if (image < 0) {
                throw UnreadableException.damaged("the data ends too early");
            }
            if (frames > 1) {
                context.warn("it is an animation of " + frames + " frames, of which the first is taken");
            }
            int[] size = lossless
                    ? LosslessDecoder.size(file, image, imageEnd)
                    : WebpDecoder.lossySize(file, image, imageEnd);
            if (width < 0) {
                width = size[0];
                height = size[1];
            }
            if (area == null) {
                area = new int[] {0, 0, width, height};
            }
            boolean inside = area[0] + area[2] <= width && area[1] + area[3] <= height;
            if (size[0] != area[2] || size[1] != area[3] || !inside) {
                throw UnreadableException.damaged("a frame of " + size[0] + "x" + size[1] + " in an area of " + area[2]
                        + "x" + area[3] + " on a canvas of " + width + "x" + height);
            }
            Frame frame = new Frame(area[0], area[1], area[2], area[3], lossless, image, imageEnd, alpha, alphaEnd);
            return new WebpFile(width, height, frame, profile, orientation);
        }
    }
}
