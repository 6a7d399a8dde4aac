package org.sdcodec.codec.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;
import org.sdcodec.vae.PixelSink;
import org.sdcodec.vae.PixelSource;

class EnlargerTest {
    private static final int COLORS = 3;

    private static Tensor random(int height, int width) {
        Random random = new Random(3);
        float[] values = new float[height * width * COLORS];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return Tensor.of(height, width, COLORS, values);
    }

    /** Gives the rows in bands, each backwards, as threads may. */
    private static Tensor enlarged(Tensor small, int height, int width, Area region, int band) {
        Tensor result = Tensor.zeros(region.height(), region.width(), COLORS);
        Enlarger enlarger = new Enlarger(height, width, small.height(), small.width(), region, PixelSink.of(result));
        Area coded = enlarger.coded();
        for (int top = 0; top < coded.height(); top += band) {
            int end = Math.min(coded.height(), top + band);
            for (int y = end - 1; y >= top; y--) {
                enlarger.write(y, small.data(), small.offset(coded.top() + y) + coded.left() * COLORS);
            }
            enlarger.onRows(end);
        }
        return result;
    }

    private static Area all(int height, int width) {
        return new Area(0, 0, height, width);
    }

    /** By the definition of the kernel, in double. */
    private static double sample(Tensor small, double v, double u, int c) {
        double sum = 0;
        for (int i = (int) Math.floor(v) - 1; i <= Math.floor(v) + 2; i++) {
            for (int j = (int) Math.floor(u) - 1; j <= Math.floor(u) + 2; j++) {
                int y = Math.max(0, Math.min(small.height() - 1, i));
                int x = Math.max(0, Math.min(small.width() - 1, j));
                sum += kernel(v - i) * kernel(u - j) * small.data()[small.offset(y) + x * COLORS + c];
            }
        }
        return sum;
    }

    private static double kernel(double at) {
        double x = Math.abs(at);
        return x < 1 ? 1.5 * x * x * x - 2.5 * x * x + 1 : x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
    }

    @ParameterizedTest
    @CsvSource({"7, 9, 20, 31", "1, 5, 1, 12", "1, 1, 3, 4", "16, 3, 16, 3", "2, 16, 900, 17"})
    void pixelsAreThoseOfTheKernel(int codedHeight, int codedWidth, int height, int width) {
        Tensor small = random(codedHeight, codedWidth);
        Tensor large = enlarged(small, height, width, all(height, width), 2);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double v = (y + 0.5) * codedHeight / height - 0.5;
                double u = (x + 0.5) * codedWidth / width - 0.5;
                for (int c = 0; c < COLORS; c++) {
                    assertThat((double) large.data()[large.offset(y) + x * COLORS + c])
                            .as("row %d, column %d", y, x)
                            .isCloseTo(sample(small, v, u, c), within(1e-5));
                }
            }
        }
    }

    @Test
    void theSameSizeChangesNothing() {
        Tensor small = random(5, 6);
        assertThat(enlarged(small, 5, 6, all(5, 6), 5).data()).isEqualTo(small.data());
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1, 1", "50, 60, 3, 5", "10, 0, 20, 61", "0, 33, 51, 7"})
    void aRegionHasTheBitsOfTheWhole(int top, int left, int height, int width) {
        Tensor small = random(13, 17);
        Tensor whole = enlarged(small, 53, 65, all(53, 65), 13);
        Tensor part = enlarged(small, 53, 65, new Area(top, left, height, width), 3);
        for (int y = 0; y < height; y++) {
            for (int i = 0; i < width * COLORS; i++) {
                assertThat(part.data()[part.offset(y) + i])
                        .isEqualTo(whole.data()[whole.offset(top + y) + left * COLORS + i]);
            }
        }
    }

    @Test
    void aReducedPictureKeepsItsPlaceAndItsColors() {
        int height = 64;
        int width = 96;
        Tensor ramp = Tensor.zeros(height, width, COLORS);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                ramp.data()[ramp.offset(y) + x * COLORS] = x / 100f - 0.5f;
                ramp.data()[ramp.offset(y) + x * COLORS + 1] = y / 100f - 0.3f;
                ramp.data()[ramp.offset(y) + x * COLORS + 2] = 0.25f;
            }
        }
        Reducer reducer = new Reducer(PixelSource.of(ramp), 16, 32);
        Tensor small = Tensor.zeros(16, 32, COLORS);
        for (int y = 0; y < 16; y++) {
            reducer.read(y, small.data(), small.offset(y));
        }
        Tensor again = enlarged(small, height, width, all(height, width), 16);
        for (int y = 8; y < height - 8; y++) {
            for (int i = 8 * COLORS; i < (width - 8) * COLORS; i++) {
                assertThat(again.data()[again.offset(y) + i])
                        .isCloseTo(ramp.data()[ramp.offset(y) + i], within(0.003f));
            }
        }
    }

    @Test
    void aReducedPictureHasNoColorsBeyondBlackAndWhite() {
        Tensor edge = Tensor.zeros(40, 40, COLORS);
        for (int i = 0; i < edge.size(); i++) {
            edge.data()[i] = i % (40 * COLORS) < 20 * COLORS ? -1 : 1;
        }
        float[] row = new float[13 * COLORS];
        new Reducer(PixelSource.of(edge), 13, 13).read(6, row, 0);
        for (float value : row) {
            assertThat(value).isBetween(-1f, 1f);
        }
    }
}
