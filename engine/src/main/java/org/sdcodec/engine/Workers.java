package org.sdcodec.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * A parallel for-loop with a thread count of its own.
 *
 * <p>The tasks of one loop must be independent: each writes outputs that no other task reads or writes. Then the result
 * depends neither on the number of threads nor on who runs what. Thread-safe; loops of several callers share the
 * threads.
 *
 * <p>A small network is dozens of loops of a millisecond, and to wake a parked thread takes a tenth of that. So a
 * thread without work spins for a short time before it parks: a helper until the next loop, the caller until the end of
 * this one. Not where there are more threads than processors, as a thread that spins would keep another from working.
 */
public final class Workers implements AutoCloseable {
    /** How long a thread spins: about a task of a small network, a few times what parking and waking up take. */
    private static final long SPIN_NANOS = 500_000;

    /** How long no thread spins after spinning was in vain. */
    private static final long PARK_NANOS = 20_000_000;

    /** A spinning thread that does nothing for so long was interrupted by the system. */
    private static final long INTERRUPTION_NANOS = 100_000;

    private static final Runnable NO_CHECK = () -> {};

    private final int threads;
    private final Helpers helpers;
    private final Runnable check;

    /**
     * @param threads how many threads work on a loop, the caller included; 0 takes the processors that this JVM may
     *     use. More than these make loops slower: at the end of each, all wait for one whose processor another has
     * @throws IllegalArgumentException if {@code threads} is negative
     */
    public Workers(int threads) {
        this.threads = checked(threads);
        this.helpers = new Helpers(this.threads);
        this.check = NO_CHECK;
    }

    /**
     * Threads of somebody else, who ends them.
     *
     * @param threads as in {@link #Workers(int)}
     * @param executor runs the tasks of loops in addition to their callers, if and when it has threads for them: a loop
     *     ends without any. What it refuses, callers do alone
     */
    public Workers(int threads, Executor executor) {
        this.threads = checked(threads);
        this.helpers = new Helpers(this.threads, executor, () -> {});
        this.check = NO_CHECK;
    }

    private Workers(int threads, Helpers helpers, Runnable check) {
        this.threads = threads;
        this.helpers = helpers;
        this.check = check;
    }

    private static int checked(int threads) {
        if (threads < 0) {
            throw new IllegalArgumentException("the number of threads must not be negative, but is " + threads);
        }
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    public int threads() {
        return threads;
    }

    /**
     * The same threads, whose loops can be ended early.
     *
     * @param condition called before each task, by the thread that is about to run it; what it throws ends the loop
     */
    public Workers checking(Runnable condition) {
        return new Workers(threads, helpers, condition);
    }

    /** Throws what ends loops early, if it is time to; for long work on one thread. */
    public void check() {
        check.run();
    }

    /**
     * Calls {@code body} once for every number from 0 to {@code count − 1}, in any order and on several threads, and
     * returns when all calls are over. A loop inside a loop is allowed.
     *
     * @throws RuntimeException the first exception (or error) that a call threw; the calls not yet begun are then left
     *     out
     */
    public void run(int count, IntConsumer body) {
        if (threads == 1 || count <= 1) {
            for (int i = 0; i < count; i++) {
                check.run();
                body.accept(i);
            }
            return;
        }
        Loop loop = new Loop(count, body, check);
        try {
            for (int i = Math.min(threads, count) - 1; i > 0; i--) {
                helpers.executor.execute(loop);
            }
        } catch (RejectedExecutionException e) {
            // Closed meanwhile, or busy: the caller does the rest alone.
        }
        loop.run();
        helpers.spinUntil(loop::isOver);
        loop.await();
    }

    /**
     * Ends the threads, unless they are somebody else's; loops that are under way, and later ones, run on their
     * callers' threads alone.
     */
    @Override
    public void close() {
        helpers.end.run();
    }

    /** The threads that callers share. */
    private static final class Helpers {
        private final Executor executor;
        private final Runnable end;
        private final boolean spins;
        /** By {@link System#nanoTime}. */
        private volatile long parkUntil = System.nanoTime();

        Helpers(int threads, Executor executor, Runnable end) {
            this.spins = threads <= Runtime.getRuntime().availableProcessors();
            this.executor = executor;
            this.end = end;
        }

        Helpers(int threads) {
            this.spins = threads <= Runtime.getRuntime().availableProcessors();
            int size = Math.max(1, threads - 1);
            LinkedBlockingQueue<Runnable> queue = spins ? new SpinQueue() : new LinkedBlockingQueue<>();
            ThreadPoolExecutor pool = new ThreadPoolExecutor(size, size, 5, TimeUnit.SECONDS, queue, body -> {
                Thread thread = new Thread(body, "sdcodec-worker");
                thread.setDaemon(true);
                return thread;
            });
            pool.allowCoreThreadTimeOut(true);
            this.executor = pool;
            this.end = pool::shutdownNow;
        }

        /**
         * Spins until {@code condition} is true, but not long. Where that is in vain, or another program takes the
         * processor meanwhile, no thread spins for a while: one that spends its share of a processor on spinning is the
         * first to lose it in the middle of a task.
         */
        void spinUntil(BooleanSupplier condition) {
            if (!spins || condition.getAsBoolean()) {
                return;
            }
            long begin = System.nanoTime();
            if (begin - parkUntil < 0) {
                return;
            }
            long last = begin;
            while (!condition.getAsBoolean()) {
                Thread.onSpinWait();
                long now = System.nanoTime();
                if (now - begin > SPIN_NANOS || now - last > INTERRUPTION_NANOS) {
                    parkUntil = now + PARK_NANOS;
                    return;
                }
                last = now;
            }
        }

        /** Loops that helpers wait for, spinning at first. */
        private final class SpinQueue extends LinkedBlockingQueue<Runnable> {
            @Override
            public Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
                spinUntil(() -> !isEmpty());
                return super.poll(timeout, unit);
            }
        }
    }

    /** One parallel loop. Every thread that runs it takes the next number until none is left. */
    private static final class Loop implements Runnable {
        private final int count;
        private final Runnable check;
        /** Null when the loop is over: the queue of a busy executor must not hold what it refers to. */
        private IntConsumer body;

        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger finished = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Loop(int count, IntConsumer body, Runnable check) {
            this.count = count;
            this.body = body;
            this.check = check;
        }

        @Override
        public void run() {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                try {
                    if (failure.get() == null) {
                        check.run();
                        body.accept(i);
                    }
                } catch (Throwable t) {
                    failure.compareAndSet(null, t);
                } finally {
                    if (finished.incrementAndGet() == count) {
                        synchronized (this) {
                            notifyAll();
                        }
                    }
                }
            }
        }

        boolean isOver() {
            return finished.get() == count;
        }

        /**
         * Waits for the calls that other threads have begun. An interrupt stays visible for them, who may look for it;
         * a thread that is interrupted cannot park.
         */
        void await() {
            synchronized (this) {
                while (!isOver() && !Thread.currentThread().isInterrupted()) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
            while (!isOver()) {
                Thread.yield();
            }
            // Whoever reads it from here on finds no number left first.
            body = null;
            Throwable first = failure.get();
            if (first instanceof RuntimeException e) {
                throw e;
            }
            if (first instanceof Error e) {
                throw e;
            }
            if (first != null) {
                // A checked exception that slipped past the compiler must not pass for success.
                throw new IllegalStateException("a parallel loop failed: " + first, first);
            }
        }
    }
}
