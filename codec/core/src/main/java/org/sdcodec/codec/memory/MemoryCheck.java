package org.sdcodec.codec.memory;

import java.util.Locale;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.vae.Half;
import org.sdcodec.weights.ModelFiles;

/** Refuses, before the work begins, pictures that this JVM or the format cannot hold, or that the caller does not want. */
public final class MemoryCheck {

    private static final long MIB = 1 << 20;

    /** Of a pixel of the picture (4), of its copy (4) and of the tensor (3 floats). */
    public static final long PIXEL_BYTES = 20;

    /** Of a symbol and a value of a latent, and what the coder keeps of them. */
    public static final long SYMBOL_BYTES = 32;

    private MemoryCheck() {}

    /**
     * @param networkBytes what the network needs beside the picture
     * @throws PictureTooLargeException if both are more than the heap may grow to
     */
    public static void require(long networkBytes, int height, int width) {
        long bytes = networkBytes + PIXEL_BYTES * height * width;
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
                            "the file says that its picture has %dx%d = %,d pixels, more than the limit of %,d",
                            width,
                            height,
                            pixels,
                            limit));
        }
    }

    /** What the loaded weights of an autoencoder take. Packed for the kernels they are larger than stored: 19 % in Stable Diffusion's. */
    public static long weightBytes(ModelFiles files, Half half) {
        long stored = files.tensors().names().stream()
                .filter(half::has)
                .mapToLong(name -> files.tensors().info(name).elements() * Float.BYTES)
                .sum();
        return stored + stored / 5;
    }

    /** @throws PictureTooLargeException if the picture's latent has more numbers than the format allows */
    public static void requireLatent(LatentShape shape, int height, int width) {
        long count = shape.size();
        if (count > LatentSymbols.MAX_COUNT) {
            throw new PictureTooLargeException(
                    Kind.TOO_MANY_PIXELS,
                    String.format(
                            Locale.ROOT,
                            "a picture of %dx%d pixels has a latent of %,d numbers, but a file holds at most %,d",
                            width,
                            height,
                            count,
                            LatentSymbols.MAX_COUNT));
        }
    }
}
