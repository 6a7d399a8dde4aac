package org.sdcodec.codec.denoise;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.engine.network.MemoryEstimate;

class DecodeMemoryTest {
    private static final long MIB = 1 << 20;

    @Test
    void theTextEncoderMustFitBesideWhatIsThere() {
        DecodeMemory memory = new DecodeMemory(500 * MIB, 300 * MIB, 0, 512, 512);
        assertThatCode(() -> memory.requireForPrompt(new MemoryEstimate(0, 150 * MIB, 50 * MIB)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> memory.requireForPrompt(new MemoryEstimate(0, 150 * MIB, 51 * MIB)))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessageContainingAll("501 MiB", "empty prompt", "limited to 500 MiB", "0 steps");
    }
}
