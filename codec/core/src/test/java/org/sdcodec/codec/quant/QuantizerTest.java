package org.sdcodec.codec.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantizerTest {
    @Test
    void stepsFollowTheirFormula() {
        for (int code = 0; code <= 255; code++) {
            double exact = Math.pow(2, code / 24.0 - 6);
            assertThat((double) StepSize.of(code)).as("code %d", code).isCloseTo(exact, within(1e-7 * exact));
            assertThat(StepSize.nearestCode(StepSize.of(code))).isEqualTo(code);
            assertThat(StepSize.nearestCode(1.01f * StepSize.of(code))).isEqualTo(code);
            assertThat(StepSize.nearestCode(0.99f * StepSize.of(code))).isEqualTo(code);
        }
        assertThat(StepSize.of(0)).isEqualTo(1 / 64f);
        assertThat(StepSize.of(144)).isEqualTo(1f);
        assertThat(StepSize.nearestCode(1e-30f)).isZero();
        assertThat(StepSize.nearestCode(1e30f)).isEqualTo(255);
    }

    /** The bits of all steps, so that they cannot change unnoticed. */
    @Test
    void stepsAreTheSameToTheBit() {
        int[] bits = IntStream.rangeClosed(0, 255)
                .map(code -> Float.floatToRawIntBits(StepSize.of(code)))
                .toArray();
        assertThat(Arrays.hashCode(bits)).isEqualTo(-1937954457);
    }

    @Test
    void aHigherQualityHasASmallerStep() {
        assertThat(StepSize.of(Quality.stepCode(1))).isEqualTo(8f);
        assertThat(StepSize.of(Quality.stepCode(100))).isEqualTo(0.125f);
        for (int quality = 2; quality <= 100; quality++) {
            assertThat(Quality.stepCode(quality)).as("quality %d", quality).isLessThan(Quality.stepCode(quality - 1));
        }
    }

    @Test
    void nearestRoundingStaysWithinHalfAStep() {
        Random random = new Random(1);
        for (int code = 0; code <= 255; code += 15) {
            ScalarQuantizer quantizer = new ScalarQuantizer(code);
            float[] values = new float[1000];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (20 * quantizer.step() * random.nextGaussian());
            }
            float[] restored = quantizer.dequantize(quantizer.quantize(values), Reconstruction.MIDDLE);
            for (int i = 0; i < values.length; i++) {
                assertThat(restored[i])
                        .as("seed 1, code %d, value %d", code, i)
                        .isCloseTo(values[i], within(0.50001f * quantizer.step()));
            }
        }
    }

    @Test
    void halvesAreRoundedAwayFromZero() {
        float[] values = {0f, -0f, 0.49f, 0.5f, -0.49f, -0.5f, 1.49f, 1.5f, -1.5f, 7.5f};
        assertThat(new ScalarQuantizer(144).quantize(values)).containsExactly(0, 0, 0, 1, 0, -1, 1, 2, -2, 8);
    }

    @Test
    void valuesBeyondTheRangeAreLimited() {
        ScalarQuantizer quantizer = new ScalarQuantizer(0);
        assertThat(quantizer.quantize(new float[] {1e30f, -1e30f, Float.MAX_VALUE, 600f}))
                .containsExactly(32767, -32767, 32767, 32767);
    }

    @Test
    void valuesThatAreNotFiniteAreRefused() {
        ScalarQuantizer quantizer = new ScalarQuantizer(100);
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> quantizer.quantize(new float[] {1f, bad}))
                    .withMessage("The latent value 1 is " + bad
                            + ", but only finite numbers can be coded; the model or its input is at fault.");
        }
    }

    @Test
    void reconstructionFollowsItsFormulaExactly() {
        float step = StepSize.of(133);
        for (int code = 0; code < 256; code++) {
            Reconstruction reconstruction = Reconstruction.ofCode(code);
            assertThat(reconstruction.code()).isEqualTo(code);
            for (int symbol : new int[] {1, 2, 3, 77, 32767}) {
                int offset = symbol == 1 ? reconstruction.inner() : reconstruction.outer();
                double exact = (symbol - offset / 32.0) * step;
                assertThat(reconstruction.value(symbol, step)).isEqualTo((float) exact);
                assertThat(reconstruction.value(-symbol, step)).isEqualTo((float) -exact);
            }
            assertThat(reconstruction.value(0, step)).isZero();
        }
        assertThat(Reconstruction.ofCode(0x8F)).isEqualTo(new Reconstruction(-8, -1));
    }

    @Test
    void fittedReconstructionLowersTheError() {
        Random random = new Random(4);
        float[] values = new float[5000];
        for (int i = 0; i < values.length; i++) {
            // Laplacian, as latents are.
            values[i] = (float) (Math.log(1 - random.nextDouble()) * (random.nextBoolean() ? 1 : -1));
        }
        ScalarQuantizer quantizer = new ScalarQuantizer(144);
        int[] symbols = quantizer.quantize(values);
        Reconstruction fitted = Reconstruction.fitting(values, symbols, quantizer.step());
        assertThat(fitted.inner()).isPositive();
        assertThat(squaredError(values, quantizer.dequantize(symbols, fitted)))
                .isLessThan(squaredError(values, quantizer.dequantize(symbols, Reconstruction.MIDDLE)));
        assertThat(Reconstruction.fitting(new float[3], new int[3], 1f)).isEqualTo(Reconstruction.MIDDLE);
    }

    private static double squaredError(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    @Test
    void parametersOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Quality.stepCode(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quality.stepCode(101))
                .withMessage("The quality 101 is outside 1..100.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScalarQuantizer(256))
                .withMessage("The step code 256 is outside 0..255.");
        assertThatIllegalArgumentException().isThrownBy(() -> StepSize.nearestCode(Float.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> StepSize.nearestCode(0f));
        assertThatIllegalArgumentException().isThrownBy(() -> new Reconstruction(8, 0));
    }
}
