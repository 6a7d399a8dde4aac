package org.sdcodec.codec.denoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.Denoising;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.SdcFormatException;
import org.sdcodec.UnetWeights;
import org.sdcodec.engine.network.MemoryEstimate;
import org.sdcodec.engine.network.WeightResidency;

/** The chunk, the search and the memory; no network. */
class DenoisingTest {

    @ParameterizedTest
    @CsvSource({"0, 1, 0020", "3, 0.03125, 0301", "50, 7.96875, 32ff", "2, 0.74, 0218"})
    void aFileHoldsStepsAndStrength(int steps, double strength, String hex) {
        byte[] bytes = DenoisingChunk.toBytes(new Denoising(steps, strength));
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(hex);
        assertThat(DenoisingChunk.parse(bytes).steps()).isEqualTo(steps);
        assertThat(DenoisingChunk.parse(bytes).strength()).isBetween(strength - 1 / 64.0, strength + 1 / 64.0);
    }

    @ParameterizedTest
    @CsvSource({"'', 0, 2 bytes", "01, 0, 2 bytes", "012000, 0, 2 bytes", "3320, 0, 51 steps", "0100, 1, strength"})
    void aChunkThatNoEncoderWritesIsRefused(String hex, long offset, String reason) {
        assertThatThrownBy(() -> DenoisingChunk.parse(HexFormat.of().parseHex(hex)))
                .isInstanceOfSatisfying(
                        SdcFormatException.class, e -> assertThat(e.offset()).isEqualTo(offset))
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "51, 1", "1, 0", "1, 8", "1, NaN", "1, -1"})
    void valuesOutOfRangeAreRefused(int steps, double strength) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Denoising(steps, strength));
    }

    @Test
    void theSearchFindsTheLeastErrorWithinItsCandidates() {
        AtomicInteger calls = new AtomicInteger();
        Denoising best = DenoisingSearch.best(d -> {
            calls.incrementAndGet();
            return d.steps() == 0 ? 5 : Math.abs(d.steps() - 3) + Math.abs(d.strength() - 0.75);
        });
        assertThat(best).isEqualTo(new Denoising(3, 0.75));
        assertThat(calls).hasValue(DenoisingSearch.CANDIDATES);
    }

    @Test
    void theSearchPrefersFewerStepsAmongEquals() {
        assertThat(DenoisingSearch.best(d -> 1)).isEqualTo(Denoising.NONE);
        assertThat(DenoisingSearch.best(d -> d.steps() == 0 ? 1 : 2)).isEqualTo(Denoising.NONE);
        assertThat(DenoisingSearch.best(d -> d.steps() == 0 ? 2 : 1)).isEqualTo(new Denoising(1, 0.5));
    }

    @Test
    void weightsAreKeptWhereBothNetworksLeaveRoom() {
        MemoryEstimate dropping = new MemoryEstimate(0, 200, 300);
        assertThat(memory(8000, 1000).room(UnetWeights.AUTO, dropping))
                .isEqualTo(new WeightResidency(7000 - 1750 - 1000));
        assertThat(memory(8000, 400).room(UnetWeights.AUTO, dropping))
                .isEqualTo(new WeightResidency(7000 - 1750 - 500));
        assertThat(memory(900, 400).room(UnetWeights.AUTO, dropping)).isEqualTo(WeightResidency.DROP);
        assertThat(memory(900, 400).room(UnetWeights.KEEP, dropping)).isEqualTo(WeightResidency.KEEP);
        assertThat(memory(9000, 400).room(UnetWeights.DROP, dropping)).isEqualTo(WeightResidency.DROP);
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeItStarts() {
        MemoryEstimate dropping = new MemoryEstimate(0, 200, 300);
        memory(1500, 400).require(dropping);
        memory(1500, 500).require(dropping);
        assertThatThrownBy(() -> memory(1499, 400).require(dropping))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessageContaining("64x48")
                .hasMessageContaining("0 steps");
        assertThatThrownBy(() -> memory(1500, 501).require(dropping)).isInstanceOf(PictureTooLargeException.class);
        memory(2000, 500).require(new MemoryEstimate(500, 0, 300));
        assertThatThrownBy(() -> memory(1999, 500).require(new MemoryEstimate(500, 0, 300)))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessageContaining("weights kept")
                .hasMessageContaining("dropped after use");
    }

    @Test
    void weightsStayDuringTheAutoencoderWhereHalfOfTheHeapIsLeft() {
        MemoryEstimate run = new MemoryEstimate(500, 200, 300);
        assertThat(memory(4000, 400).hasPlentyFor(run)).isTrue();
        assertThat(memory(3999, 400).hasPlentyFor(run)).isFalse();
        assertThat(memory(4000, 501).hasPlentyFor(run)).isFalse();
    }

    private static DecodeMemory memory(long heap, long autoencoder) {
        return new DecodeMemory(heap, 1000, autoencoder, 64, 48);
    }
}
