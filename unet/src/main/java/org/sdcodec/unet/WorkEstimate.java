package org.sdcodec.unet;

import org.sdcodec.engine.layer.Conv2d;

/**
 * An upper bound of a UNet's intermediate results. The work memory keeps arrays for reuse and each size has its own, so that
 * the sizes' peaks add up although they do not come at the same time.
 */
final class WorkEstimate {
    /** Tensors of a level's channels that exist at a time beside the skip connections: two, and twice four in a feed-forward network. */
    private static final int TRANSFORMER_TENSORS = 12;

    /** The same of a resnet: two concatenated inputs up to three times as wide, the result of each convolution, the shortcut. */
    private static final int RESNET_TENSORS = 8;

    /** What other layers than convolutions need beside their results. */
    private static final long PER_THREAD = 1 << 20;

    private static final long MUCH = Long.MAX_VALUE / 4;

    private WorkEstimate() {}

    /** Bytes; a quarter of 2^63 if there are more. */
    static long bytes(UNetConfig config, int threads, long height, long width) {
        double elements = 0;
        long h = height;
        long w = width;
        for (int level = 0; level < config.blocks(); level++) {
            int c = config.blockOutChannels()[level];
            boolean attends =
                    config.downCrossAttention()[level] || config.upCrossAttention()[config.blocks() - 1 - level];
            int skips = config.layersPerBlock()[level] + 1;
            elements += (double) h * w * c * (skips + RESNET_TENSORS + (attends ? TRANSFORMER_TENSORS : 0));
            h = (h + 1) / 2;
            w = (w + 1) / 2;
        }
        return (long)
                Math.min(MUCH, elements * Float.BYTES + (double) threads * PER_THREAD + Conv2d.mostWorkBytes(threads));
    }
}
