package org.sdcodec.codec.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.Picture;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.engine.Workers;
import org.sdcodec.weights.testing.Goldens;

class Ssimulacra2Test {
    /** The expected scores are those of the reference program, version 2.1, on the same pixels. */
    @ParameterizedTest
    @CsvSource({
        "160, 120, steps, 65.61947106",
        "160, 120, box, 85.32544059",
        "160, 120, brighter, 74.15931289",
        "160, 120, exchanged, -63.97943525",
        "97, 131, steps, 34.64356585",
        "97, 131, box, 92.88968850",
        "97, 131, brighter, 78.16050476",
        "97, 131, exchanged, -29.16222573"
    })
    void agreesWithTheReferenceProgram(int width, int height, String distortion, double expected) {
        Picture original = Waves.of(width, height);
        Picture distorted = switch (distortion) {
            case "steps" -> Waves.mapped(original, v -> (v & 224) + 16);
            case "box" -> Waves.blurred(original, 1);
            case "brighter" -> Waves.mapped(original, v -> v + 12);
            default -> Waves.redAndBlueExchanged(original);
        };
        assertThat(Ssimulacra2.of(original, distorted)).isCloseTo(expected, within(1e-4));
    }

    @Test
    void agreesWithTheReferenceProgramOnPhotographs() throws IOException {
        Path folder = Goldens.folder("ssimulacra2");
        List<String> rows = Files.readAllLines(folder.resolve("scores.csv"));
        for (String row : rows.subList(1, rows.size())) {
            String[] columns = row.split(",");
            assertThat(Ssimulacra2.of(read(folder.resolve(columns[0])), read(folder.resolve(columns[1]))))
                    .as(columns[1])
                    .isCloseTo(Double.parseDouble(columns[4]), within(1e-4));
        }
    }

    private static Picture read(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        return SyntheticPictures.of(image.getWidth(), image.getHeight(), image::getRGB);
    }

    @Test
    void equalPicturesScore100AtEverySize() {
        for (int side : new int[] {8, 9, 15, 16, 17, 63, 113, 130}) {
            assertThat(Ssimulacra2.of(Waves.of(side, side + 3), Waves.of(side, side + 3)))
                    .as("%d pixels", side)
                    .isEqualTo(100);
        }
    }

    /** The expected scores were computed by a program of our own in NumPy that has the reference program's scores. */
    @ParameterizedTest
    @CsvSource({"8, 85.20736195", "9, 85.08862352", "15, 84.91568585", "16, 84.77445075"})
    void smallPicturesHaveFewerScales(int side, double expected) {
        Picture picture = Waves.of(side, side + 3);
        assertThat(Ssimulacra2.of(picture, Waves.mapped(picture, v -> v / 2))).isCloseTo(expected, within(1e-4));
    }

