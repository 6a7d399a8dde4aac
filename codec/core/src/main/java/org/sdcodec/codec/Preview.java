package org.sdcodec.codec;

import java.util.Objects;
import org.sdcodec.Picture;
import org.sdcodec.codec.ProgressListener.Stage;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.engine.Tensor;
import org.sdcodec.weights.checkpoint.DiffusionModel;

/**
 * Small pictures of {@code .sdc} files without any network, in milliseconds: each cell of the latent becomes one pixel. Immutable and
 * thread-safe.
 */
public final class Preview {

    private static final int COLOURS = 3;

    /** The symbols and the values of a latent, and what the coder keeps of them. */
    private static final long BYTES_PER_SYMBOL = 32;

    private final LatentRgb colours;
    private final LatentPrior prior;

    /**
     * @param colours of the latents of the files
     * @param prior of the entropy coder, with which the files were made
     */
    public Preview(LatentRgb colours, LatentPrior prior) {
        this.colours = Objects.requireNonNull(colours);
        this.prior = Objects.requireNonNull(prior);
    }

    /** For files of the model that comes with sdcodec. */
    public static Preview embedded() {
        return new Preview(LatentRgb.embedded(), LatentPrior.embedded());
    }

    /**
     * For files of another model, coded as {@link Codec} does by default.
     *
     * @throws org.sdcodec.weights.ModelException if there is no {@link LatentRgb} of it
     */
    public static Preview of(DiffusionModel model) {
        LatentRgb colours = LatentRgb.of(model);
        return new Preview(colours, LatentPrior.suiting(model, colours.channels()));
    }

    /**
     * Decodes a file to one pixel per cell of its latent.
     *
     * @param sdc the whole file, or its beginning if the options allow that; not modified
     * @param options of these, how many pixels the file may have at most, and whether it may be cut short
     * @return ⌈width/{@linkplain LatentRgb#downsampling d}⌉ × ⌈height/d⌉ pixels, opaque; transparency is not shown
     * @throws SdcFormatException if it is damaged or no {@code .sdc} file
     * @throws org.sdcodec.weights.ModelException if its latent is of another space, or coded with another prior
     * @throws PictureTooLargeException if it has more pixels than the options allow
     */
    public Picture decode(byte[] sdc, DecodeOptions options) {
        return PixelTensors.toPicture(colours(FileContent.read(sdc, options), options), null);
    }

    /** As {@link #decode}, in the size of the picture: between the cells' centres, colours are interpolated linearly. */
    public Picture decodeFullSize(byte[] sdc, DecodeOptions options) {
        FileContent content = FileContent.read(sdc, options);
        SdcHeader header = content.header();
        return PixelTensors.toPicture(enlarged(colours(content, options), header.height(), header.width()), null);
    }

    private Tensor colours(FileContent content, DecodeOptions options) {
        SdcHeader header = content.header();
        MemoryCheck.requirePixels(options.maxPixels(), header.height(), header.width());
        LatentPrior known = colours.priorOf(header, prior);
        MemoryCheck.requireLatent(colours.channels(), colours.downsampling(), header.height(), header.width());
        long cells = (long) FileContent.cells(header.height(), colours.downsampling())
                * FileContent.cells(header.width(), colours.downsampling());
        MemoryCheck.require(cells * colours.channels() * BYTES_PER_SYMBOL, header.height(), header.width());
        options.progress().onProgress(Stage.ENTROPY_DECODE, 0, 1);
        Tensor latent = content.latent(known, colours.channels(), colours.downsampling());
        options.progress().onProgress(Stage.ENTROPY_DECODE, 1, 1);
        return colours.apply(latent);
    }

    private Tensor enlarged(Tensor small, int height, int width) {
        Tensor large = Tensor.zeros(height, width, COLOURS);
        for (int y = 0; y < height; y++) {
            float v = position(y, small.height());
            int top = (int) v;
            int bottom = Math.min(top + 1, small.height() - 1);
            for (int x = 0; x < width; x++) {
                float u = position(x, small.width());
                int left = (int) u;
                int right = Math.min(left + 1, small.width() - 1);
                for (int k = 0; k < COLOURS; k++) {
                    float above = mixed(small, top, left, right, k, u - left);
                    float below = mixed(small, bottom, left, right, k, u - left);
                    large.data()[(y * width + x) * COLOURS + k] = above + (v - top) * (below - above);
                }
            }
        }
        return large;
    }

    /** Where a pixel's centre lies among the cells' centres, 0 … cells − 1. */
    private float position(int pixel, int cells) {
        float position = (pixel + 0.5f) / colours.downsampling() - 0.5f;
        return Math.max(0, Math.min(cells - 1, position));
    }

    private static float mixed(Tensor small, int y, int left, int right, int k, float part) {
        float a = small.data()[(y * small.width() + left) * COLOURS + k];
        float b = small.data()[(y * small.width() + right) * COLOURS + k];
        return a + part * (b - a);
    }
}
