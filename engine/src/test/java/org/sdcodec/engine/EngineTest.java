package org.sdcodec.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

class EngineTest {
    private final int processors = Runtime.getRuntime().availableProcessors();

    @Test
    void usesNoMoreThreadsThanThereAreProcessors() {
        try (Engine more = Engine.create(processors + 2, new ScalarKernels());
                Engine all = Engine.create(0, new ScalarKernels());
                Engine one = Engine.create(1, new ScalarKernels())) {
            assertThat(more.workers().threads()).isEqualTo(processors);
            assertThat(all.workers().threads()).isEqualTo(processors);
            assertThat(one.workers().threads()).isEqualTo(1);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Engine.create(-1));
    }

    @Test
    void takesGivenThreadsAsTheyAre() {
        Workers workers = new Workers(processors + 2);
        try (Engine engine = Engine.create(workers, new ScalarKernels())) {
            assertThat(engine.workers()).isSameAs(workers);
            assertThat(workers.threads()).isEqualTo(processors + 2);
        }
    }
}
