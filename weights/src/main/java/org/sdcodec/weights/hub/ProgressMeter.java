package org.sdcodec.weights.hub;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Counts bytes and their speed over the last seconds, and tells a listener at a bearable rate. */
final class ProgressMeter {
    private static final long REPORT_NANOS = 200_000_000L;
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private record Sample(long nanos, long received) {}

    private final PullListener listener;
    private final LongSupplier clock;
    private final long total;
    private final Deque<Sample> window = new ArrayDeque<>();
    private String file = "";
    private long done;
    private long received;

    /**
     * @param total bytes of all files
     * @param done bytes that are there already
     * @param clock in nanoseconds
     */
    ProgressMeter(PullListener listener, long total, long done, LongSupplier clock) {
        this.listener = listener;
        this.total = total;
        this.done = done;
        this.clock = clock;
        window.add(new Sample(clock.getAsLong(), 0));
    }

    void file(String path) {
        file = path;
        report(clock.getAsLong());
    }

    /** Counts bytes that arrived. */
    void received(int bytes) {
        done += bytes;
        received += bytes;
        long now = clock.getAsLong();
        if (now - window.getLast().nanos >= REPORT_NANOS) {
            report(now);
        }
    }

    /** Takes back bytes that turned out to be useless. */
    void discarded(long bytes) {
        done -= bytes;
    }

    void fileComplete() {
        report(clock.getAsLong());
    }

    private void report(long now) {
        window.add(new Sample(now, received));
        while (window.size() > 2 && now - window.getFirst().nanos > WINDOW_NANOS) {
            window.removeFirst();
        }
        Sample oldest = window.getFirst();
        double seconds = (now - oldest.nanos) * 1e-9;
        double speed = seconds > 0 ? (received - oldest.received) / seconds : 0;
        listener.progress(new PullListener.Progress(file, done, total, speed));
    }
}
