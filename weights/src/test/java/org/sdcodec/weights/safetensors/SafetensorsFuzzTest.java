package org.sdcodec.weights.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.testing.FuzzRun;
import org.sdcodec.weights.testing.RawFile;

/** Files damaged at random: each is refused with a {@link WeightsException} or read; nothing else may happen. */
@Tag("fuzz")
class SafetensorsFuzzTest {
    private static final long SEED = 20260101;

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
        Map<String, Integer> outcomes = new FuzzRun("safetensors files", SEED, 4000, 100_000).run((number, random) -> {
            byte[] damaged = damage(good, random);
            try {
                Safetensors tensors = RawFile.open(damaged);
                for (String name : tensors.names()) {
                    if (tensors.info(name).dtype().isFloat()) {
                        tensors.floats(name);
                    }
                }
                return "read";
            } catch (WeightsException e) {
                assertThat(e.getMessage()).hasLineCount(1);
                return "refused";
            }
        });
        // Flips in the data are not noticed, so some files must come through; else nothing would have been tested.
        int all = outcomes.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(outcomes.get("read")).isGreaterThan(all / 50);
        assertThat(outcomes.get("refused")).isGreaterThan(all / 2);
    }

    private static byte[] damage(byte[] good, Random random) {
        byte[] file = good.clone();
        switch (random.nextInt(6)) {
            case 0 -> {
                for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                    file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> file = Arrays.copyOf(file, random.nextInt(file.length));
            case 2 -> file = Arrays.copyOf(file, file.length + 1 + random.nextInt(99));
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
    private static void replaceDigits(byte[] file, Random random) {
        for (int i = 8; i < file.length; i++) {
            if (Character.isDigit(file[i]) && random.nextInt(8) == 0) {
                file[i] = (byte) ('0' + random.nextInt(10));
            }
        }
    }
}
