package org.sdcodec.cli.image.gif;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.DecodedImage;
import org.sdcodec.cli.image.common.PictureDecoder;

/**
 * GIF: the first frame, laid on the transparent canvas. Where a frame reaches beyond the canvas, the canvas grows, as
 * in browsers. Source: GIF89a specification of CompuServe, 1990.
 */
public final class GifDecoder implements PictureDecoder {
    /** First row and distance of the rows of the four passes of an interlaced frame (appendix E). */
    private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

    private static final int[][] ONE_PASS = {{0, 1}};

    private static final int BLACK = 0xff000000;
    private static final int RGB = 0xffffff;

    @Override
    public DecodedImage decode(byte[] file, DecodeContext context) {
        GifFile gif = GifFile.parse(file);
        GifFile.Frame frame = gif.first();
        int width = Math.max(gif.width(), frame.left() + frame.width());
        int height = Math.max(gif.height(), frame.top() + frame.height());
        context.checkSize(frame.width(), frame.height());
        context.checkSize(width, height);
        byte[] indexes = new LzwDecoder(frame.data(), frame.codeBits()).decode(frame.width() * frame.height());
        // The compressed data is checked before the canvas is allocated, which may be larger.
        BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        draw(frame, indexes, canvas, context);
        if (gif.frames() > 1) {
            context.warn("it is an animation of " + gif.frames() + " frames, of which the first is taken");
        }
        if (!gif.ended()) {
            context.warn("its end is missing, behind the first frame");
        }
        return DecodedImage.plain(canvas);
    }

    private static void draw(GifFile.Frame frame, byte[] indexes, BufferedImage canvas, DecodeContext context) {
        int[] out = ((DataBufferInt) canvas.getRaster().getDataBuffer()).getData();
        int[] palette = frame.palette();
        int from = 0;
        for (int[] pass : frame.interlaced() ? PASSES : ONE_PASS) {
            for (int y = pass[0]; y < frame.height(); y += pass[1]) {
                int to = (frame.top() + y) * canvas.getWidth() + frame.left();
                for (int x = 0; x < frame.width(); x++) {
                    int index = indexes[from++] & 0xff;
                    if (index >= palette.length && index != frame.transparent()) {
                        context.warn("some of its pixels have colors that its palette lacks; they are black");
                    }
                    int color = index < palette.length ? palette[index] : BLACK;
                    out[to + x] = index == frame.transparent() ? color & RGB : color;
                }
            }
        }
    }
}
