package org.sdcodec.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;

class LatentCoderTest {
    /** Of step 1. */
    private static final int STEP_CODE = 144;

    private static byte[] encode(LatentSymbols symbols) {
        return LatentCoder.encode(symbols, STEP_CODE, LatentPrior.NONE);
    }

    private static LatentSymbols decode(byte[] data, int height, int width, int channels) {
        return LatentCoder.decode(
                data,
                new LatentCoder.Frame(height, width, channels, STEP_CODE, Quantization.UNIFORM, LatentPrior.NONE));
    }

    private static byte[] assertRoundTrip(LatentSymbols symbols, String what) {
        if (LatentPrior.sd1().suits(symbols.channels())) {
            for (int stepCode : new int[] {0, 96, STEP_CODE, 255}) {
                assertRoundTrip(symbols, stepCode, LatentPrior.sd1(), what + ", prior sd1, step code " + stepCode);
            }
        }
        return assertRoundTrip(symbols, STEP_CODE, LatentPrior.NONE, what);
    }

    private static byte[] assertRoundTrip(LatentSymbols symbols, int stepCode, LatentPrior prior, String what) {
        byte[] data = LatentCoder.encode(symbols, stepCode, prior);
        LatentSymbols decoded =
                LatentCoder.decode(data, LatentCoder.Frame.of(symbols, stepCode, Quantization.UNIFORM, prior));
        assertThat(decoded.toArray()).as(what).isEqualTo(symbols.toArray());
        return data;
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,1",
        "1,1,4",
        "1,1,96",
        "1,2,3",
        "2,1,3",
        "1,77,4",
        "77,1,4",
        "2,2,16",
        "3,5,7",
        "17,9,4",
        "33,31,16",
        "8,8,96"
    })
    void everySizeAndContentReturns(int height, int width, int channels) {
        for (long seed = 0; seed < 8; seed++) {
            String what = height + " x " + width + " x " + channels + ", seed " + seed;
            assertRoundTrip(Latents.wild(seed, height, width, channels), "wild " + what);
            assertRoundTrip(Latents.photoLike(seed, height, width, channels, 1 << seed), "photo-like " + what);
        }
    }

    @Test
    void aLargeLatentReturns() {
        assertRoundTrip(Latents.photoLike(5, 512, 512, 1, 4), "512 x 512");
    }

    @Test
    void extremesReturn() {
        int[] values = new int[12 * 12 * 4];
        for (int sign : new int[] {-1, 1}) {
            Arrays.fill(values, sign * LatentSymbols.MAX_MAGNITUDE);
            assertRoundTrip(LatentSymbols.of(12, 12, 4, values), "constant " + values[0]);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 2 == 0 ? LatentSymbols.MAX_MAGNITUDE : -LatentSymbols.MAX_MAGNITUDE;
        }
        assertRoundTrip(LatentSymbols.of(12, 12, 4, values), "alternating");
        for (int magnitude = 0; magnitude < 200; magnitude++) {
            assertRoundTrip(LatentSymbols.of(1, 2, 1, new int[] {magnitude, -magnitude}), "magnitude " + magnitude);
        }
    }

    @Test
    void nothingCostsNextToNothing() {
        assertThat(encode(LatentSymbols.of(64, 64, 96, new int[64 * 64 * 96]))).hasSizeLessThanOrEqualTo(3);

        // One channel of 96 in use: the others add a few bytes to what it costs alone.
        LatentSymbols one = Latents.photoLike(3, 32, 32, 1, 3);
        int[] values = new int[32 * 32 * 96];
        for (int i = 0; i < one.size(); i++) {
            values[i * 96 + 50] = one.get(i);
        }
        int alone = encode(one).length;
        assertThat(assertRoundTrip(LatentSymbols.of(32, 32, 96, values), "one of 96").length)
                .isLessThan(alone + 8);

        // A single symbol in an empty channel.
        int[] single = new int[64 * 64];
        single[2000] = 1;
        assertThat(assertRoundTrip(LatentSymbols.of(64, 64, 1, single), "single"))
                .hasSizeLessThan(12);
    }

    @Test
    void smoothLatentsCostClearlyLessThanTheirEntropyOfOrderZero() {
        LatentSymbols symbols = Latents.photoLike(11, 64, 64, 4, 6);
        assertThat(encode(symbols).length).isLessThan((int) (0.85 * orderZeroBytes(symbols)));
    }

    private static double orderZeroBytes(LatentSymbols symbols) {
        double bits = 0;
        for (int c = 0; c < symbols.channels(); c++) {
            int[] histogram = new int[256];
            int cells = symbols.size() / symbols.channels();
            for (int i = 0; i < cells; i++) {
                histogram[symbols.get(i * symbols.channels() + c) + 128]++;
            }
            for (int n : histogram) {
                bits -= n == 0 ? 0 : n * Math.log(n / (double) cells) / Math.log(2);
            }
        }
        return bits / 8;
    }

    @Test
    void everyTruncationIsRefused() {
        LatentSymbols symbols = Latents.photoLike(2, 12, 8, 4, 3);
        byte[] data = encode(symbols);
        for (int length = 0; length < data.length; length++) {
            byte[] cut = Arrays.copyOf(data, length);
            assertThatThrownBy(() -> decode(cut, 12, 8, 4))
                    .as("%d of %d bytes", length, data.length)
                    .isInstanceOf(SdcFormatException.class);
        }
        assertThatThrownBy(() -> decode(Arrays.copyOf(data, data.length + 1), 12, 8, 4))
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining("1 more bytes follow");
    }

    @Test
    void damageIsRefusedOrGivesALatent() {
        byte[] data = encode(Latents.photoLike(2, 10, 8, 4, 8));
        Random random = new Random(20);
        int refused = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] damaged = data.clone();
            int flips = 1 + random.nextInt(4);
            for (int i = 0; i < flips; i++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            refused += isRefused(damaged, 10, 8, 4, LatentPrior.NONE, "seed 20, round " + round) ? 1 : 0;
        }
        assertThat(refused).isPositive();
    }

    @Test
    void noiseIsRefusedOrGivesALatent() {
        Random random = new Random(21);
        for (int round = 0; round < 1500; round++) {
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            int height = 1 + random.nextInt(20);
            int width = 1 + random.nextInt(20);
            isRefused(noise, height, width, 1 + random.nextInt(6), LatentPrior.NONE, "round " + round);
            isRefused(noise, height, width, 4, LatentPrior.sd1(), "prior sd1, round " + round);
        }
    }

    /** Anything but a result in range or a {@link SdcFormatException} fails the test. */
    private static boolean isRefused(byte[] data, int height, int width, int channels, LatentPrior prior, String what) {
        try {
            LatentSymbols symbols = LatentCoder.decode(
                    data, new LatentCoder.Frame(height, width, channels, STEP_CODE, Quantization.UNIFORM, prior));
            for (int symbol : symbols.toArray()) {
                assertThat(symbol).as(what).isBetween(-LatentSymbols.MAX_MAGNITUDE, LatentSymbols.MAX_MAGNITUDE);
            }
            return false;
        } catch (SdcFormatException expected) {
            assertThat(expected.offset()).as(what).isBetween(0L, (long) data.length);
            return true;
        }
    }

    /** A change of these bytes makes all existing files unreadable: it needs a new coder number. */
    @Test
    @Tag("exactness")
    void theBytesAreFixed() {
        assertThat(HexFormat.of().formatHex(encode(fixed())))
                .isEqualTo(
                        "b5fc4f3e5c1b24cdf75aa86cd2cd647a07705d1ba419b360d98888d8ff7390e5a2face8a5c058a273e2b1ff72fc3a7517eb7073471fff5557cf02550f0e4a904cf1c7ff613d6a3ec0ea51215515c360080df5cef53c05e2df6be31b4cc93b592a5c3ea0257d8cbcaca5f2a574171915a");
    }

    /** As {@link #theBytesAreFixed}, with the trained network and state; another prior has another sum. */
    @Test
    @Tag("exactness")
    void theBytesUnderATrainedPriorAreFixed() throws NoSuchAlgorithmException {
        byte[] data = LatentCoder.encode(Latents.photoLike(7, 33, 21, 4, 5), 110, LatentPrior.sd1());
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data)))
                .isEqualTo("5a9c65d2cbcb56503735f58c11a79d7588cc09f3e83b984c3b5234f7a2cae88d");
    }

    @Test
    void aPriorOfOtherLatentsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatentCoder.encode(Latents.wild(1, 2, 2, 5), STEP_CODE, LatentPrior.sd1()))
                .withMessage("This prior is not for latents of 5 channels.");
    }

    @Test
    void damageUnderATrainedPriorIsRefusedOrGivesALatent() {
        byte[] data = LatentCoder.encode(Latents.photoLike(2, 10, 8, 4, 8), STEP_CODE, LatentPrior.sd1());
        Random random = new Random(22);
        for (int round = 0; round < 500; round++) {
            byte[] damaged = data.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            isRefused(damaged, 10, 8, 4, LatentPrior.sd1(), "seed 22, round " + round);
        }
    }

    /** Symbols from integer arithmetic alone, with zero, small and escaped values and an empty channel. */
    static LatentSymbols fixed() {
        int[] values = new int[9 * 7 * 5];
        for (int i = 0; i < values.length; i++) {
            int cell = i / 5;
            int x = cell % 7;
            int y = cell / 7;
            values[i] = switch (i % 5) {
                case 0 -> x - y + cell * 37 % 3 - 1;
                case 1 -> cell * 29 % 4 == 0 ? x - 3 : 0;
                case 2 -> 0;
                case 3 -> cell == 40 ? -3000 : (x - y) / 2;
                default -> cell * 53 % 41 - 20;
            };
        }
        return LatentSymbols.of(9, 7, 5, values);
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> decode(new byte[1], 0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> decode(new byte[1], 1, 1, -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> decode(new byte[1], 65536, 65536, 1))
                .withMessageContaining("at most 2147483639");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatentSymbols.of(2, 2, 2, new int[7]))
                .withMessage("A latent of 2 x 2 x 2 has 8 symbols, but 7 were given.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatentSymbols.of(1, 1, 1, new int[] {32768}))
                .withMessage("The symbol 32768 is outside -32767..32767.");
    }
}
