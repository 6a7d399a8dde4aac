package org.sdcodec.codec.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.sdcodec.InterruptedCallException;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.SdcodecException.Kind;

/**
 * What all calls of a codec may take of the heap at once. A call that does not fit now waits until others have ended;
 * calls begin in the order in which they came. One that can never fit is refused before any work. Thread-safe.
 */
public final class MemoryBudget {
    private static final long MIB = 1 << 20;
    private static final long CHECK_MILLIS = 20;

    private final long limit;
    private final Deque<Object> queue = new ArrayDeque<>();
    /** Bytes of the calls that run, and the pictures of those that wait. */
    private long taken;

    private int running;

    /** @param limit bytes for all calls together */
    public MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** The share of one call, until it is closed. */
    public final class Share implements AutoCloseable {
        private final long bytes;

        private Share(long bytes) {
            this.bytes = bytes;
        }

        @Override
        public void close() {
            synchronized (MemoryBudget.this) {
                taken -= bytes;
                running--;
                MemoryBudget.this.notifyAll();
            }
        }
    }

    /** Bytes for all calls together. */
    public long limit() {
        return limit;
    }

    /**
     * Waits for a share.
     *
     * @param held bytes that the caller holds already: its picture, while it waits too
     * @param work bytes that it is about to take in addition
     * @param width of the picture in pixels, for messages
     * @param height of the picture in pixels, for messages
     * @param check called at least every 20 ms; what it throws ends the wait
     * @throws InterruptedCallException if the thread is interrupted while it waits; it stays interrupted
     * @throws PictureTooLargeException if both are more than the limit, or what other callers hold while they wait
     *     leaves too little
     */
    public Share take(long held, long work, int width, int height, Runnable check) {
        if (held + work > limit) {
            throw tooLarge(held + work, width, height, "");
        }
        Object turn = new Object();
        synchronized (this) {
            taken += held;
            queue.add(turn);
            try {
                while (queue.peek() != turn || taken + work > limit) {
                    if (queue.peek() == turn && running == 0) {
                        taken -= held;
                        throw tooLarge(
                                held + work, width, height, " and other pictures that wait for it hold the rest");
                    }
                    waitFor(check, held);
                }
                taken += work;
                running++;
            } finally {
                queue.remove(turn);
                notifyAll();
            }
        }
        return new Share(held + work);
    }

    private void waitFor(Runnable check, long held) {
        try {
            check.run();
            wait(CHECK_MILLIS);
        } catch (InterruptedException e) {
            taken -= held;
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(
                    Kind.INTERRUPTED, "the call was interrupted while it waited for others to give memory back");
        } catch (RuntimeException e) {
            taken -= held;
            throw e;
        }
    }

    private PictureTooLargeException tooLarge(long bytes, int width, int height, String addition) {
        return new PictureTooLargeException(
                Kind.TOO_LITTLE_MEMORY,
                String.format(
                        Locale.ROOT,
                        "a picture of %dx%d pixels needs about %,d MiB of memory, but %,d MiB are there for pictures%s;"
                                + " give Java a larger heap, or take a smaller picture",
                        width,
                        height,
                        (bytes + MIB - 1) / MIB,
                        limit / MIB,
                        addition));
    }
}
