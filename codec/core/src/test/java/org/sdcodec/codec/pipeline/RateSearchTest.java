package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.RateTarget;
import org.sdcodec.RateTargetException;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;

/** The search among files of invented sizes, whose best is known. */
class RateSearchTest {

    private static final long SEED = 7;
    private static final int SIDE = 100;
    private static final int HEADER = 15;

    private final Set<Integer> encoded = new HashSet<>();
    private final Set<Integer> decoded = new HashSet<>();

    /** About how real files behave: half the bytes for twice the step. */
    private static int steady(int code) {
        return (int) (20000 / Math.pow(2, code / 24.0)) + HEADER + 1;
    }

    private static IntUnaryOperator unsteady(long seed) {
        Random random = new Random(seed);
        int[] sizes = new int[256];
        for (int code = 0; code < 256; code++) {
            sizes[code] = steady(code) + random.nextInt(2 + steady(code) / 40);
        }
        return code -> sizes[code];
    }

    private Candidate file(int code, IntUnaryOperator sizes) {
        encoded.add(code);
        SdcHeader header = new SdcHeader(SIDE, SIDE, 0, code, 0, 0);
        return new Candidate(new SdcFile(header, List.of(), new byte[sizes.applyAsInt(code) - HEADER]), null);
    }

    private static double psnr(int code) {
        return 40 - code / 10.0;
    }

    private RateSearch search(IntUnaryOperator sizes) {
        return new RateSearch(code -> file(code, sizes), candidate -> {
            int code = candidate.file().header().stepCode();
            decoded.add(code);
            return psnr(code);
        });
    }

    private int find(RateTarget target, IntUnaryOperator sizes) {
        return search(sizes).find(target, SIDE, SIDE).file().header().stepCode();
    }

    @Test
    void findsTheBestOfAll() {
        for (int bytes = 100; bytes < 20000; bytes += 131) {
            int closest = 0;
            for (int code = 1; code < 256; code++) {
                if (Math.abs(steady(code) - bytes) <= Math.abs(steady(closest) - bytes)) {
                    closest = code;
                }
            }
            assertThat(find(RateTarget.size(bytes), RateSearchTest::steady)).isEqualTo(closest);
            double bits = bytes * 8.0 / (SIDE * SIDE);
            assertThat(find(RateTarget.bitsPerPixel(bits), RateSearchTest::steady))
                    .isEqualTo(closest);
            int finest = 72;
            while (steady(finest) > bytes) {
                finest++;
            }
            assertThat(find(RateTarget.maxSize(bytes), RateSearchTest::steady)).isEqualTo(finest);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 300, 1000, 1200, 5000, 19000})
    void sizesThatDoNotFallSteadilyAreStillMet(int bytes) {
        for (long seed = SEED; seed < SEED + 50; seed++) {
            IntUnaryOperator sizes = unsteady(seed);
            int most = find(RateTarget.maxSize(bytes), sizes);
            assertThat(sizes.applyAsInt(most)).as("seed %d", seed).isLessThanOrEqualTo(bytes);
            assertThat(most).as("seed %d", seed).isGreaterThanOrEqualTo(72);
            int closest = find(RateTarget.size(bytes), sizes);
            assertThat(Math.abs(sizes.applyAsInt(closest) - bytes))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(bytes / 30 + 3);
        }
    }

    @Test
    void aSearchTakesFewEncodesAndFewerDecodes() {
        find(RateTarget.maxSize(1000), RateSearchTest::steady);
        assertThat(encoded).hasSizeLessThan(20);
        assertThat(decoded).isEmpty();
        find(RateTarget.psnr(25.05), RateSearchTest::steady);
        assertThat(decoded).hasSizeLessThan(13);
    }

    @Test
    void thePsnrIsReachedWithTheFewestBytes() {
        assertThat(find(RateTarget.psnr(25.05), RateSearchTest::steady)).isEqualTo(149);
        assertThat(find(RateTarget.psnr(25), RateSearchTest::steady)).isEqualTo(150);
        assertThat(find(RateTarget.psnr(40), RateSearchTest::steady)).isZero();
        assertThat(find(RateTarget.psnr(1), RateSearchTest::steady)).isEqualTo(255);
        assertThat(find(RateTarget.ssimulacra2(25.05), RateSearchTest::steady)).isEqualTo(149);
    }

    @Test
    void whatCannotBeReachedIsSaidWithTheBestThatCan() {
        assertThatThrownBy(() -> find(RateTarget.maxSize(20), RateSearchTest::steady))
                .isInstanceOfSatisfying(
                        RateTargetException.class, e -> assertThat(e.best()).isEqualTo(steady(255)))
                .hasMessageContaining("at most 20 bytes")
                .hasMessageContaining("has " + steady(255) + " bytes");
        assertThatThrownBy(() -> find(RateTarget.psnr(41), RateSearchTest::steady))
                .isInstanceOfSatisfying(
                        RateTargetException.class, e -> assertThat(e.best()).isEqualTo(40))
                .hasMessageContaining("at least 41.0 dB")
                .hasMessageContaining("40.00 dB at best");
        assertThatThrownBy(() -> find(RateTarget.ssimulacra2(41), RateSearchTest::steady))
                .hasMessageContaining("at least 41.0 by SSIMULACRA 2")
                .hasMessageContaining("comes to 40.00 by SSIMULACRA 2 at best");
        assertThat(find(RateTarget.size(1), RateSearchTest::steady)).isEqualTo(255);
        assertThat(find(RateTarget.size(1 << 20), RateSearchTest::steady)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aTargetIsANumberAboveZero(double value) {
        assertThatThrownBy(() -> RateTarget.psnr(value)).isInstanceOf(IllegalArgumentException.class);
    }
}
