package org.sdcodec.weights.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.testing.RawFile;

/** Files damaged at random: each is refused with a {@link WeightsException} or read; nothing else may happen. */
class SafetensorsFuzzTest {
    private static final long SEED = 20260101;
    private static final int CASES = 4000;

    private static byte[] good() {
        return new SafetensorsWriter()
                .metadata("format", "pt")
                .add("decoder.conv_in.weight", DType.F16, new float[36], 2, 2, 3, 3)
                .add("decoder.conv_in.bias", DType.BF16, new float[2], 2)
                .add("empty", DType.F32, new float[0], 0)
                .add("scalar", DType.F32, new float[1])
                .toBytes();
    }

    @Test
    void damagedFilesAreRefusedOrRead() {
        byte[] good = good();
        int refused = 0;
        int read = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] damaged = damage(good, new SplittableRandom(SEED + i));
            try {
                Safetensors tensors = RawFile.open(damaged);
                for (String name : tensors.names()) {
                    if (tensors.info(name).dtype().isFloat()) {
                        tensors.floats(name);
                    }
                }
                read++;
            } catch (WeightsException e) {
                assertThat(e.getMessage()).as("seed %d", SEED + i).hasLineCount(1);
                refused++;
            } catch (Throwable e) {
                fail("seed " + (SEED + i) + ": " + Arrays.toString(damaged), e);
            }
        }
        // Flips in the data are not noticed, so some files must come through; else nothing would have been tested.
        assertThat(read).isGreaterThan(CASES / 50);
        assertThat(refused).isGreaterThan(CASES / 2);
    }

    private static byte[] damage(byte[] good, SplittableRandom random) {
        byte[] file = good.clone();
        switch (random.nextInt(6)) {
            case 0 -> {
                for (int flips = random.nextInt(1, 9); flips > 0; flips--) {
                    file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> file = Arrays.copyOf(file, random.nextInt(file.length));
            case 2 -> file = Arrays.copyOf(file, file.length + random.nextInt(1, 100));
            case 3 ->
                ByteBuffer.wrap(file)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, random.nextLong() >>> random.nextInt(64));
            case 4 -> replaceDigits(file, random);
            default -> {
                int from = random.nextInt(file.length);
                int length = random.nextInt(file.length - from);
                System.arraycopy(file, random.nextInt(file.length - length), file, from, length);
            }
        }
        return file;
    }

    /** Other numbers of the same length in the header: other shapes and offsets in valid JSON. */
    private static void replaceDigits(byte[] file, SplittableRandom random) {
        for (int i = 8; i < file.length; i++) {
            if (Character.isDigit(file[i]) && random.nextInt(8) == 0) {
                file[i] = (byte) ('0' + random.nextInt(10));
            }
        }
    }
}
