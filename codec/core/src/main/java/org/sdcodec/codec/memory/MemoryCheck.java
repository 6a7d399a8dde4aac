package org.sdcodec.codec.memory;

import java.util.List;
import java.util.Locale;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.vae.Half;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.TensorInfo;

/**
 * Refuses, before the work begins, pictures that this JVM or the format cannot hold, or that the caller does not want.
 */
public final class MemoryCheck {

    private static final long KIB = 1 << 10;

    private static final long MIB = 1 << 20;

    /** Of a pixel of a picture that a decode makes, if it is opaque. */
    public static final long OPAQUE_PIXEL_BYTES = 3;

    /** Of a pixel of any picture. */
    public static final long PIXEL_BYTES = 4;

    /** Dimensions of the filters of a convolution: outputs, inputs, height, width. */
    private static final int FILTERS = 4;

    private MemoryCheck() {}

    /** @throws PictureTooLargeException if the heap may not grow to so many bytes */
    public static void require(long bytes, int height, int width) {
        long limit = Runtime.getRuntime().maxMemory();
        if (bytes > limit) {
            throw new PictureTooLargeException(
                    Kind.TOO_LITTLE_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "a picture of %dx%d pixels needs about %,d MiB of memory, but the Java heap is limited to %,d MiB",
                            width,
                            height,
                            (bytes + MIB - 1) / MIB,
                            limit / MIB));
        }
    }

    /**
     * @param limit the most bytes that the caller allows
     * @throws PictureTooLargeException if the picture needs more
     */
    public static void requireWithin(long limit, long bytes, int height, int width) {
        if (bytes > limit) {
            throw new PictureTooLargeException(
                    Kind.TOO_LITTLE_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "a picture of %dx%d pixels needs about %,d KiB of memory, more than the limit of %,d KiB",
                            width,
                            height,
                            (bytes + KIB - 1) / KIB,
                            limit / KIB));
        }
    }

    /**
     * @param limit the most bytes that the caller allows
     * @throws PictureTooLargeException if the file has more
     */
    public static void requireInput(long limit, long bytes) {
        if (bytes > limit) {
            throw new PictureTooLargeException(
                    Kind.TOO_MANY_BYTES,
                    String.format(Locale.ROOT, "the file has %,d bytes, more than the limit of %,d", bytes, limit));
        }
    }

    /**
     * @param limit the most pixels that the caller allows
     * @throws PictureTooLargeException if the picture has more
     */
    public static void requirePixels(long limit, int height, int width) {
        long pixels = (long) width * height;
        if (pixels > limit) {
            throw new PictureTooLargeException(
                    Kind.TOO_MANY_PIXELS,
                    String.format(
                            Locale.ROOT,
                            "the picture has %dx%d = %,d pixels, more than the limit of %,d",
                            width,
                            height,
                            pixels,
                            limit));
        }
    }

    /**
     * What the loaded weights of an autoencoder take: matrices and filters packed for their kernels, vectors as stored.
     */
    public static long weightBytes(ModelFiles files, Half half) {
        return files.tensors().names().stream()
                .filter(half::has)
                .mapToLong(name -> Float.BYTES * weightElements(files.tensors().info(name)))
                .sum();
    }

    private static long weightElements(TensorInfo tensor) {
        List<Long> shape = tensor.shape();
        if (shape.size() != 2 && shape.size() != FILTERS) {
            return tensor.elements();
        }
        int kH = shape.size() == 2 ? 1 : shape.get(2).intValue();
        int kW = shape.size() == 2 ? 1 : shape.get(3).intValue();
        return Conv2d.weightElements(shape.get(1).intValue(), shape.get(0).intValue(), kH, kW);
    }

    /** @throws PictureTooLargeException if the picture's latent has more numbers than a Java array holds */
    public static void requireLatent(LatentShape shape, int height, int width) {
        long count = shape.size();
        if (count > LatentSymbols.MAX_COUNT) {
            throw new PictureTooLargeException(
                    Kind.TOO_MANY_PIXELS,
                    String.format(
                            Locale.ROOT,
                            "a picture of %dx%d pixels has a latent of %,d numbers, more than the %,d that a Java array holds",
                            width,
                            height,
                            count,
                            LatentSymbols.MAX_COUNT));
        }
    }
}
