package org.sdcodec.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WarmUpTest {

    @Test
    void happensOnceForEachKindOfKernels() {
        WarmUp warmUp = WarmUp.start(KernelLookup.kernels());
        assertThat(WarmUp.start(KernelLookup.kernels())).isSameAs(warmUp);
        warmUp.await();
        WarmUp scalar = WarmUp.start(new ScalarKernels());
        assertThat(WarmUp.start(new ScalarKernels())).isSameAs(scalar);
        scalar.await();
    }

    @Test
    void attentionIsWarmedApart() {
        WarmUp warmUp = WarmUp.startAttention(KernelLookup.kernels());
        assertThat(WarmUp.startAttention(KernelLookup.kernels())).isSameAs(warmUp);
        assertThat(warmUp).isNotSameAs(WarmUp.start(KernelLookup.kernels()));
        warmUp.await();
    }

    @Test
    void anInterruptEndsTheWaitingAndIsKept() {
        Thread.currentThread().interrupt();
        WarmUp.start(KernelLookup.kernels()).await();
        assertThat(Thread.interrupted()).isTrue();
    }
}
