package org.sdcodec.codec.quant;

import java.util.Arrays;

/**
 * A quantized latent: {@code height x width x channels} integers in &plusmn;{@link #MAX_MAGNITUDE}, channels last,
 * index {@code (y * width + x) * channels + c}. Immutable.
 */
public final class LatentSymbols {
    /** The largest magnitude of a symbol. */
    public static final int MAX_MAGNITUDE = 32767;

    /** The largest number of symbols: what a Java array holds. */
    public static final int MAX_COUNT = Integer.MAX_VALUE - 8;

    private final int height;
    private final int width;
    private final int channels;
    private final int[] values;

    private LatentSymbols(int height, int width, int channels, int[] values) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.values = values;
    }

    /**
     * @param values height * width * channels symbols, channels last; not modified, copied
     * @throws IllegalArgumentException if the sizes are not positive, exceed {@link #MAX_COUNT} together or do not
     *     match the array, or if a symbol is out of range
     */
    public static LatentSymbols of(int height, int width, int channels, int[] values) {
        int count = count(height, width, channels);
        if (values.length != count) {
            throw new IllegalArgumentException("A latent of " + height + " x " + width + " x " + channels + " has "
                    + count + " symbols, but " + values.length + " were given.");
        }
        for (int value : values) {
            if (value < -MAX_MAGNITUDE || value > MAX_MAGNITUDE) {
                throw new IllegalArgumentException("The symbol " + value + " is outside -32767..32767.");
            }
        }
        return new LatentSymbols(height, width, channels, values.clone());
    }

    /** Takes over {@code values}, which is known to be valid. */
    public static LatentSymbols wrap(int height, int width, int channels, int[] values) {
        return new LatentSymbols(height, width, channels, values);
    }

    /**
     * @return height * width * channels
     * @throws IllegalArgumentException if one is not positive or the product exceeds {@link #MAX_COUNT}
     */
    public static int count(int height, int width, int channels) {
        if (height < 1
                || width < 1
                || channels < 1
                || (long) height * width > MAX_COUNT
                || (long) height * width * channels > MAX_COUNT) {
            throw new IllegalArgumentException("A latent of " + height + " x " + width + " x " + channels
                    + " cannot be coded: each size must be at least 1, and their product at most " + MAX_COUNT + ".");
        }
        return height * width * channels;
    }

    /** Rows of cells. */
    public int height() {
        return height;
    }

    /** Columns of cells. */
    public int width() {
        return width;
    }

    /** Symbols per cell. */
    public int channels() {
        return channels;
    }

    /** The number of symbols. */
    public int size() {
        return values.length;
    }

    /** The symbol at index {@code (y * width + x) * channels + c}. */
    public int get(int index) {
        return values[index];
    }

    /** A copy of all symbols. */
    public int[] toArray() {
        return values.clone();
    }

    /** Without a copy, for the coder; must not be modified. */
    public int[] values() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LatentSymbols that
                && height == that.height
                && width == that.width
                && channels == that.channels
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * height + width) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "LatentSymbols[" + height + " x " + width + " x " + channels + "]";
    }
}
