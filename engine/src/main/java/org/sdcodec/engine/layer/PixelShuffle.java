package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.profile.LayerRun;
import org.sdcodec.engine.profile.LayerWork;

/**
 * PyTorch's {@code PixelShuffle(2)} (Shi et al. 2016): {@code h × w × 4c → 2h × 2w × c}, where channel
 * {@code c·4 + dy·2 + dx} of the input becomes channel c of the pixel (2y + dy, 2x + dx).
 */
public final class PixelShuffle {
    /** Pixels of the output for a pixel of the input, along each side. */
    public static final int FACTOR = 2;

    /** Which rows and columns of the input are read. */
    public static final Footprint FOOTPRINT = new Footprint(FACTOR, 0, 1, 0, 1, 1);

    private static final int CELLS = FACTOR * FACTOR;

    private PixelShuffle() {}

    /**
     * The shuffled tensor, newly taken from the work memory.
     *
     * @param x not modified
     */
    public static Tensor forward(Engine engine, Tensor x) {
        Tensor y = engine.tensor(FACTOR * x.height(), FACTOR * x.width(), x.channels() / CELLS);
        run(engine, x, y, 0, y.height());
        return y;
    }

    /**
     * Makes some rows of the output.
     *
     * @param x has the rows and columns that are read
     * @param to receives the columns that it holds
     * @param from the first row
     * @param end behind the last row
     */
    public static void run(Engine engine, Rows x, Rows to, int from, int end) {
        LayerRun run = LayerRun.begin(engine);
        int channels = to.channels();
        engine.workers().run(end - from, i -> {
            int y = from + i;
            float[] source = x.row(y / FACTOR);
            float[] target = to.row(y);
            int at = to.offset(y);
            for (int column = to.left(); column < to.left() + to.columns(); column++) {
                int start = x.offset(y / FACTOR) + (column / FACTOR - x.left()) * x.channels() + cell(y, column);
                for (int c = 0; c < channels; c++) {
                    target[at++] = source[start + c * CELLS];
                }
            }
        });
        if (run != null) {
            // Every element of a part is read once and written once.
            long bytes = 2L * (end - from) * to.columns() * channels * Float.BYTES;
            run.end(LayerWork.of("pixel shuffle", "pixel shuffle", LayerWork.ELEMENTWISE, x, to, end - from, 0, bytes));
        }
    }

    /**
     * The inverse, {@code 2h × 2w × c → h × w × 4c}, newly taken from the work memory; also the gradient by the input.
     *
     * @param y not modified
     */
    public static Tensor inverse(Engine engine, Tensor y) {
        Tensor x = engine.tensor(y.height() / FACTOR, y.width() / FACTOR, y.channels() * CELLS);
        engine.workers().run(x.height(), row -> {
            for (int dy = 0; dy < FACTOR; dy++) {
                int from = y.offset(row * FACTOR + dy);
                for (int column = 0; column < y.width(); column++) {
                    int to = x.offset(row) + column / FACTOR * x.channels() + cell(dy, column);
                    for (int c = 0; c < y.channels(); c++) {
                        x.data()[to + c * CELLS] = y.data()[from++];
                    }
                }
            }
        });
        return x;
    }

    /** The number of a pixel among those that one pixel of the input becomes. */
    private static int cell(int row, int column) {
        return row % FACTOR * FACTOR + column % FACTOR;
    }
}
