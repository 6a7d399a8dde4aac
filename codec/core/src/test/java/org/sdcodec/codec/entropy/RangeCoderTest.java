package org.sdcodec.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.SdcFormatException;

class RangeCoderTest {
    private record Decisions(int[] bits, int[] probabilities) {}

    /** Decisions drawn from their probabilities, except that each is flipped now and then to provoke long carries. */
    private static Decisions decisions(long seed, int count) {
        Random random = new Random(seed);
        int[] bits = new int[count];
        int[] probabilities = new int[count];
        for (int i = 0; i < count; i++) {
            probabilities[i] = switch (random.nextInt(4)) {
                case 0 -> 1;
                case 1 -> 65535;
                default -> 1 + random.nextInt(65535);
            };
            bits[i] = random.nextInt(65536) < probabilities[i] ^ random.nextInt(50) == 0 ? 1 : 0;
        }
        return new Decisions(bits, probabilities);
    }

    private static byte[] encode(Decisions decisions) {
        RangeEncoder encoder = new RangeEncoder();
        for (int i = 0; i < decisions.bits.length; i++) {
            encoder.code(decisions.bits[i], decisions.probabilities[i]);
        }
        return encoder.finish();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 8, 9, 100, 20_000})
    void decodesWhatWasEncoded(int count) {
        for (long seed = 0; seed < 40; seed++) {
            Decisions decisions = decisions(seed, count);
            byte[] data = encode(decisions);
            RangeDecoder decoder = new RangeDecoder(data);
            for (int i = 0; i < count; i++) {
                assertThat(decoder.code(0, decisions.probabilities[i]))
                        .as("seed %d, decision %d", seed, i)
                        .isEqualTo(decisions.bits[i]);
            }
            decoder.finish();
        }
    }

    @Test
    void carriesRunThroughBytesOf255() {
        // Unlikely zeros push the interval to its upper end, where bytes 0xFF wait; then anything may carry.
        for (int tail = 1; tail < 200; tail++) {
            int[] bits = new int[60 + tail];
            int[] probabilities = new int[bits.length];
            Arrays.fill(probabilities, 65535);
            for (int i = 60; i < bits.length; i++) {
                bits[i] = i % 3 == 0 ? 0 : 1;
                probabilities[i] = 1 + i * 331 % 65535;
            }
            Decisions decisions = new Decisions(bits, probabilities);
            RangeDecoder decoder = new RangeDecoder(encode(decisions));
            for (int i = 0; i < bits.length; i++) {
                assertThat(decoder.code(0, probabilities[i]))
                        .as("tail %d, decision %d", tail, i)
                        .isEqualTo(bits[i]);
            }
            decoder.finish();
        }
    }

    @Test
    void theSizeIsTheInformationPlusOneByteAtMost() {
        int count = 20_000;
        Random random = new Random(7);
        RangeEncoder encoder = new RangeEncoder();
        double information = 0;
        for (int i = 0; i < count; i++) {
            int probability = 1000 + random.nextInt(60_000);
            int bit = random.nextInt(65536) < probability ? 1 : 0;
            encoder.code(bit, probability);
            information -= Math.log((bit != 0 ? probability : 65536 - probability) / 65536.0) / Math.log(2);
        }
        assertThat(encoder.finish().length).isBetween((int) (information / 8), (int) (information / 8 * 1.0001) + 2);
    }

    @Test
    void anEncodingWithoutDecisionsIsOneByte() {
        assertThat(new RangeEncoder().finish()).hasSize(1);
    }

    @Test
    void readingOnBeyondTheEndIsRefused() {
        RangeDecoder decoder = new RangeDecoder(new byte[] {0x40, 0x20});
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        decoder.code(0, 32768);
                    }
                })
                .isInstanceOf(SdcFormatException.class)
                .hasMessage("Cannot read the .sdc data, at byte 2: "
                        + "the coded data ends after 2 bytes, but more is needed.");
    }

    @Test
    void bytesThatNoEncoderWritesAreRefused() {
        assertThatThrownBy(() -> new RangeDecoder(new byte[0]))
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining("is empty");
        assertThatThrownBy(() -> new RangeDecoder(new byte[] {-1, -1, -1, -1}))
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining("FF FF FF FF");
    }

    @Test
    void bytesAfterTheEndAreRefused() {
        Decisions decisions = decisions(3, 100);
        byte[] data = encode(decisions);
        RangeDecoder decoder = new RangeDecoder(Arrays.copyOf(data, data.length + 2));
        for (int probability : decisions.probabilities) {
            decoder.code(0, probability);
        }
        assertThatThrownBy(decoder::finish)
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining("2 more bytes follow");
    }
}
