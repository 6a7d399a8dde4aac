package org.sdcodec.codec.original;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.SdcFormatException;
import org.sdcodec.engine.Tensor;

class OriginalCoderTest {
    private static final long SEED = 20220905;
    private static final float S = 0.18215f;

    /** Slopes plus noise in about ±3, from operations that are exact everywhere. */
    private static Tensor latent(long seed, int height, int width) {
        Random random = new Random(seed);
        float[] values = new float[height * width * 4];
        for (int i = 0; i < values.length; i++) {
            float x = i / 4 % width / (float) width;
            float y = i / 4 / width / (float) height;
            float slope = (i % 4 == 0 ? x : i % 4 == 1 ? y : i % 4 == 2 ? x - y : 0.5f - x * y) * 3;
            values[i] = slope + random.nextFloat() - 0.5f;
        }
        return Tensor.of(height, width, 4, values);
    }

    private static double rms(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            double difference = a.data()[i] - b.data()[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum / a.size());
    }

    private static byte[] zlib(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    /** q = floor(255 · clamp(z / (255 · s) + 0.5, 0, 1) + 0.5), z unscaled; by hand. */
    @ParameterizedTest
    @CsvSource({
        "0, 128",
        "-0.01, 127",
        "0.18, 128",
        "0.19, 129",
        "-0.19, 126",
        "23.3, 255",
        "-23.3, 0",
        "1e9, 255",
        "-1e9, 0"
    })
    void valuesAreRoundedToEightBits(float unscaled, int level) {
        assertThat(ByteQuantizer.quantize(unscaled * S)).isEqualTo(level);
    }

    @Test
    void levelsAreOddMultiplesOfHalfAStepAndComeBack() {
        assertThat(ByteQuantizer.dequantize(128)).isEqualTo(0.5f * S * S);
        assertThat(ByteQuantizer.dequantize(0)).isEqualTo(-127.5f * S * S);
        for (int q = 0; q < 256; q++) {
            assertThat(ByteQuantizer.quantize(ByteQuantizer.dequantize(q))).isEqualTo(q);
            assertThat(ByteQuantizer.dequantize(q)).isEqualTo(-ByteQuantizer.dequantize(255 - q));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,300", "17,16", "40,33", "64,64"})
    void aLatentComesBackNearly(int height, int width) {
        Tensor latent = latent(SEED, height, width);
        Tensor decoded = OriginalCoder.decode(OriginalCoder.encode(latent), height, width);
        assertThat(new int[] {decoded.height(), decoded.width(), decoded.channels()})
                .containsExactly(height, width, 4);
        assertThat(rms(latent, decoded)).as("seed %d", SEED).isBetween(0.001, 0.35);
        // Its colors fit into a palette now, so nothing more is lost.
        assertThat(OriginalCoder.decode(OriginalCoder.encode(decoded), height, width)
                        .data())
                .isEqualTo(decoded.data());
    }

    @Test
    void fewColorsComeBackExactlyAndTheRestOfThePaletteIsZero() {
        Random random = new Random(SEED);
        int[] levels = random.ints(40, 0, 256).toArray();
        float[] values = new float[24 * 20 * 4];
        for (int cell = 0; cell < 24 * 20; cell++) {
            int color = random.nextInt(10);
            for (int c = 0; c < 4; c++) {
                values[4 * cell + c] = ByteQuantizer.dequantize(levels[4 * color + c]);
            }
        }
        Tensor latent = Tensor.of(24, 20, 4, values);
        byte[] payload = OriginalCoder.payload(latent);
        assertThat(payload).hasSize(1024 + 24 * 20);
        assertThat(Arrays.copyOfRange(payload, 40, 1024)).containsOnly(0);
        for (int i = 1024; i < payload.length; i++) {
            assertThat(payload[i]).isBetween((byte) 0, (byte) 9);
        }
        assertThat(OriginalCoder.decode(OriginalCoder.encode(latent), 24, 20).data())
                .isEqualTo(values);
    }

    @Test
    void thePayloadOf512PixelsHas5120BytesAndHardlyShrinks() {
        Tensor latent = latent(SEED, 64, 64);
        assertThat(OriginalCoder.payload(latent)).hasSize(5120);
        assertThat(OriginalCoder.encode(latent).length).isBetween(4000, 5140);
    }

    /** The example of codec/FORMAT.md: one cell of zeros, and what Java's zlib makes of it. */
    @Test
    void onePixelIsOneColor() {
        byte[] payload = OriginalCoder.payload(Tensor.zeros(1, 1, 4));
        byte[] expected = new byte[1025];
        Arrays.fill(expected, 0, 4, (byte) 128);
        assertThat(payload).isEqualTo(expected);
    }

    @Test
    @Tag("exactness")
    void paletteAndIndicesAreTheSameEverywhere() throws NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(OriginalCoder.payload(latent(SEED, 64, 64)));
        sha256.update(OriginalCoder.payload(latent(SEED + 1, 31, 47)));
        assertThat(HexFormat.of().formatHex(sha256.digest()))
                .isEqualTo("ecfa5f2fb525d096ee55193b1cc3e8374f7fd8dfefebafd30ef286b04ba085a0");
    }

    @Test
    void anEvenAreaBetweenTwoColorsIsMixedOfBoth() {
        Palette palette = new Palette(new int[] {0x00204060, 0xF0A08060});
        int size = 48;
        for (int share = 1; share < 16; share++) {
            int[] cells = new int[size * size];
            Arrays.fill(cells, 15 * share << 24 | 32 + 8 * share << 16 | 64 + 4 * share << 8 | 96);
            byte[] indices = FloydSteinberg.dither(cells, size, size, palette, () -> {});
            for (int top = 8; top < size; top += 8) {
                for (int left = 8; left < size; left += 8) {
                    int second = 0;
                    for (int i = 0; i < 64; i++) {
                        second += indices[(top + i / 8) * size + left + i % 8];
                    }
                    assertThat(second / 64.0)
                            .as("%d/16, block at %d, %d", share, top, left)
                            .isCloseTo(share / 16.0, within(0.09));
                }
            }
            int all = 0;
            for (byte index : indices) {
                all += index;
            }
            assertThat(all / (double) indices.length).isCloseTo(share / 16.0, within(0.02));
        }
    }

    @Test
    void ditheringKeepsTheLocalMeanOfALatent() {
        Tensor latent = latent(SEED, 64, 64);
        Tensor decoded = OriginalCoder.decode(OriginalCoder.encode(latent), 64, 64);
        double worst = 0;
        for (int block = 0; block < 64; block++) {
            for (int c = 0; c < 4; c++) {
                double difference = 0;
                for (int i = 0; i < 64; i++) {
                    int at = 4 * ((block / 8 * 8 + i / 8) * 64 + block % 8 * 8 + i % 8) + c;
                    difference += decoded.data()[at] - latent.data()[at];
                }
                worst = Math.max(worst, Math.abs(difference / 64));
            }
        }
        // Far below the error of a single value.
        assertThat(worst).as("seed %d", SEED).isLessThan(0.3 * rms(latent, decoded));
    }

    @Test
    void colorsAreSearchedAllAndTheFirstOfEqualOnesIsTaken() {
        Random random = new Random(SEED);
        Palette palette = new Palette(random.ints(200).toArray());
        for (int round = 0; round < 200; round++) {
            int[] point = random.ints(4, 0, 4081).toArray();
            int found = palette.nearest(point[0], point[1], point[2], point[3]);
            for (int i = 0; i < palette.size(); i++) {
                assertThat(distance(palette, found, point))
                        .as("seed %d, round %d", SEED, round)
                        .isLessThanOrEqualTo(distance(palette, i, point));
            }
        }
        assertThat(new Palette(new int[] {5, 0xFF000000, 5, 5}).nearest(0, 0, 0, 80))
                .isZero();
    }

    private static long distance(Palette palette, int index, int[] point) {
        long sum = 0;
        for (int c = 0; c < 4; c++) {
            long difference = point[c] - 16L * Palette.channel(palette.color(index), c);
            sum += difference * difference;
        }
        return sum;
    }

    @Test
    void latentsOfOtherChannelsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OriginalCoder.encode(Tensor.zeros(8, 8, 16)))
                .withMessageContaining("16");
    }

