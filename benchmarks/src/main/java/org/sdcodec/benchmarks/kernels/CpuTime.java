package org.sdcodec.benchmarks.kernels;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The processor time of the fastest call of an iteration. Wall-clock time would count what other jobs take from a busy
 * machine: a call of 20 ms is hardly ever left alone.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class CpuTime {
    /** The name of the secondary result. */
    static final String RESULT = "fastestCallNanos";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Set to 0 by JMH before each iteration. */
    public long fastestCallNanos;

    private long begin;

    void begin() {
        begin = THREADS.getCurrentThreadCpuTime();
    }

    void end() {
        long nanos = THREADS.getCurrentThreadCpuTime() - begin;
        fastestCallNanos = fastestCallNanos == 0 ? nanos : Math.min(fastestCallNanos, nanos);
    }
}
