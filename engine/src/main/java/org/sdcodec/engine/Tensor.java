package org.sdcodec.engine;

import java.util.Arrays;

/**
 * A feature map of {@code height × width × channels} floats, channels last (NHWC with n = 1): element (y, x, c) lies at
 * index {@code (y * width + x) * channels + c}. A sequence of tokens is the same thing read as {@code height * width}
 * rows.
 *
 * <p>There is no batch dimension: on a CPU a batch gains nothing over one picture after the other.
 *
 * <p>The array may be longer than {@link #size()} because {@link WorkMemory} reuses arrays; what lies beyond is
 * undefined.
 */
public final class Tensor implements Rows {
    private final int height;
    private final int width;
    private final int channels;
    private final float[] data;

    private Tensor(int height, int width, int channels, float[] data) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.data = data;
    }

    /**
     * A tensor of zeros.
     *
     * @throws IllegalArgumentException if a dimension is not positive or the tensor would have more than 2³¹ − 9
     *     elements
     */
    public static Tensor zeros(int height, int width, int channels) {
        return new Tensor(height, width, channels, new float[checkedSize(height, width, channels)]);
    }

    /**
     * Wraps an array, which is not copied.
     *
     * @param data at least {@code height * width * channels} elements in NHWC order
     * @throws IllegalArgumentException if a dimension is not positive or the array is too short
     */
    public static Tensor of(int height, int width, int channels, float[] data) {
        int size = checkedSize(height, width, channels);
        if (data.length < size) {
            throw new IllegalArgumentException("a tensor of %d×%d×%d needs %d elements, the array has %d"
                    .formatted(height, width, channels, size, data.length));
        }
        return new Tensor(height, width, channels, data);
    }

    /**
     * The number of elements of such a tensor.
     *
     * @throws IllegalArgumentException if a dimension is not positive or the product exceeds 2³¹ − 9, the longest Java
     *     array
     */
    static int checkedSize(int height, int width, int channels) {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException(
                    "tensor dimensions must be positive, not " + height + "×" + width + "×" + channels);
        }
        long pixels = (long) height * width;
        if (pixels > Integer.MAX_VALUE || pixels * channels > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "a tensor of %d×%d×%d does not fit into one Java array; use a smaller picture"
                            .formatted(height, width, channels));
        }
        return (int) (pixels * channels);
    }

    /** Rows, at least 1. */
    @Override
    public int height() {
        return height;
    }

    /** Columns, at least 1. */
    @Override
    public int width() {
        return width;
    }

    /** Values per row and column, at least 1. */
    @Override
    public int channels() {
        return channels;
    }

    @Override
    public int left() {
        return 0;
    }

    @Override
    public int columns() {
        return width;
    }

    @Override
    public float[] row(int y) {
        return data;
    }

    @Override
    public int offset(int y) {
        return y * width * channels;
    }

    /** The same elements as a single row of {@link #pixels()} columns. Shares the array. */
    public Tensor asRow() {
        return new Tensor(1, height * width, channels, data);
    }

    /** The number of rows when the tensor is read as a sequence of tokens: {@code height * width}. */
    public int pixels() {
        return height * width;
    }

    /** The number of elements: {@code height * width * channels}. */
    public int size() {
        return height * width * channels;
    }

    /** Whether height, width and channels are those of {@code other}. */
    public boolean hasShapeOf(Tensor other) {
        return height == other.height && width == other.width && channels == other.channels;
    }

    /** The elements themselves, not a copy. */
    public float[] data() {
        return data;
    }

    /** The element at row {@code y}, column {@code x}, channel {@code c}. */
    public float at(int y, int x, int c) {
        return data[(y * width + x) * channels + c];
    }

    /** The same elements under another shape of the same size. Shares the array. */
    public Tensor reshaped(int newHeight, int newWidth, int newChannels) {
        if (checkedSize(newHeight, newWidth, newChannels) != size()) {
            throw new IllegalArgumentException(
                    "cannot read %s as %d×%d×%d".formatted(this, newHeight, newWidth, newChannels));
        }
        return new Tensor(newHeight, newWidth, newChannels, data);
    }

    /** A copy with an array of its own. */
    public Tensor copy() {
        return new Tensor(height, width, channels, Arrays.copyOf(data, size()));
    }

    /**
     * From PyTorch's order.
     *
     * @param nchw {@code channels × height × width} elements; not modified
     */
    public static Tensor fromNchw(int channels, int height, int width, float[] nchw) {
        Tensor t = zeros(height, width, channels);
        int pixels = height * width;
        for (int c = 0; c < channels; c++) {
            for (int p = 0; p < pixels; p++) {
                t.data[p * channels + c] = nchw[c * pixels + p];
            }
        }
        return t;
    }

    /** The elements in PyTorch's order, {@code channels × height × width}, as a new array. */
    public float[] toNchw() {
        int pixels = pixels();
        float[] nchw = new float[size()];
        for (int c = 0; c < channels; c++) {
            for (int p = 0; p < pixels; p++) {
                nchw[c * pixels + p] = data[p * channels + c];
            }
        }
        return nchw;
    }

    @Override
    public String toString() {
        return height + "×" + width + "×" + channels;
    }
}
