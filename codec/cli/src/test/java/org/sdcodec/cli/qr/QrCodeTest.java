package org.sdcodec.cli.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.zxing.common.PerspectiveTransform;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Picture;

class QrCodeTest {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 900;

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 160, 1273, 1274, 2953})
    void everyByteComesBack(int count) {
        assertThat(QrCode.read(QrCode.of(bytes(count)))).hasValue(bytes(count));
    }

    @Test
    void moreThanTheLargestSymbolHoldsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QrCode.of(bytes(2954)))
                .withMessageContaining("at most 2953");
    }

    /** A photograph of a screen: tilted, turned, unevenly lit, blurred by the pixels, noisy. */
    @ParameterizedTest
    @CsvSource({"160, 0.05, 1", "160, 0.1, 2", "340, 0.1, 3", "600, 0.05, 4"})
    void aPhotographOfAScreenIsRead(int count, double tilt, long seed) {
        Picture photograph = photograph(QrCode.of(bytes(count)), tilt, seed);
        assertThat(QrCode.read(photograph)).hasValue(bytes(count));
    }

    private static Picture photograph(Picture code, double tilt, long seed) {
        Random random = new Random(seed);
        double turn = random.nextDouble() - 0.5;
        double half = 0.34 * HEIGHT;
        int[][] corners = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
        float[] at = new float[8];
        for (int i = 0; i < 4; i++) {
            double depth = 1 + tilt * (0.6 * corners[i][0] + 0.8 * corners[i][1]);
            double x = corners[i][0] * half / depth;
            double y = corners[i][1] * half / depth;
            at[2 * i] = (float) (WIDTH / 2.0 + x * Math.cos(turn) - y * Math.sin(turn));
            at[2 * i + 1] = (float) (HEIGHT / 2.0 + x * Math.sin(turn) + y * Math.cos(turn));
        }
        int side = code.width();
        PerspectiveTransform toCode = PerspectiveTransform.quadrilateralToQuadrilateral(
                at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7], 0, 0, side, 0, side, side, 0, side);
        int[] pixels = new int[WIDTH * HEIGHT];
        float[] point = new float[2];
        for (int i = 0; i < pixels.length; i++) {
            int light = 0;
            for (int k = 0; k < 9; k++) {
                point[0] = i % WIDTH + (k % 3) / 3f;
                point[1] = i / WIDTH + (k / 3) / 3f;
                toCode.transformPoints(point);
                int x = (int) Math.floor(point[0]);
                int y = (int) Math.floor(point[1]);
                boolean inside = x >= 0 && y >= 0 && x < side && y < side;
                light += inside ? code.argb(x, y) & 0xFF : 60;
            }
            double gray = 40 + light / 9.0 * (0.55 + 0.2 * (i % WIDTH) / WIDTH) + 6 * random.nextGaussian();
            pixels[i] = (int) Math.max(0, Math.min(255, gray)) * 0x010101;
        }
        return Picture.opaque(WIDTH, HEIGHT, pixels);
    }

    @Test
    void aPictureWithoutACodeHasNone() {
        assertThat(QrCode.read(Picture.opaque(64, 64, new int[64 * 64]))).isEmpty();
        assertThat(QrCode.read(Picture.opaque(1, 1, new int[1]))).isEmpty();
    }
}
