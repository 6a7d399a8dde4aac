package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sdcodec.Picture;

/** Cut and flipped files of every format: a picture or our exception with one sentence, and soon. */
class DamagedPicturesTest {
    private static final long SEED = 20261122;
    private static final int CUTS = 40;
    private static final int FLIPS = 60;
    private static final long LIMIT = 1 << 20;

    static Stream<Arguments> files() {
        BufferedImage pattern = TestPictures.pattern();
        int[] samples = new int[3 * TestPictures.WIDTH * TestPictures.HEIGHT];
        pattern.getRaster().getPixels(0, 0, TestPictures.WIDTH, TestPictures.HEIGHT, samples);
        return Stream.of(
                Arguments.of("png", TestPictures.rgbPng()),
                Arguments.of("jpeg", TestPictures.jpeg()),
                Arguments.of("bmp", TestPictures.encode("bmp", pattern)),
                Arguments.of("gif", TestPictures.encode("gif", pattern)),
                Arguments.of("tiff", TestPictures.tiff(pattern)),
                Arguments.of("pnm", TestPictures.pnm("P6 40 24 255\n", samples)),
                Arguments.of("lossy webp", TestPictures.resource("lossy.webp")),
                Arguments.of("lossless webp", TestPictures.resource("alpha.webp")),
                Arguments.of("webp with profile", TestPictures.resource("linear-rgb.webp")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void damageIsAPictureOrASentence(String name, byte[] file) {
        Random random = new Random(SEED);
        for (int i = 0; i < CUTS; i++) {
            byte[] cut = Arrays.copyOf(file, random.nextInt(file.length));
            attempt(name + " cut to " + cut.length + " bytes", cut);
        }
        for (int i = 0; i < FLIPS; i++) {
            byte[] flipped = file.clone();
            // Every other time in the header, where the lengths are.
            int range = i % 2 == 0 ? Math.min(64, file.length) : file.length;
            for (int n = random.nextInt(4); n >= 0; n--) {
                flipped[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
            }
            attempt(name + " with flipped bits, number " + i, flipped);
        }
    }

    private static void attempt(String what, byte[] file) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> {
                    try {
                        Picture image =
                                ImageFiles.read(file, "test file", LIMIT).picture();
                        assertThat((long) image.width() * image.height()).isLessThanOrEqualTo(LIMIT);
                    } catch (ImageFormatException e) {
                        assertThat(e.getMessage())
                                .as(what)
                                .startsWith("cannot read 'test file'")
                                .doesNotContain("\n");
                    } catch (Throwable e) {
                        fail(what + ", seed " + SEED, e);
                    }
                },
                what);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void aFileWithoutItsSecondHalfIsNoPicture(String name, byte[] file) {
        byte[] half = Arrays.copyOf(file, file.length / 2);
        assertThatThrownBy(() -> ImageFiles.read(half, "half", LIMIT))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("'half'")
                .hasMessageContaining("cut short");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void theSoundFileIsRead(String name, byte[] file) {
        assertThat(ImageFiles.read(file, name, LIMIT).picture().width()).isEqualTo(TestPictures.WIDTH);
    }
}
