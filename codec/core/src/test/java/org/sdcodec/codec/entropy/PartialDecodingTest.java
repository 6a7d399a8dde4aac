package org.sdcodec.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;

class PartialDecodingTest {

    private static final long SEED = 11;
    private static final Runnable ROWS = () -> {};
    private static final int HEIGHT = 9;
    private static final int WIDTH = 7;
    private static final int CHANNELS = 5;
    private static final int STEP_CODE = 144;
    private static final LatentCoder.Frame FRAME =
            new LatentCoder.Frame(HEIGHT, WIDTH, CHANNELS, STEP_CODE, Quantization.UNIFORM, LatentPrior.NONE);

    /** Smooth in every channel, one of which is empty. */
    private static LatentSymbols symbols(Random random) {
        int[] values = new int[HEIGHT * WIDTH * CHANNELS];
        for (int i = 0; i < values.length; i++) {
            int c = i % CHANNELS;
            values[i] = c == 2 ? 0 : (int) Math.round(random.nextGaussian() * (1 + c) + i / 60.0);
        }
        return LatentSymbols.of(HEIGHT, WIDTH, CHANNELS, values);
    }

    @Test
    void everyKnownSymbolIsRightAndMoreBytesNeverGiveFewer() {
        for (long seed = SEED; seed < SEED + 20; seed++) {
            LatentSymbols symbols = symbols(new Random(seed));
            byte[] coded = LatentCoder.encode(symbols, STEP_CODE, LatentPrior.NONE);
            long before = 0;
            for (int length = 0; length <= coded.length; length++) {
                LatentPart part = LatentCoder.decodePart(Arrays.copyOf(coded, length), FRAME, ROWS);
                assertThat(part.known()).as("seed %d, %d bytes", seed, length).isGreaterThanOrEqualTo(before);
                before = part.known();
                assertSame(part, symbols, "seed " + seed + ", " + length + " bytes");
            }
            // What is missing at the end of all bytes are the symbols of the last few bits.
            assertThat(before).as("seed %d", seed).isGreaterThan(HEIGHT * WIDTH * CHANNELS * 9L / 10);
        }
    }

    /** Channel after channel, row after row: the first ones are those of the latent, all others 0. */
    private static void assertSame(LatentPart part, LatentSymbols symbols, String what) {
        int[] decoded = part.symbols().toArray();
        int[] original = symbols.toArray();
        long known = part.known();
        for (int c = 0; c < CHANNELS; c++) {
            for (int site = 0; site < HEIGHT * WIDTH; site++) {
                int expected = known-- > 0 ? original[site * CHANNELS + c] : 0;
                assertThat(decoded[site * CHANNELS + c]).as(what).isEqualTo(expected);
            }
        }
        assertThat(part.wholeChannels()).as(what).isEqualTo((int) (part.known() / (HEIGHT * WIDTH)));
    }

    @Test
    void anyBytesGiveSomeLatent() {
        Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (i % 3 == 0) {
                Arrays.fill(bytes, 0, Math.min(bytes.length, 6), (byte) 0xFF);
            }
            LatentPart part = LatentCoder.decodePart(bytes, FRAME, ROWS);
            assertThat(part.known()).as("seed %d, case %d", SEED, i).isBetween(0L, (long) HEIGHT * WIDTH * CHANNELS);
        }
        assertThat(LatentCoder.decodePart(new byte[0], FRAME, ROWS).known()).isZero();
    }

    @Test
    void aHugeLatentOfFewBytesEnds() {
        LatentPart part = LatentCoder.decodePart(
                new byte[] {(byte) 0xEE, 2, 3},
                new LatentCoder.Frame(512, 512, 4, STEP_CODE, Quantization.UNIFORM, LatentPrior.sd1()),
                ROWS);
        assertThat(part.known()).isLessThan(512 * 512 * 4 / 10);
    }
}
