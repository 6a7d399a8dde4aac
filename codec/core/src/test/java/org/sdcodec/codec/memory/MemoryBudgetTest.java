package org.sdcodec.codec.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sdcodec.InterruptedCallException;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.SdcodecException;
import org.sdcodec.SdcodecException.Kind;

@Timeout(60)
class MemoryBudgetTest {
    private static final long MIB = 1 << 20;

    private final MemoryBudget budget = new MemoryBudget(100 * MIB);

    @Test
    void whatNeverFitsIsRefusedAtOnce() {
        assertThatThrownBy(() -> budget.take(40 * MIB, 61 * MIB, 30, 20, () -> {}))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessage(
                        "a picture of 30x20 pixels needs about 101 MiB of memory, but 100 MiB are there for pictures;"
                                + " give Java a larger heap, or take a smaller picture")
                .extracting(e -> ((SdcodecException) e).kind())
                .isEqualTo(Kind.TOO_LITTLE_MEMORY);
        budget.take(40 * MIB, 60 * MIB, 30, 20, () -> {}).close();
    }

    /** However many come at once, they never have more than the budget, and each gets its turn. */
    @Test
    void callsWaitForEachOther() throws Exception {
        AtomicLong now = new AtomicLong();
        AtomicLong most = new AtomicLong();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long work = (1 + i % 60) * MIB;
            calls.add(callers.submit(() -> {
                try (MemoryBudget.Share share = budget.take(5 * MIB, work, 1, 1, () -> {})) {
                    most.accumulateAndGet(now.addAndGet(5 * MIB + work), Math::max);
                    Thread.yield();
                    now.addAndGet(-5 * MIB - work);
                }
            }));
        }
        for (Future<?> call : calls) {
            call.get();
        }
        callers.shutdown();
        assertThat(most.get()).isBetween(60 * MIB, 100 * MIB);
    }

    @Test
    void callsBeginInTheOrderInWhichTheyCame() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        try (MemoryBudget.Share first = budget.take(0, 90 * MIB, 1, 1, () -> {})) {
            for (int i = 0; i < 4; i++) {
                int number = i;
                Thread thread = new Thread(() -> {
                    // The small ones would fit beside the first, but do not overtake.
                    try (MemoryBudget.Share share = budget.take(0, number == 0 ? 98 * MIB : 5 * MIB, 1, 1, () -> {})) {
                        order.add(number);
                    }
                });
                thread.start();
                threads.add(thread);
                while (thread.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
            }
            assertThat(order).isEmpty();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(order).startsWith(0).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    /** Pictures of callers that wait take memory too: rather than for ever, a call waits for nothing. */
    @Test
    void whereOnlyWaitingPicturesAreLeftNobodyWaitsForEver() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        try (MemoryBudget.Share first = budget.take(0, 90 * MIB, 1, 1, () -> {})) {
            for (int i = 0; i < 3; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        budget.take(30 * MIB, 30 * MIB, 7, 5, () -> {}).close();
                    } catch (PictureTooLargeException e) {
                        assertThat(e).hasMessageContaining("other pictures that wait for it hold the rest");
                        refused.countDown();
                    }
                });
                thread.start();
                threads.add(thread);
                while (thread.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(refused.getCount()).isZero();
        budget.take(0, 100 * MIB, 1, 1, () -> {}).close();
    }

    /** It gives up its place and what its picture was counted for. */
    @Test
    void anInterruptEndsTheWait() throws Exception {
        boolean[] interrupted = new boolean[1];
        try (MemoryBudget.Share first = budget.take(0, 90 * MIB, 1, 1, () -> {})) {
            Thread thread = new Thread(() -> {
                try {
                    budget.take(5 * MIB, 20 * MIB, 1, 1, () -> {}).close();
                } catch (InterruptedCallException e) {
                    interrupted[0] = Thread.currentThread().isInterrupted() && e.kind() == Kind.INTERRUPTED;
                }
            });
            thread.start();
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            thread.interrupt();
            thread.join();
            budget.take(5 * MIB, 5 * MIB, 1, 1, () -> {}).close();
        }
        assertThat(interrupted[0]).isTrue();
        budget.take(0, 100 * MIB, 1, 1, () -> {}).close();
    }
}
