package org.sdcodec.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.SdcFormatException;

class PlaneCoderTest {
    private static byte[] assertRoundTrip(byte[] plane, int height, int width, String what) {
        byte[] data = PlaneCoder.encode(plane, height, width, () -> {});
        assertThat(PlaneCoder.decode(data, height, width, () -> {})).as(what).isEqualTo(plane);
        return data;
    }

    /** A disc with a soft edge of {@code soft} pixels on nothing, as cut-out pictures have it. */
    private static byte[] disc(int height, int width, double soft) {
        byte[] plane = new byte[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double distance = Math.hypot(x - width / 2.0, y - height / 2.0) - width / 3.0;
                plane[y * width + x] = (byte) Math.rint(255 * Math.max(0, Math.min(1, 0.5 - distance / soft)));
            }
        }
        return plane;
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,2", "2,1", "1,100", "100,1", "7,13", "64,64"})
    void everySizeAndContentReturns(int height, int width) {
        for (long seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            byte[] plane = new byte[height * width];
            random.nextBytes(plane);
            String what = height + " x " + width + ", seed " + seed;
            assertRoundTrip(plane, height, width, "noise " + what);
            for (int i = 0; i < plane.length; i++) {
                plane[i] = (byte) (random.nextInt(10) == 0 ? 255 : 0);
            }
            assertRoundTrip(plane, height, width, "dots " + what);
            assertRoundTrip(disc(height, width, 1 + 3 * seed), height, width, "disc " + what);
        }
    }

    @Test
    void everyDifferenceReturns() {
        byte[] plane = new byte[256 * 256];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (byte) (i % 2 == 0 ? i >> 8 : i);
        }
        assertRoundTrip(plane, 256, 256, "all pairs");
    }

    @Test
    void flatAndRepeatingPlanesCostAFewBytes() {
        for (int value : new int[] {0, 1, 128, 255}) {
            byte[] plane = new byte[1024 * 768];
            Arrays.fill(plane, (byte) value);
            assertThat(assertRoundTrip(plane, 768, 1024, "constant " + value)).hasSizeLessThanOrEqualTo(10);
        }
        byte[] stripes = new byte[512 * 512];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = (byte) (i % 512 / 64 * 30);
        }
        assertThat(assertRoundTrip(stripes, 512, 512, "stripes")).hasSizeLessThan(60);
    }

    @Test
    void softEdgesCostFewBytes() {
        assertThat(assertRoundTrip(disc(512, 512, 0.001), 512, 512, "hard disc"))
                .hasSizeLessThan(450);
        assertThat(assertRoundTrip(disc(512, 512, 4), 512, 512, "soft disc")).hasSizeLessThan(4000);
    }

    @Test
    void damageIsRefusedOrGivesAPlane() {
        byte[] data = PlaneCoder.encode(disc(32, 32, 5), 32, 32, () -> {});
        for (int length = 0; length < data.length; length++) {
            byte[] cut = Arrays.copyOf(data, length);
            assertThatThrownBy(() -> PlaneCoder.decode(cut, 32, 32, () -> {}))
                    .as("%d of %d bytes", length, data.length)
                    .isInstanceOf(SdcFormatException.class);
        }
        Random random = new Random(8);
        int refused = 0;
        for (int round = 0; round < 600; round++) {
            byte[] damaged = data.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                PlaneCoder.decode(damaged, 32, 32, () -> {});
            } catch (SdcFormatException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    /** A change of these bytes makes all existing files unreadable. */
    @Test
    void theBytesAreFixed() {
        byte[] plane = new byte[12 * 10];
        for (int i = 0; i < plane.length; i++) {
            int x = i % 10;
            int y = i / 10;
            plane[i] = (byte) (y < 3 ? 255 : x < 4 ? 0 : Math.min(255, 30 * (x - 3) + i * 29 % 5));
        }
        assertThat(HexFormat.of().formatHex(PlaneCoder.encode(plane, 12, 10, () -> {})))
                .isEqualTo("dfcb0dfcb1d8df48d774");
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlaneCoder.encode(new byte[5], 2, 3, () -> {}))
                .withMessage("A plane of 2 x 3 has 6 samples, but 5 were given.");
        assertThatIllegalArgumentException().isThrownBy(() -> PlaneCoder.decode(new byte[1], 0, 3, () -> {}));
        assertThatIllegalArgumentException().isThrownBy(() -> PlaneCoder.decode(new byte[1], 65536, 65536, () -> {}));
    }
}
