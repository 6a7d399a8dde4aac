package org.sdcodec.codec.pipeline;

import java.util.function.Supplier;

/**
 * Counts the calls in progress, so that what they share is released when it is closed and none of them is left.
 * Thread-safe.
 */
final class Calls {

    private final Runnable release;
    private int running;
    private boolean closed;

    /** @param release runs once: in {@link #close}, or at the end of the last call that was in progress then */
    Calls(Runnable release) {
        this.release = release;
    }

    /**
     * What a call gives.
     *
     * @throws IllegalStateException after {@link #close}
     */
    <T> T during(Supplier<T> call) {
        begin();
        try {
            return call.get();
        } finally {
            end();
        }
    }

    /** Work in the background that counts as a call from now until it has run; to be run once. */
    Runnable counted(Runnable work) {
        begin();
        return () -> {
            try {
                work.run();
            } finally {
                end();
            }
        };
    }

    /** Admits no further call. Does not wait for those in progress. */
    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (running > 0) {
                return;
            }
        }
        release.run();
    }

    private synchronized void begin() {
        if (closed) {
            throw new IllegalStateException("this codec is closed");
        }
        running++;
    }

    private void end() {
        synchronized (this) {
            running--;
            if (!closed || running > 0) {
                return;
            }
        }
        release.run();
    }
}
