package org.sdcodec.codec.denoise;

import java.util.Locale;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.UnetWeights;
import org.sdcodec.engine.network.MemoryEstimate;
import org.sdcodec.engine.network.WeightResidency;

/**
 * The memory of a decode, in bytes, worked out before it starts. First the UNet runs, then the autoencoder. What is
 * kept of the UNet's weights stays during both only if there is plenty of memory.
 *
 * @param heap what the heap may grow to
 * @param beside what exists all the time: the autoencoder's weights, pictures
 * @param autoencoder intermediate results of the autoencoder
 * @param width of the picture in pixels, for messages
 * @param height of the picture in pixels, for messages
 */
public record DecodeMemory(long heap, long beside, long autoencoder, int width, int height) {
    private static final long MIB = 1 << 20;

    /** What a UNet that keeps nothing leaves to weights. */
    WeightResidency room(UnetWeights choice, MemoryEstimate dropping) {
        MemoryEstimate peak = new MemoryEstimate(
                0, dropping.largestDropped(), Math.max(dropping.work(), autoencoder - dropping.largestDropped()));
        return switch (choice) {
            case KEEP -> WeightResidency.KEEP;
            case DROP -> WeightResidency.DROP;
            case AUTO -> WeightResidency.fitting(Math.max(0, heap - beside), peak);
        };
    }

    /**
     * Whether the UNet's weights may stay while the autoencoder runs. Only where half of the heap is left: the default
     * collector does not move large arrays, and the autoencoder's are the largest.
     */
    boolean hasPlentyFor(MemoryEstimate run) {
        return bytes(run) <= heap / 2;
    }

    private long bytes(MemoryEstimate run) {
        return beside + run.keptWeights() + Math.max(run.largestDropped() + run.work(), autoencoder);
    }

    /**
     * The text encoder runs once, before the UNet's weights are read.
     *
     * @throws PictureTooLargeException if the heap has no room for it beside the rest
     */
    void requireForPrompt(MemoryEstimate textEncoder) {
        long bytes = beside + textEncoder.total();
        if (bytes > heap) {
            throw new PictureTooLargeException(
                    Kind.TOO_LITTLE_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "about %,d MiB of memory are needed to work out the empty prompt's embedding, but the Java heap is limited to"
                                    + " %,d MiB; decode without denoising (0 steps), or add the embedding to the model as a file",
                            (bytes + MIB - 1) / MIB,
                            heap / MIB));
        }
    }

    /** @throws PictureTooLargeException if the heap has no room for such a run */
    void require(MemoryEstimate run) {
        long bytes = bytes(run);
        if (bytes > heap) {
            throw new PictureTooLargeException(
                    Kind.TOO_LITTLE_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "a picture of %dx%d pixels needs about %,d MiB of memory to be denoised%s, but the Java heap is limited to"
                                    + " %,d MiB; %s",
                            width,
                            height,
                            (bytes + MIB - 1) / MIB,
                            run.keptWeights() == 0 ? "" : " with the UNet's weights kept",
                            heap / MIB,
                            run.keptWeights() == 0
                                    ? "decode without denoising (0 steps), or take a smaller picture"
                                    : "or let the weights be dropped after use"));
        }
    }
}
