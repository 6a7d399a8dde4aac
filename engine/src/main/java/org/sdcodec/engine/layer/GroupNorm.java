package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.profile.LayerRun;
import org.sdcodec.engine.profile.LayerWork;

/**
 * Group normalization (Wu and He 2018): each group of neighboring channels is brought to mean 0 and variance 1 over the
 * whole picture, then scaled and shifted per channel.
 *
 * <p>The statistics are taken per channel in chunks of {@value #CHUNK} pixels, in float around the chunk's own mean,
 * and merged in double in ascending order: exact enough for any picture, one pass over memory, and a fixed order of
 * summation.
 */
public final class GroupNorm {
    static final int CHUNK = 128;

    private final String name;
    private final int groups;
    private final int channels;
    private final float[] weight;
    private final float[] bias;
    private final double epsilon;

    /**
     * @param groups must divide the number of channels
     * @param weight one factor per channel
     * @param bias one addend per channel
     * @param epsilon added to the variance
     */
    public GroupNorm(int groups, float[] weight, float[] bias, double epsilon) {
        this("group norm", groups, weight, bias, epsilon);
    }

    /** As above, with a name for {@link LayerWork}. */
    public GroupNorm(String name, int groups, float[] weight, float[] bias, double epsilon) {
        if (groups < 1 || weight.length % groups != 0 || bias.length != weight.length) {
            throw new IllegalArgumentException(
                    "%d groups do not divide %d channels (bias: %d)".formatted(groups, weight.length, bias.length));
        }
        this.name = name;
        this.groups = groups;
        this.channels = weight.length;
        this.weight = weight;
        this.bias = bias;
        this.epsilon = epsilon;
    }

    /** The normalized tensor, newly taken from the work memory. */
    public Tensor forward(Engine engine, Tensor x) {
        return statistics(engine, x).forward(engine, x);
    }

    /** The normalization of {@code x} as a per-channel map, for a convolution that applies it while it reads. */
    public ChannelAffine statistics(Engine engine, Tensor x) {
        if (x.channels() != channels) {
            throw new IllegalArgumentException("group norm of " + channels + " channels cannot take a tensor of " + x);
        }
        LayerRun run = LayerRun.begin(engine);
        int chunks = chunks(x.pixels());
        float[] means = engine.memory().take(chunks * channels);
        float[] squares = engine.memory().take(chunks * channels);
        engine.workers().run(chunks, chunk -> {
            int n = chunkPixels(chunk, x.pixels());
            chunkMoments(engine, n, x.data(), chunk * CHUNK * channels, chunk, means, squares);
        });
        ChannelAffine affine = affine(engine, x.pixels(), means, squares);
        engine.memory().give(means);
        engine.memory().give(squares);
        if (run != null) {
            // The tensor is normalized by the layer that reads it.
            run.end(LayerWork.of(name, "group norm " + groups, "statistics", x, x, x.height(), 0, LayerWork.bytes(x)));
        }
        return affine;
    }

    /**
     * The normalization that follows from the moments of all chunks.
     *
     * @param means of each chunk's channels
     * @param squares sums of squared deviations from them
     */
    ChannelAffine affine(Engine engine, long pixels, float[] means, float[] squares) {
        int chunks = chunks(pixels);
        float[] scale = new float[channels];
        float[] shift = new float[channels];
        int groupChannels = channels / groups;
        engine.workers().run(groups, group -> {
            int first = group * groupChannels;
            double mean = 0;
            for (int chunk = 0; chunk < chunks; chunk++) {
                double sum = 0;
                for (int c = first; c < first + groupChannels; c++) {
                    sum += means[chunk * channels + c];
                }
                mean += sum * chunkPixels(chunk, pixels);
            }
            double count = (double) pixels * groupChannels;
            mean /= count;
            double variance = 0;
            for (int chunk = 0; chunk < chunks; chunk++) {
                int n = chunkPixels(chunk, pixels);
                for (int c = first; c < first + groupChannels; c++) {
                    double d = means[chunk * channels + c] - mean;
                    variance += squares[chunk * channels + c] + n * d * d;
                }
            }
            variance /= count;
            double reciprocal = 1 / Math.sqrt(variance + epsilon);
            for (int c = first; c < first + groupChannels; c++) {
                scale[c] = (float) (weight[c] * reciprocal);
                shift[c] = (float) (bias[c] - mean * scale[c]);
            }
        });
        return new ChannelAffine(scale, shift);
    }

    /** Channels of the input. */
    int channels() {
        return channels;
    }

    /** How many chunks so many pixels are. */
    static int chunks(long pixels) {
        return Math.toIntExact((pixels + CHUNK - 1) / CHUNK);
    }

    /** Pixels of a chunk. */
    static int chunkPixels(int chunk, long pixels) {
        return (int) Math.min(CHUNK, pixels - (long) chunk * CHUNK);
    }

    /**
     * Means, and sums of squared deviations from them, of one chunk's channels.
     *
     * @param n pixels
     * @param x has them from {@code from} on
     */
    void chunkMoments(Engine engine, int n, float[] x, int from, int chunk, float[] means, float[] squares) {
        int to = chunk * channels;
        engine.kernels().channelSums(n, channels, x, from, means, to);
        engine.kernels().scale(channels, means, to, 1f / n, means, to);
        engine.kernels().channelSquares(n, channels, x, from, means, to, squares, to);
    }
}
