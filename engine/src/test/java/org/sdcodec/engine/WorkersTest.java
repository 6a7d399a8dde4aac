package org.sdcodec.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkersTest {
    private static void assertEachOnce(AtomicIntegerArray calls) {
        for (int i = 0; i < calls.length(); i++) {
            assertThat(calls.get(i)).as("calls for index %d", i).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 9})
    void callsEveryIndexOnce(int threads) {
        try (Workers workers = new Workers(threads)) {
            for (int count : new int[] {0, 1, 2, 3, 7, 64, 1000}) {
                AtomicIntegerArray calls = new AtomicIntegerArray(count);
                workers.run(count, calls::incrementAndGet);
                assertEachOnce(calls);
            }
        }
    }

    @Test
    void knowsItsThreads() {
        try (Workers three = new Workers(3);
                Workers all = new Workers(0)) {
            assertThat(three.threads()).isEqualTo(3);
            assertThat(all.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Workers(-1))
                .withMessage("the number of threads must not be negative, but is -1");
    }

    @Test
    void reallyUsesSeveralThreads() {
        try (Workers workers = new Workers(3)) {
            Set<Thread> seen = ConcurrentHashMap.newKeySet();
            CountDownLatch allThree = new CountDownLatch(3);
            workers.run(3, i -> {
                seen.add(Thread.currentThread());
                allThree.countDown();
                await(allThree);
            });
            assertThat(seen).hasSize(3).contains(Thread.currentThread());
        }
    }

    /** Helpers wait awake for the next loop, then sleep; a loop that comes then must still find them. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void helpersComeBackFromSleep(int threads) {
        try (Workers workers = new Workers(threads)) {
            for (int pause : new int[] {0, 5, 0, 5}) {
                sleep(pause);
                CountDownLatch all = new CountDownLatch(threads);
                workers.run(threads, i -> {
                    all.countDown();
                    await(all);
                });
            }
        }
    }

    /** The caller waits awake for the end, then sleeps; it must wake up for a task that takes longer than that. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void waitsForALongTaskOfAnotherThread(int threads) {
        try (Workers workers = new Workers(threads)) {
            Thread caller = Thread.currentThread();
            CountDownLatch begun = new CountDownLatch(threads);
            AtomicIntegerArray ended = new AtomicIntegerArray(threads);
            workers.run(threads, i -> {
                begun.countDown();
                await(begun);
                if (Thread.currentThread() != caller) {
                    sleep(20);
                }
                ended.incrementAndGet(i);
            });
            assertEachOnce(ended);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void allowsLoopsInLoops() {
        try (Workers workers = new Workers(3)) {
            AtomicIntegerArray calls = new AtomicIntegerArray(8 * 9 * 10);
            workers.run(8, i -> workers.run(9, j -> workers.run(10, k -> calls.incrementAndGet((i * 9 + j) * 10 + k))));
            assertEachOnce(calls);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void passesExceptionsOnAndStaysUsable(int threads) {
        try (Workers workers = new Workers(threads)) {
            RuntimeException exception = new IllegalStateException("from index 37");
            assertThatThrownBy(() -> workers.run(100, i -> {
                        if (i == 37) {
                            throw exception;
                        }
                    }))
                    .isSameAs(exception);
            Error error = new StackOverflowError("from index 0");
            assertThatThrownBy(() -> workers.run(100, i -> {
                        if (i == 0) {
                            throw error;
                        }
                    }))
                    .isSameAs(error);
            AtomicIntegerArray calls = new AtomicIntegerArray(50);
            workers.run(50, calls::incrementAndGet);
            assertEachOnce(calls);
        }
    }

    @Test
    void passesOnTheFirstOfSeveralExceptions() {
        try (Workers workers = new Workers(2)) {
            for (int round = 0; round < 50; round++) {
                CountDownLatch bothRunning = new CountDownLatch(2);
                AtomicReference<Thread> first = new AtomicReference<>();
                RuntimeException exception = new IllegalStateException("first");
                assertThatThrownBy(() -> workers.run(2, i -> {
                            bothRunning.countDown();
                            await(bothRunning);
                            if (i == 0) {
                                first.set(Thread.currentThread());
                                throw exception;
                            }
                            awaitUntilItWaits(first);
                            throw new IllegalStateException("second");
                        }))
                        .isSameAs(exception);
            }
        }
    }

    /**
     * A thread that threw waits only after the loop has noted its exception: for the end of the loop, or for the next
     * one.
     */
    private static void awaitUntilItWaits(AtomicReference<Thread> thread) {
        while (thread.get() == null
                || !Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING)
                        .contains(thread.get().getState())) {
            Thread.onSpinWait();
        }
    }

    private static void sleep(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Java forbids checked exceptions here, but a generic cast or another language can throw one all the same. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void swallowsNoExceptionOfAnyKind(int threads) {
        try (Workers workers = new Workers(threads)) {
            assertThatThrownBy(
                            () -> workers.run(10, i -> WorkersTest.<RuntimeException>sneak(new Exception("checked"))))
                    .hasStackTraceContaining("checked");
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable t) throws T {
        throw (T) t;
    }

    @Test
    void servesSeveralCallersAtOnce() throws InterruptedException {
        try (Workers workers = new Workers(3)) {
            List<AtomicIntegerArray> results = new ArrayList<>();
            List<Thread> callers = new ArrayList<>();
            for (int caller = 0; caller < 6; caller++) {
                AtomicIntegerArray calls = new AtomicIntegerArray(500);
                results.add(calls);
                callers.add(new Thread(() -> workers.run(500, calls::incrementAndGet)));
            }
            callers.forEach(Thread::start);
            for (Thread caller : callers) {
                caller.join();
            }
            results.forEach(WorkersTest::assertEachOnce);
        }
    }

    @Test
    void worksOnTheCallersThreadAfterClose() {
        Workers workers = new Workers(3);
        workers.close();
        AtomicIntegerArray calls = new AtomicIntegerArray(100);
        workers.run(100, i -> {
            calls.incrementAndGet(i);
            assertThat(Thread.currentThread().getName()).isNotEqualTo("sdcodec-worker");
        });
        assertEachOnce(calls);
        workers.close();
    }

    @Test
    void finishesALoopThatIsClosedOnTheWay() {
        Workers workers = new Workers(3);
        AtomicIntegerArray calls = new AtomicIntegerArray(200);
        workers.run(200, i -> {
            if (i == 5) {
                workers.close();
            }
            calls.incrementAndGet(i);
        });
        assertEachOnce(calls);
    }

    /** Right after a loop, helpers wait awake for the next one. */
    @Test
    void mayBeClosedWhileItsThreadsWaitAwake() {
        for (int round = 0; round < 200; round++) {
            Workers workers = new Workers(2);
            AtomicIntegerArray calls = new AtomicIntegerArray(20);
            workers.run(10, calls::incrementAndGet);
            workers.close();
            workers.run(10, i -> calls.incrementAndGet(10 + i));
            assertEachOnce(calls);
        }
    }

    @Test
    void keepsAnInterruptForTheCaller() {
        try (Workers workers = new Workers(2)) {
            AtomicIntegerArray calls = new AtomicIntegerArray(100);
            Thread.currentThread().interrupt();
            workers.run(100, calls::incrementAndGet);
            assertThat(Thread.interrupted()).isTrue();
            assertEachOnce(calls);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aConditionEndsItsOwnLoopsOnly(int threads) {
        try (Workers workers = new Workers(threads)) {
            AtomicBoolean stop = new AtomicBoolean();
            Workers checked = workers.checking(() -> {
                if (stop.get()) {
                    throw new IllegalStateException("stopped");
                }
            });
            AtomicIntegerArray calls = new AtomicIntegerArray(1000);
            assertThatThrownBy(() -> checked.run(1000, i -> {
                        calls.incrementAndGet(i);
                        stop.set(true);
                    }))
                    .hasMessage("stopped");
            int made = 0;
            for (int i = 0; i < calls.length(); i++) {
                made += calls.get(i);
            }
            assertThat(made).isBetween(1, threads);
            assertThatThrownBy(checked::check).hasMessage("stopped");
            AtomicIntegerArray others = new AtomicIntegerArray(10);
            workers.run(10, others::incrementAndGet);
            assertEachOnce(others);
        }
    }

    @Test
    void worksWithTheThreadsOfAnother() {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try (Workers workers = new Workers(3, executor)) {
            Set<Thread> seen = ConcurrentHashMap.newKeySet();
            CountDownLatch allThree = new CountDownLatch(3);
            workers.run(3, i -> {
                seen.add(Thread.currentThread());
                allThree.countDown();
                await(allThree);
            });
            assertThat(seen).hasSize(3);
        }
        assertThat(executor.isShutdown()).isFalse();
        executor.shutdown();
    }

    /** Neither waits for an executor that has no thread free, nor keeps there what a loop refers to. */
    @Test
    void needsNoThreadOfABusyExecutor() throws Exception {
        List<Runnable> never = new ArrayList<>();
        AtomicIntegerArray calls = new AtomicIntegerArray(50);
        new Workers(3, never::add).run(50, calls::incrementAndGet);
        new Workers(2, task -> {
                    throw new RejectedExecutionException();
                })
                .run(50, i -> {});
        assertEachOnce(calls);
        assertThat(never).hasSize(2);
        WeakReference<AtomicIntegerArray> held = new WeakReference<>(calls);
        calls = null;
        for (int i = 0; i < 50 && held.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(held.get()).isNull();
        never.forEach(Runnable::run);
    }
}
