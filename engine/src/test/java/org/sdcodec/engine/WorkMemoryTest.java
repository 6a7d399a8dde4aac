package org.sdcodec.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkMemoryTest {
    private final WorkMemory memory = new WorkMemory();

    @Test
    void reusesWhatIsGivenBack() {
        float[] first = memory.take(1000);
        assertThat(first).hasSize(1000);
        memory.give(first);
        assertThat(memory.take(1000)).isSameAs(first);
        assertThat(memory.take(1000)).isNotSameAs(first);
    }

    @Test
    void wastesAtMostHalfOfAnArray() {
        float[] array = memory.take(1000);
        memory.give(array);
        assertThat(memory.take(499)).as("more than half wasted").hasSize(499);
        assertThat(memory.take(500)).as("half wasted").isSameAs(array);
        memory.give(array);
        assertThat(memory.take(1001)).as("too short").hasSize(1001);
    }

    @Test
    void prefersTheTightestFit() {
        float[] wide = memory.take(1200);
        float[] tight = memory.take(1100);
        memory.give(wide);
        memory.give(tight);
        assertThat(memory.take(1050)).isSameAs(tight);
        assertThat(memory.take(1050)).isSameAs(wide);
    }

    @Test
    void reservedArraysServeSmallRequestsToo() {
        memory.reserve(500, 1000, 500);
        assertThat(memory.allocatedBytes()).isEqualTo(2000 * 4);
        assertThat(memory.take(800)).as("the tightest fit").hasSize(1000);
        assertThat(memory.take(63)).as("an eighth").hasSize(500);
        assertThat(memory.take(62)).as("less than an eighth").hasSize(62);
        float[] own = memory.take(499);
        assertThat(own).hasSize(500);
        assertThat(memory.take(400)).as("none left").hasSize(400);
    }

    @Test
    void whatWasReservedIsReservedOnce() {
        float[] shorter = memory.take(300);
        memory.give(shorter);
        memory.reserve(1000, 500);
        memory.reserve(500, 1000);
        assertThat(memory.allocatedBytes()).isEqualTo(1800 * 4);
        assertThat(memory.take(100)).as("not reserved, wastes more than half").hasSize(500);
        memory.reserve();
        assertThat(memory.take(400)).as("none reserved any more").hasSize(400);
    }

    @Test
    void trimmingLetsGoOfTheLargestFirst() {
        float[] small = memory.take(100);
        float[] large = memory.take(1000);
        memory.give(small);
        memory.give(large);
        memory.trim(1100);
        float[] kept = memory.take(1000);
        assertThat(kept).isSameAs(large);
        memory.give(kept);
        memory.trim(1099);
        assertThat(memory.take(1000)).isNotSameAs(large);
        assertThat(memory.take(100)).isSameAs(small);
    }

    @Test
    void neverHandsOutAnArrayTwice() {
        Set<float[]> inUse = Collections.newSetFromMap(new IdentityHashMap<>());
        try (Workers workers = new Workers(4)) {
            workers.run(2000, i -> {
                float[] array = memory.take(10 + i % 3);
                synchronized (inUse) {
                    assertThat(inUse.add(array))
                            .as("an array in use was handed out again")
                            .isTrue();
                }
                Thread.yield();
                synchronized (inUse) {
                    inUse.remove(array);
                }
                memory.give(array);
            });
        }
    }

    @Test
    void aLargerPictureAfterASmallerOneFindsItsArraysAgain() {
        memory.reserve(1000, 2000, 1000);
        memory.reserve(10, 20);
        long made = memory.allocatedBytes();
        memory.reserve(2000, 1000, 1000);
        assertThat(memory.allocatedBytes()).isEqualTo(made);
        assertThat(memory.take(2000)).hasSize(2000);
    }

    @Test
    void letsGoOfEverything() {
        float[] array = memory.take(1000);
        memory.give(array);
        memory.clear();
        assertThat(memory.take(1000)).isNotSameAs(array);
    }

    @Test
    void engineTensorsComeFromItAndGoBack() {
        try (Engine engine = Engine.create(1)) {
            Tensor t = engine.tensor(3, 4, 5);
            engine.release(t);
            assertThat(engine.tensor(5, 4, 3).data()).isSameAs(t.data());
        }
    }

    @Test
    void countsArraysThatAreMadeNotThoseThatAreReused() {
        float[] first = memory.take(100);
        assertThat(memory.allocatedBytes()).isEqualTo(400);
        memory.give(first);
        memory.give(memory.take(90));
        assertThat(memory.allocatedBytes()).isEqualTo(400);
        memory.take(101);
        assertThat(memory.allocatedBytes()).isEqualTo(804);
    }
}
