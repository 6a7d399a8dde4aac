package org.sdcodec.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;
import org.sdcodec.codec.quant.Reconstruction;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;

class DependentQuantizationTest {

    private static final int UNIT_STEP = 144;

    private static Tensor latent(int height, int width, int channels, IntToDoubleFunction value) {
        float[] values = new float[height * width * channels];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(i);
        }
        return Tensor.of(height, width, channels, values);
    }

    /** As that of a photograph, in the scale of a diffusion model. */
    private static Tensor photoLike(long seed, int height, int width) {
        int[] fine = Latents.photoLike(seed, height, width, 4, 2000).toArray();
        return latent(height, width, 4, i -> fine[i] / 1000.0);
    }

    private static byte[] encode(LatentSymbols symbols, int stepCode, LatentPrior prior) {
        return LatentCoder.encode(symbols, stepCode, Quantization.DEPENDENT, prior);
    }

    /** @return what was coded */
    private static LatentSymbols assertRoundTrip(
            Tensor latent, int stepCode, LatentPrior prior, int passes, String what) {
        LatentSymbols symbols = DependentQuantizer.quantize(latent, stepCode, prior, passes);
        byte[] data = encode(symbols, stepCode, prior);
        assertThat(LatentCoder.decode(data, LatentCoder.Frame.of(symbols, stepCode, Quantization.DEPENDENT, prior)))
                .as(what)
                .isEqualTo(symbols);
        return symbols;
    }

    @Test
    void latentsOfAllKindsReturn() {
        Random random = new Random(5);
        for (int round = 0; round < 60; round++) {
            int height = 1 + random.nextInt(12);
            int width = 1 + random.nextInt(12);
            double scale = Math.pow(10, random.nextInt(7) - 2);
            Tensor latent = latent(height, width, 4, i -> i % 4 == 2 ? 0 : scale * random.nextGaussian());
            int passes = 1 + round % 3;
            assertRoundTrip(latent, UNIT_STEP, LatentPrior.sd1(), passes, "sd1, round " + round);
            assertRoundTrip(latent, UNIT_STEP, LatentPrior.NONE, passes, "no prior, round " + round);
        }
    }

    @Test
    void extremesReturnLimited() {
        for (float value : new float[] {0, 1e-30f, 0.5f, -0.75f, 16383.5f, -1e30f, Float.MAX_VALUE}) {
            Tensor latent = latent(5, 7, 3, i -> i % 5 == 0 ? -value : value);
            LatentSymbols symbols = assertRoundTrip(latent, UNIT_STEP, LatentPrior.NONE, 2, "value " + value);
            double expected =
                    Math.max(-LatentSymbols.MAX_MAGNITUDE, Math.min(LatentSymbols.MAX_MAGNITUDE, 2.0 * value));
            assertThat(Math.abs(symbols.get(1) - expected))
                    .as("value %s", value)
                    .isLessThanOrEqualTo(3);
        }
        Tensor nothing = latent(64, 64, 8, i -> 0);
        assertThat(encode(assertRoundTrip(nothing, 0, LatentPrior.NONE, 1, "zeros"), 0, LatentPrior.NONE).length)
                .isLessThanOrEqualTo(2);
    }

    /** More symbols than are undecided at a time, and channels of which the path empties some. */
    @Test
    void longAndSparseLatentsReturn() {
        Random random = new Random(3);
        assertRoundTrip(photoLike(1, 96, 100), 110, LatentPrior.sd1(), 1, "long");
        Tensor sparse = latent(48, 48, 20, i -> random.nextInt(900) == 0 ? 0.6 : 0.2 * random.nextGaussian());
        assertRoundTrip(sparse, UNIT_STEP, LatentPrior.NONE, 2, "sparse");
    }

    @Test
    void fewerBytesAtTheSameError() {
        for (int stepCode : new int[] {90, 120, 140}) {
            Tensor latent = photoLike(stepCode, 40, 48);
            ScalarQuantizer uniform = new ScalarQuantizer(stepCode);
            int[] rounded = uniform.quantize(latent.data());
            double error = error(latent, rounded, uniform.step());
            int bytes = LatentCoder.encode(LatentSymbols.of(40, 48, 4, rounded), stepCode, LatentPrior.sd1()).length;
            int code = stepCode + 5;
            LatentSymbols symbols = DependentQuantizer.quantize(latent, code, LatentPrior.sd1(), 1);
            assertThat(error(latent, symbols.toArray(), Quantization.DEPENDENT.unit(code)))
                    .as("error at %d", stepCode)
                    .isLessThan(1.02 * error);
            assertThat(encode(symbols, code, LatentPrior.sd1()).length)
                    .as("bytes at %d", stepCode)
                    .isLessThan(bytes * 97 / 100);
        }
    }

    private static double error(Tensor latent, int[] symbols, float unit) {
        float[] values = Reconstruction.fitting(latent.data(), symbols, unit).values(symbols, unit);
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += Math.pow(values[i] - latent.data()[i], 2);
        }
        return Math.sqrt(sum / values.length);
    }

    /** Against all paths of four symbols. */
    @Test
    void noPathIsCheaper() {
        Random random = new Random(8);
        LogisticMixture distribution = new LogisticMixture();
        for (int round = 0; round < 12; round++) {
            int center = random.nextInt(400) - 200;
            int slope = 30000 << random.nextInt(3);
            double lambda = 0.02 * random.nextInt(6);
            float[] values = new float[4];
            TrellisPath path = new TrellisPath(values, 1, lambda);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
                distribution.set(center, slope << 8);
                path.append(i, distribution);
            }
            double found = cost(path.finish(), values, distribution, lambda);
            double least = Double.POSITIVE_INFINITY;
            for (int all = 0; all < 13 * 13 * 13 * 13; all++) {
                int[] candidate = new int[values.length];
                int rest = all;
                for (int i = 0; i < candidate.length; i++) {
                    candidate[i] = rest % 13 - 6;
                    rest /= 13;
                }
                least = Math.min(least, cost(candidate, values, distribution, lambda));
            }
            // The path's logarithms are within 0.01 bits each.
            assertThat(found).as("round %d", round).isLessThanOrEqualTo(least + 0.1 * lambda + 1e-9);
        }
    }

    private static double cost(int[] halfSteps, float[] values, LogisticMixture distribution, double lambda) {
        double sum = 0;
        int state = 0;
        for (int i = 0; i < values.length; i++) {
            boolean odd = Trellis.isOdd(state);
            if (halfSteps[i] % 2 == 0 ? odd && halfSteps[i] != 0 : !odd) {
                return Double.POSITIVE_INFINITY;
            }
            int symbol = Trellis.symbol(odd, halfSteps[i]);
            distribution.useHalves(odd);
            double bits = 28 - Math.log(Math.max(1, distribution.mass(symbol))) / Math.log(2);
            sum += Math.pow(values[i] - halfSteps[i] / 2.0, 2) + lambda * bits;
            state = Trellis.next(state, symbol);
        }
        return sum;
    }

    /** Each state's quantizer, and that no two states share both a successor and the way there. */
    @Test
    void theTrellisIsWhole() {
        int[] arrivals = new int[Trellis.STATES];
        for (int state = 0; state < Trellis.STATES; state++) {
            for (int symbol = -9; symbol <= 9; symbol++) {
                boolean odd = Trellis.isOdd(state);
                int value = Trellis.value(odd, symbol);
                assertThat(Trellis.symbol(odd, value)).isEqualTo(symbol);
                assertThat(Trellis.next(state, symbol)).isEqualTo(Trellis.next(state, -symbol));
            }
            arrivals[Trellis.next(state, 0)]++;
            arrivals[Trellis.next(state, 1)]++;
        }
        assertThat(arrivals).containsOnly(2);
        assertThatIllegalArgumentException().isThrownBy(() -> Trellis.symbol(false, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> Trellis.symbol(true, -2));
    }

    @Test
    void whatIsNoPathIsRefused() {
        LatentSymbols odd = LatentSymbols.of(1, 1, 1, new int[] {3});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(odd, UNIT_STEP, LatentPrior.NONE))
                .withMessageContaining("3 half steps");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        DependentQuantizer.quantize(latent(1, 1, 1, i -> Float.NaN), UNIT_STEP, LatentPrior.NONE, 1))
                .withMessageContaining("NaN");
    }

    @Test
    void damageIsRefusedOrGivesALatent() {
        Random random = new Random(4);
        byte[] data = encode(
                DependentQuantizer.quantize(photoLike(2, 12, 11), 110, LatentPrior.sd1(), 1), 110, LatentPrior.sd1());
        int refused = 0;
        for (int round = 0; round < 600; round++) {
            byte[] damaged = round % 2 == 0 ? data.clone() : new byte[random.nextInt(80)];
            if (round % 2 == 0) {
                damaged[random.nextInt(data.length)] ^= (byte) (1 << random.nextInt(8));
            } else {
                random.nextBytes(damaged);
            }
            try {
                LatentSymbols symbols = LatentCoder.decode(
                        damaged, new LatentCoder.Frame(12, 11, 4, 110, Quantization.DEPENDENT, LatentPrior.sd1()));
                assertThat(Arrays.stream(symbols.toArray()).map(Math::abs).max().getAsInt())
                        .isLessThanOrEqualTo(LatentSymbols.MAX_MAGNITUDE);
            } catch (SdcFormatException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void theBeginningOfAStreamIsTheBeginningOfTheLatent() {
        Tensor latent = latent(9, 7, 3, i -> 3 * Math.sin(0.4 * i));
        LatentSymbols symbols = DependentQuantizer.quantize(latent, 130, LatentPrior.NONE, 1);
        byte[] data = encode(symbols, 130, LatentPrior.NONE);
        for (int length = 0; length <= data.length; length++) {
            LatentPart part = LatentCoder.decodePart(
                    Arrays.copyOf(data, length),
                    LatentCoder.Frame.of(symbols, 130, Quantization.DEPENDENT, LatentPrior.NONE),
                    () -> {});
            long known = part.known();
            for (int c = 0; c < 3; c++) {
                for (int cell = 0; cell < 63; cell++) {
                    int expected = known-- > 0 ? symbols.get(3 * cell + c) : 0;
                    assertThat(part.symbols().get(3 * cell + c))
                            .as("%d bytes", length)
                            .isEqualTo(expected);
                }
            }
        }
    }

    /**
     * A change of these bytes makes existing files unreadable, or encoders on different machines write different ones.
     */
    @Test
    @Tag("exactness")
    void theBytesAreFixed() {
        Tensor latent = photoLike(6, 8, 9);
        byte[] data = encode(DependentQuantizer.quantize(latent, 110, LatentPrior.sd1(), 2), 110, LatentPrior.sd1());
        assertThat(HexFormat.of().formatHex(data))
                .isEqualTo(
                        "570b17aaaf96ef694e2eaa236d5ba9a8c24090abf036cab94e24ed9ecb1fe19ce70678ede12b227e6ce872153a5f20c71425b6c214d4433126b9026850f0007c076df04e9ac233e4d6fc52126a641ff3500917a87122659a64a0ba");
        assertThat(StepSize.of(110)).isEqualTo(2 * Quantization.DEPENDENT.unit(110));
    }
}
