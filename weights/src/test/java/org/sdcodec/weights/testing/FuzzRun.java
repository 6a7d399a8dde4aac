package org.sdcodec.weights.testing;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Runs many damaged inputs on the calling thread, one after another, and counts what came of them. The ordinary build
 * runs a slice. With the system property {@value #SHARE} it runs that share of the whole, 1 for all: then each input
 * must also be done within {@value #MOST_SECONDS} s of processor time, and a row of the result is added to the file
 * that {@value #TABLE} names.
 *
 * <p>Each case has a random generator of its own, so that a single one can be repeated: {@value #FIRST} names the first
 * case to run. With {@value #STATE}, a folder, a run keeps there every few seconds how far it is, and a stopped run
 * continues from there. Once a case has failed nothing more is kept, so that the next run repeats it.
 */
public final class FuzzRun {

    private static final String SHARE = "sdcodec.fuzz";
    private static final String TABLE = "sdcodec.fuzz.table";
    private static final String FIRST = "sdcodec.fuzz.first";
    private static final String STATE = "sdcodec.fuzz.state";

    private static final int MOST_SECONDS = 5;
    private static final int HANGING_SECONDS = 60;
    private static final int MOST_FAILURES = 10;
    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(5);

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
    private final List<String> failures = new ArrayList<>();
    private FuzzTally tally;
    private Throwable firstFailure;
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
        Path state = state();
        tally = state != null && Files.exists(state)
                ? FuzzTally.read(state)
                : new FuzzTally(Integer.getInteger(FIRST, 0));
        Thread watch = watch(Thread.currentThread());
        long kept = System.nanoTime();
        try {
            while (tally.next() < cases() && failures.size() < MOST_FAILURES) {
                running = tally.next();
                attempt(each, running);
                boolean due = tally.next() == cases() || System.nanoTime() - kept > KEEP_NANOS;
                if (state != null && failures.isEmpty() && due) {
                    tally.write(state);
                    kept = System.nanoTime();
                }
            }
        } finally {
            watch.interrupt();
        }
        report();
        if (firstFailure != null) {
            throw new AssertionError(String.join(System.lineSeparator(), failures), firstFailure);
        }
        return tally.outcomes();
    }

    /** The file of the tally; null if none is kept. */
    private Path state() {
        String folder = System.getProperty(STATE);
        return folder == null
                ? null
                : Path.of(folder, name.replaceAll("[^A-Za-z]+", "-") + "-" + seed + "-" + whole + ".properties");
    }

    private void attempt(Case each, int number) {
        long thread = Thread.currentThread().getId();
        long time = THREADS.getThreadCpuTime(thread);
        long bytes = THREADS.getThreadAllocatedBytes(thread);
        try {
            tally.count(each.run(number, new Random(seed + number)));
        } catch (Exception | Error e) {
            fail(number, e.toString(), e);
        }
        long nanos = THREADS.getThreadCpuTime(thread) - time;
        tally.end(nanos, THREADS.getThreadAllocatedBytes(thread) - bytes);
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
        try {
            Files.writeString(
                    Path.of(table),
                    tally.row(name, failures.size()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
