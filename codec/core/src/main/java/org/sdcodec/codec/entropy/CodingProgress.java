package org.sdcodec.codec.entropy;

import java.util.concurrent.atomic.AtomicInteger;
import org.sdcodec.engine.network.BlockListener;

/**
 * Counts the rows that threads have coded, and reports them on the thread that made it. Where that thread is busy with
 * a row, what others have done is reported after it.
 */
public final class CodingProgress implements Runnable {
    private final Thread owner = Thread.currentThread();
    private final AtomicInteger done = new AtomicInteger();
    private final int total;
    private final BlockListener listener;
    private int reported;

    /** Reports the begin. @param rows that will be counted in all */
    public CodingProgress(long rows, BlockListener listener) {
        // More than that nobody counts.
        total = (int) Math.max(1, Math.min(rows, Integer.MAX_VALUE));
        this.listener = listener;
        listener.onBlock(0, total);
    }

    /** One more row is done. On any thread. */
    @Override
    public void run() {
        int now = done.incrementAndGet();
        if (Thread.currentThread() == owner && now < total) {
            report(now);
        }
    }

    /** Reports that all is done, if it was not reported yet. On the thread that made it. */
    public void end() {
        report(total);
    }

    private void report(int now) {
        if (now > reported) {
            reported = now;
            listener.onBlock(now, total);
        }
    }
}