    @Test
    void damageIsNoticedOrHarmless() {
        byte[] data = OriginalCoder.encode(latent(SEED, 9, 11));
        float[] decoded = OriginalCoder.decode(data, 9, 11).data();
        for (int length = 0; length < data.length; length++) {
            byte[] cut = Arrays.copyOf(data, length);
            assertThatThrownBy(() -> OriginalCoder.decode(cut, 9, 11))
                    .as("%d of %d bytes", length, data.length)
                    .isInstanceOf(SdcFormatException.class);
        }
        int refused = 0;
        for (int bit = 0; bit < 8 * data.length; bit++) {
            byte[] flipped = data.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                // A few bits mean nothing, like those that fill up the last byte before the checksum.
                assertThat(OriginalCoder.decode(flipped, 9, 11).data())
                        .as("bit %d", bit)
                        .isEqualTo(decoded);
            } catch (SdcFormatException e) {
                assertThat(e.offset()).isBetween(0L, (long) data.length);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(8 * data.length - 20);
    }

    @Test
    void streamsOfAnotherLengthAreRefused() {
        assertFault(
                zlib(new byte[1024 + 20]),
                "the zlib stream holds 1044 bytes, but palette and indices of this picture are 1054");
        assertFault(
                zlib(new byte[1024 + 31]),
                "the zlib stream holds more than the 1054 bytes of palette and indices of this picture");
        // A thousand times as much as it says.
        assertFault(zlib(new byte[30_000_000]), "holds more than the 1054 bytes");
        byte[] good = zlib(new byte[1024 + 30]);
        assertFault(Arrays.copyOf(good, good.length + 3), "3 bytes follow the end of the zlib stream");
        assertFault(Arrays.copyOf(good, good.length - 2), "the zlib stream ends without its checksum");
        assertFault(Arrays.copyOf(good, 9), "is cut short after");
        assertFault(new byte[0], "is cut short after 0 bytes");
        assertFault(new byte[5120], "the zlib stream is damaged (");
    }

    @Test
    void streamsWithADictionaryAreRefused() {
        Deflater deflater = new Deflater();
        deflater.setDictionary(new byte[] {1, 2, 3});
        deflater.setInput(new byte[1054]);
        deflater.finish();
        byte[] buffer = new byte[2000];
        int length = deflater.deflate(buffer);
        deflater.end();
        assertFault(
                Arrays.copyOf(buffer, length),
                "the zlib stream asks for a dictionary, which mode original has none of");
    }

    private static void assertFault(byte[] data, String reason) {
        assertThatThrownBy(() -> OriginalCoder.decode(data, 5, 6))
                .isInstanceOfSatisfying(SdcFormatException.class, fault -> {
                    assertThat(fault.reason()).contains(reason);
                    assertThat(fault.offset()).isBetween(0L, (long) data.length);
                });
    }
}
