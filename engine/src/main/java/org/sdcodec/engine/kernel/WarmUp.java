package org.sdcodec.engine.kernel;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * Brings vector kernels to the optimizing compiler before a network needs them.
 *
 * <p>Interpreted, a Vector API call makes an object of every vector and is a thousand times slower than compiled; a
 * first network that begins there wastes seconds. So a thread calls each kernel on a few numbers until it has become
 * fast, while the program still reads its files, and whoever wants to compute waits for it. The results of kernels do
 * not depend on any of this.
 */
public final class WarmUp {
    /**
     * Interpreted and compiled calls differ by far more than this factor, interpreted ones and those of the first
     * compiler by less.
     */
    private static final long SPEED_UP = 200;
    /** More calls than any compilation policy asks for; reached when a method was fast from the start. */
    private static final int MAX_CALLS = 20_000;
    /** Where nothing gets faster, for instance under -Xint, it must end all the same. */
    private static final long MAX_NANOS = 4_000_000_000L;

    /** Depth of the products: so short that the loop alone does not make the compiler begin in its middle. */
    private static final int DEPTH = 8;

    private static final int CALLS_TO_SKIP = 1;
    private static final int CALLS_TO_TIME = 3;

    /** One for each kind of kernels: what the compiler has done for one engine serves all. */
    private static final Map<Class<?>, WarmUp> PRODUCTS = new ConcurrentHashMap<>();

    /** The same for the packed product. */
    private static final Map<Class<?>, WarmUp> ATTENTIONS = new ConcurrentHashMap<>();

    private final CountDownLatch done = new CountDownLatch(1);

    private WarmUp() {}

    /**
     * Starts warming these kernels on a thread of its own, unless that has happened already. Scalar kernels need none
     * of it and are ready at once.
     */
    public static WarmUp start(Kernels kernels) {
        return PRODUCTS.computeIfAbsent(kernels.getClass(), kind -> begin(kernels, products(kernels)));
    }

    /**
     * As {@link #start}, for the packed product, which only networks with attention need. Without it the compiler
     * begins in the middle of its long loops, which costs five times as much.
     */
    public static WarmUp startAttention(Kernels kernels) {
        return ATTENTIONS.computeIfAbsent(kernels.getClass(), kind -> begin(kernels, packedProduct(kernels)));
    }

    private static WarmUp begin(Kernels kernels, List<Runnable> calls) {
        WarmUp warmUp = new WarmUp();
        if (kernels.lanes() == 1) {
            warmUp.done.countDown();
            return warmUp;
        }
        Thread thread = new Thread(() -> warmUp.run(calls), "sdcodec-warm-up");
        thread.setDaemon(true);
        thread.start();
        return warmUp;
    }

    /**
     * Returns when the kernels are warm; at once if the thread is interrupted, as cold kernels give the same results.
     */
    public void await() {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(List<Runnable> calls) {
        try {
            long deadline = System.nanoTime() + MAX_NANOS;
            for (Runnable call : calls) {
                repeatUntilFast(call, deadline);
            }
        } finally {
            done.countDown();
        }
    }

    private static void repeatUntilFast(Runnable call, long deadline) {
        long interpreted = Long.MAX_VALUE;
        for (int i = 0; i < MAX_CALLS; i++) {
            long start = System.nanoTime();
            call.run();
            long end = System.nanoTime();
            if (i >= CALLS_TO_SKIP && i < CALLS_TO_SKIP + CALLS_TO_TIME) {
                interpreted = Math.min(interpreted, end - start);
            }
            if (i >= CALLS_TO_SKIP + CALLS_TO_TIME && (end - start) * SPEED_UP < interpreted || end > deadline) {
                return;
            }
        }
    }

    /**
     * The matrix product for every number of rows that has a register tile of its own, the dearest to compile first.
     * Every network needs it, most of it with pairs of panels; the other kernels are compiled in tens of milliseconds
     * when their network first meets them.
     */
    private static List<Runnable> products(Kernels kernels) {
        int columns = 2 * Kernels.PANEL;
        // Most products of a network are those of Winograd's transform, whose rows lie in slabs where that is faster.
        int stride = kernels.slabTiles() ? Kernels.SLAB_STRIDE : DEPTH;
        float[] a = new float[12 * stride];
        float[] b = new float[DEPTH * columns];
        float[] c = new float[12 * columns];
        return Stream.of(12, 4, 1)
                .<Runnable>map(rows -> () -> kernels.gemm(
                        rows, columns, DEPTH, a, 0, stride, b, 0, DEPTH * Kernels.PANEL, c, 0, columns, c, 0, columns))
                .toList();
    }

    /** Two tiles of each height: with one, the compiler would leave out the way to the next. */
    private static List<Runnable> packedProduct(Kernels kernels) {
        int rows = 2 * 12 + 2 * 10;
        float[] a = new float[rows * DEPTH];
        float[] b = new float[DEPTH * Kernels.PANEL];
        float[] c = new float[rows * Kernels.PANEL];
        return List.of(() -> kernels.gemmPacked(rows, DEPTH, a, 0, b, 0, true, c, 0));
    }
}
