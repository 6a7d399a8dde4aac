package org.sdcodec.weights.testing;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs many damaged inputs on the calling thread, one after another, and counts what came of them. The ordinary build
 * runs a slice. With the system property {@value #SHARE} it runs that share of the whole, 1 for all: then each input
 * must also be done within {@value #MOST_SECONDS} s of processor time, and a row of the result is added to the file
 * that {@value #TABLE} names.
 *
 * <p>Each case has a random generator of its own, so that a single one can be repeated: {@value #FIRST} names the first
 * case to run.
 */
public final class FuzzRun {

    private static final String SHARE = "sdcodec.fuzz";
    private static final String TABLE = "sdcodec.fuzz.table";
    private static final String FIRST = "sdcodec.fuzz.first";

    private static final int MOST_SECONDS = 5;
    private static final int HANGING_SECONDS = 60;
    private static final int MOST_FAILURES = 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** One damaged input. */
    @FunctionalInterface
    public interface Case {

        /**
         * Makes a damaged input and gives it to what is tested.
         *
         * @param number of the case, from 0
         * @param random the case's own
         * @return what came of it, a word or two
         * @throws Exception or an error if something else came of it than may
         */
        String run(int number, Random random) throws Exception;
    }

    private final String name;
    private final long seed;
    private final int slice;
    private final int whole;
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private Throwable firstFailure;
    private long slowestNanos;
    private long mostBytes;
    private volatile int running;

    /**
     * A run that has not begun.
     *
     * @param name what is damaged, for the table
     * @param seed of the random numbers
     * @param slice number of cases in the ordinary build
     * @param whole number of cases in all
     */
    public FuzzRun(String name, long seed, int slice, int whole) {
        this.name = name;
        this.seed = seed;
        this.slice = slice;
        this.whole = whole;
    }

    /** Whether more runs than the slice of the ordinary build. */
    public static boolean isLong() {
        return System.getProperty(SHARE) != null;
    }

    /** How many cases run. */
    public int cases() {
        return isLong() ? (int) Math.ceil(whole * Double.parseDouble(System.getProperty(SHARE))) : slice;
    }

    /**
     * Runs all cases.
     *
     * @return how often each outcome occurred
     * @throws AssertionError if a case failed; names up to ten
     */
    public Map<String, Integer> run(Case each) {
        Thread watch = watch(Thread.currentThread());
        int first = Integer.getInteger(FIRST, 0);
        try {
            for (int i = first; i < cases() && failures.size() < MOST_FAILURES; i++) {
                running = i;
                attempt(each, i);
            }
        } finally {
            watch.interrupt();
        }
        report();
        if (firstFailure != null) {
            throw new AssertionError(String.join(System.lineSeparator(), failures), firstFailure);
        }
        return outcomes;
    }

    private void attempt(Case each, int number) {
        long thread = Thread.currentThread().getId();
        long time = THREADS.getThreadCpuTime(thread);
        long bytes = THREADS.getThreadAllocatedBytes(thread);
        try {
            outcomes.merge(each.run(number, new Random(seed + number)), 1, Integer::sum);
        } catch (Exception | Error e) {
            fail(number, e.toString(), e);
        }
        long nanos = THREADS.getThreadCpuTime(thread) - time;
        slowestNanos = Math.max(slowestNanos, nanos);
        mostBytes = Math.max(mostBytes, THREADS.getThreadAllocatedBytes(thread) - bytes);
        if (isLong() && nanos > TimeUnit.SECONDS.toNanos(MOST_SECONDS)) {
            String slow = "took " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms of processor time";
            fail(number, slow, new AssertionError(slow));
        }
    }

    private void fail(int number, String what, Throwable cause) {
        failures.add(name + ", seed " + seed + ", case " + number + ": " + what);
        if (firstFailure == null) {
            firstFailure = cause;
        }
    }

    /** Shows where a case hangs. */
    private Thread watch(Thread watched) {
        Thread watch = new Thread(() -> {
            int last = -1;
            try {
                while (true) {
                    TimeUnit.SECONDS.sleep(HANGING_SECONDS);
                    if (running == last) {
                        System.err.println(name + ", case " + last + " hangs:");
                        for (StackTraceElement frame : watched.getStackTrace()) {
                            System.err.println("    at " + frame);
                        }
                    }
                    last = running;
                }
            } catch (InterruptedException e) {
                // The run has ended.
            }
        });
        watch.setDaemon(true);
        watch.start();
        return watch;
    }

    private void report() {
        String table = System.getProperty(TABLE);
        if (table == null) {
            return;
        }
        String row = String.format(
                Locale.ROOT,
                "| %s | %,d | %s | %d | %.2f s | %,d MiB |%n",
                name,
                outcomes.values().stream().mapToInt(Integer::intValue).sum(),
                outcomes.entrySet().stream()
                        .map(each -> String.format(Locale.ROOT, "%s %,d", each.getKey(), each.getValue()))
                        .collect(Collectors.joining(", ")),
                failures.size(),
                slowestNanos / 1e9,
                mostBytes >> 20);
        try {
            Files.writeString(Path.of(table), row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
