package org.sdcodec.codec.search;

import java.util.Arrays;
import org.sdcodec.codec.mode.EncodeJob;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.DecoderRun;

/**
 * Searches the whole numbers that a file holds for a picture: those that make bits + λ · distortion small, instead of
 * those nearest to the latent. A large latent is searched in windows, one after the other, each with some cells around
 * it that stay, so that memory does not grow with the picture. Deterministic: equal on every machine and with any
 * number of threads.
 */
public final class LatentSearch {
    /** Cells of a window along a side, at most. */
    private static final int WINDOW = 96;
    /** Cells around a window that its picture and its bits depend on most. */
    private static final int MARGIN = 8;

    private final EncodeJob job;
    private final int passes;
    private final int most;

    /**
     * @param job of a model that {@link #serves}, with both halves of its autoencoder
     * @param passes runs of the decoder forwards and backwards for each window, at least 1
     */
    public LatentSearch(EncodeJob job, int passes) {
        this(job, passes, WINDOW);
    }

    /** @param most cells of a window along a side, at most */
    LatentSearch(EncodeJob job, int passes, int most) {
        this.job = job;
        this.passes = passes;
        this.most = most;
    }

    /**
     * Whether latents of a model can be searched: they are rounded, a trained network estimates their bits, and
     * gradients can go through the decoder, which must not have statistics over the whole picture.
     */
    public static boolean serves(ModelProfile model, Autoencoder autoencoder) {
        return model.latents().rounded()
                && !model.latents().decoderSpansPicture()
                && model.prior().hasNetwork()
                && autoencoder.isDifferentiable();
    }

    /**
     * Bytes that a search needs at once, without the picture.
     *
     * @param height of the picture in pixels
     * @param width of the picture in pixels
     */
    public static long bytes(Autoencoder autoencoder, int height, int width) {
        int side = (WINDOW + 2 * MARGIN) * autoencoder.downsampling();
        int rows = Math.min(height, side);
        int columns = Math.min(width, side);
        // The measures of the picture and the estimate of bits take less than the decoder.
        return 2 * autoencoder.differentiableBytes(rows, columns);
    }

    /**
     * What a search found.
     *
     * @param latent multiples of the step
     * @param change of λ · distortion against the nearest multiples, in bits: what the file may be longer for it
     */
    public record Found(Tensor latent, double change) {}

    /**
     * The best latent that was found by estimated bits; the coder learns from the latent as well, so that its own count
     * has the last word.
     *
     * @param start the latent to begin with, in the scale of the diffusion model; not modified
     * @param stepCode of uniform quantization
     * @param listener receives how many passes of all windows are done
     * @return with a new tensor
     */
    public Found at(Tensor start, int stepCode, BlockListener listener) {
        int[] symbols = new ScalarQuantizer(stepCode).quantize(start.data());
        boolean[] empty = empty(symbols, start.channels());
        int rows = windows(start.height());
        int columns = windows(start.width());
        int total = rows * columns * passes;
        double change = 0;
        listener.onBlock(0, total);
        try (DecoderRun decoder = job.autoencoder().differentiableDecoder(job.engine())) {
            for (int i = 0; i < rows * columns; i++) {
                SearchWindow window = new SearchWindow(
                        side(i / columns, rows, start.height()), side(i % columns, columns, start.width()));
                int before = i * passes;
                WindowSearch search = new WindowSearch(job, decoder, start, stepCode, window, empty);
                change += search.run(symbols, passes, done -> listener.onBlock(before + done, total));
            }
        }
        float step = StepSize.of(stepCode);
        float[] values = new float[symbols.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = symbols[i] * step;
        }
        return new Found(Tensor.of(start.height(), start.width(), start.channels(), values), change);
    }

    /** Which channels hold nothing but 0. */
    private static boolean[] empty(int[] symbols, int channels) {
        boolean[] empty = new boolean[channels];
        Arrays.fill(empty, true);
        for (int i = 0; i < symbols.length; i++) {
            empty[i % channels] &= symbols[i] == 0;
        }
        return empty;
    }

    private int windows(int cells) {
        return (cells + most - 1) / most;
    }

    /** One of {@code count} equal parts of a side, and the cells around it. */
    private static SearchWindow.Side side(int index, int count, int cells) {
        int from = (int) ((long) cells * index / count);
        int to = (int) ((long) cells * (index + 1) / count);
        return new SearchWindow.Side(Math.max(0, from - MARGIN), from, to, Math.min(cells, to + MARGIN));
    }
}