    /** The picture has several batches of rows and strips of columns; its score is from the same program. */
    @Test
    @Tag("exactness")
    void hasTheSameBitsEverywhere() {
        Picture original = Waves.of(1100, 150);
        Picture distorted = Waves.blurred(original, 2);
        double expected = 0x1.3d2a6bcc95d4fp6;
        assertThat(expected).isCloseTo(79.29142684644427, within(1e-4));
        for (int threads = 1; threads <= 5; threads++) {
            try (Workers workers = new Workers(threads)) {
                assertThat(Ssimulacra2.of(original, distorted, workers))
                        .as("%d threads", threads)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void whatAlphaHidesDoesNotCount() {
        Picture a = SyntheticPictures.of(40, 40, (x, y) -> x * y % 256 << 16);
        Picture b = SyntheticPictures.of(40, 40, (x, y) -> x + y);
        assertThat(Ssimulacra2.of(a, b)).isEqualTo(100);
    }

    /** 95.3 on the dark gray and 95.9 on the bright one, from the same program. */
    @Test
    void theLowerOfTheScoresOnTwoBackgroundsCounts() {
        Picture waves = Waves.of(64, 48);
        Picture blurred = Waves.blurred(waves, 1);
        assertThat(Ssimulacra2.of(withAlpha(waves), withAlpha(blurred))).isCloseTo(95.33364716, within(1e-4));
    }

    private static Picture withAlpha(Picture picture) {
        return SyntheticPictures.of(
                picture.width(), picture.height(), (x, y) -> picture.argb(x, y) & 0xffffff | (x * 5 + y) % 256 << 24);
    }

    @Test
    void aHoleIsSeenOnOneOfTheBackgroundsAtLeast() {
        // The reference program's two grays, 0.1 and 0.9, as samples.
        for (int gray : new int[] {26, 230}) {
            Picture whole = SyntheticPictures.opaque(64, 64, (x, y) -> Waves.rgb(gray, gray, gray));
            Picture hole = SyntheticPictures.of(
                    64, 64, (x, y) -> x / 16 == 1 && y / 16 == 1 ? 0 : 0xff000000 | Waves.rgb(gray, gray, gray));
            assertThat(Ssimulacra2.of(whole, hole)).isLessThan(50);
        }
    }

    /** The response of the recursion is a Gaussian of σ = 1.5, nine values wide, whichever way it runs. */
    @Test
    void theRecursionIsAGaussian() {
        int center = 20;
        int width = 2 * center + 1;
        int length = width + 2 * RecursiveGaussian.PAD;
        int at = RecursiveGaussian.PAD + center;
        float[] impulse = new float[length];
        impulse[at] = 1;
        float[] along = new float[length];
        RecursiveGaussian.alongRow(impulse, new float[RecursiveGaussian.WORK][length], along, width);
        double sum = 0;
        double variance = 0;
        for (int i = 0; i < width; i++) {
            int distance = i - center;
            float value = along[RecursiveGaussian.PAD + i];
            sum += value;
            variance += distance * distance * value;
            assertThat(value).isCloseTo(along[at - distance], within(1e-6f));
            double gaussian = Math.exp(-distance * distance / (2 * 1.5 * 1.5)) / (1.5 * Math.sqrt(2 * Math.PI));
            assertThat((double) value).as("at %d", distance).isCloseTo(gaussian, within(0.002));
            if (Math.abs(distance) > 4) {
                assertThat(value).isCloseTo(0, within(1e-6f));
            }
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
        assertThat(variance).isCloseTo(1.5 * 1.5, within(1e-3));

        float[][][] outputs = new float[2][RecursiveGaussian.COSINES][1];
        float[] zero = {0};
        float[] one = {1};
        for (int y = -RecursiveGaussian.BELOW; y < width; y++) {
            float[] out = new float[1];
            RecursiveGaussian.acrossRows(
                    y - RecursiveGaussian.ABOVE == center ? one : zero,
                    y + RecursiveGaussian.BELOW == center ? one : zero,
                    outputs[y + 1 & 1],
                    outputs[y & 1],
                    new float[1],
                    out,
                    0,
                    1);
            if (y >= 0) {
                assertThat(out[0]).as("row %d", y).isCloseTo(along[RecursiveGaussian.PAD + y], within(1e-6f));
            }
        }
    }

    @Test
    void cubeRootsAreAccurate() {
        float bias = (float) Math.cbrt(0.0037930732552754493);
        for (float x = 0.0037f; x < 1.01f; x *= 1.0007f) {
            float[] root = {x};
            Xyb.cubeRootsLessBias(root, new float[1], 0, 1);
            assertThat(root[0] + bias).isCloseTo((float) Math.cbrt(x), within(5e-7f));
        }
    }

    @Test
    void picturesThatCannotBeComparedAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ssimulacra2.of(Waves.of(7, 30), Waves.of(7, 30)))
                .withMessageContaining("7x30");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ssimulacra2.of(Waves.of(10, 30), Waves.of(30, 10)))
                .withMessageContaining("30x10");
    }
}
