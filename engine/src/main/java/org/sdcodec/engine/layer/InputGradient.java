package org.sdcodec.engine.layer;

import java.util.Arrays;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/**
 * A convolution run backwards, towards its input: with a gradient g of some number by the output, that number's
 * gradient by the input, the weights being constant. It is a convolution again, and its sums are those of
 * {@link Conv2d}.
 */
public final class InputGradient {
    private final Conv2d turned;
    private final int stride;
    private final int moreRows;
    private final int moreColumns;

    /** @param layer whose weights are copied */
    public InputGradient(Conv2d layer) {
        turned = layer.towardsInput();
        stride = layer.stride();
        Padding padding = layer.padding();
        moreRows = padding.top() + padding.bottom() - layer.kernelHeight() + 1;
        moreColumns = padding.left() + padding.right() - layer.kernelWidth() + 1;
    }

    /**
     * The gradient by the input.
     *
     * @param gradient by the output; not modified
     * @param height rows of the input
     * @param width columns of the input
     * @return {@code height × width × inC}, newly taken from the work memory
     */
    public Tensor run(Engine engine, Tensor gradient, int height, int width) {
        return run(engine, gradient, height, width, null);
    }

    /**
     * The gradient by the input, plus another.
     *
     * @param residual {@code height × width × inC}, or null; not modified
     */
    public Tensor run(Engine engine, Tensor gradient, int height, int width, Tensor residual) {
        Tensor spread = stride == 1 ? gradient : spread(engine, gradient, height + moreRows, width + moreColumns);
        Conv2d.Call call = turned.on(spread);
        if (residual != null) {
            call.plus(residual);
        }
        Tensor result = call.run(engine);
        if (spread != gradient) {
            engine.release(spread);
        }
        return result;
    }

    /** The gradient with zeros between its rows and columns, and behind them. */
    private Tensor spread(Engine engine, Tensor gradient, int rows, int columns) {
        int channels = gradient.channels();
        Tensor to = engine.tensor(rows, columns, channels);
        engine.workers().run(rows, y -> {
            int row = y * columns * channels;
            Arrays.fill(to.data(), row, row + columns * channels, 0f);
            if (y % stride == 0 && y / stride < gradient.height()) {
                int from = y / stride * gradient.width() * channels;
                for (int x = 0; x < gradient.width(); x++) {
                    System.arraycopy(
                            gradient.data(), from + x * channels, to.data(), row + x * stride * channels, channels);
                }
            }
        });
        return to;
    }

    /**
     * The gradient by the input of a doubling of pixels ("nearest"): the sum of the four gradients of each pixel,
     * {@code (g₀₀ + g₀₁) + (g₁₀ + g₁₁)}.
     *
     * @param gradient 2h × 2w × c; not modified
     * @return h × w × c, newly taken from the work memory
     */
    public static Tensor ofDoubling(Engine engine, Tensor gradient) {
        int height = gradient.height() / 2;
        int width = gradient.width() / 2;
        int channels = gradient.channels();
        Tensor to = engine.tensor(height, width, channels);
        int row = gradient.width() * channels;
        engine.workers().run(height, y -> {
            float[] g = gradient.data();
            for (int x = 0; x < width; x++) {
                int from = 2 * (y * row + x * channels);
                int at = (y * width + x) * channels;
                for (int c = 0; c < channels; c++) {
                    float above = g[from + c] + g[from + channels + c];
                    to.data()[at + c] = above + (g[from + row + c] + g[from + row + channels + c]);
                }
            }
        });
        return to;
    }

    /** The gradient of {@link Activation#RELU}, in place. */
    public static void ofRelu(Engine engine, Tensor result, Tensor gradient) {
        int size = gradient.size();
        engine.workers().run((size + Activation.BLOCK - 1) / Activation.BLOCK, block -> {
            int from = block * Activation.BLOCK;
            int n = Math.min(Activation.BLOCK, size - from);
            engine.kernels().reluGradient(n, result.data(), from, gradient.data(), from);
        });
    }
}
