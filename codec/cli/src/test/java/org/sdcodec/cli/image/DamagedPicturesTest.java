package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sdcodec.Picture;
import org.sdcodec.weights.testing.FuzzRun;

/** Cut and flipped files of every format: a picture or our exception with one sentence, and soon. */
class DamagedPicturesTest {
    private static final long SEED = 20261122;
    private static final int SLICE = 150;

    /** Seven formats: 20,300 in all. */
    private static final int WHOLE = 2_900;

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

    @Test
    @Tag("fuzz")
    @Timeout(value = 6, unit = TimeUnit.HOURS)
    void damageIsAPictureOrASentence() throws IOException {
        for (List<PictureCorpus.Sample> samples : PictureCorpus.formats()) {
            String format = samples.get(0).format();
            for (PictureCorpus.Sample sample : samples) {
                ImageFiles.read(sample.bytes(), "sound " + format, LIMIT);
            }
            Map<String, Integer> outcomes = new FuzzRun(format + " files", SEED, SLICE, WHOLE).run((number, random) -> {
                byte[] file = samples.get(random.nextInt(samples.size())).bytes();
                return attempt(damaged(file, number, random));
            });
            assertThat(outcomes).as(format).containsKeys("picture", "refused");
        }
    }

    private static byte[] damaged(byte[] file, int number, Random random) {
        byte[] bytes = file.clone();
        switch (number % 5) {
            case 0:
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                break;
            case 1:
                int from = random.nextInt(bytes.length);
                int length = random.nextInt(Math.min(64, bytes.length - from));
                System.arraycopy(bytes, random.nextInt(bytes.length - length), bytes, from, length);
                break;
            case 2:
                // A number of two or four bytes in the header, where the lengths are, becomes large.
                int at = random.nextInt(Math.min(64, bytes.length));
                for (int i = random.nextBoolean() ? 1 : 3; i >= 0 && at + i < bytes.length; i--) {
                    bytes[at + i] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : 0xff);
                }
                break;
            default:
                int range = number % 5 == 3 ? Math.min(64, bytes.length) : bytes.length;
                for (int n = random.nextInt(4); n >= 0; n--) {
                    bytes[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
                }
        }
        if (random.nextInt(5) > 0
                && ImageFormat.sniff(bytes).filter(ImageFormat.PNG::equals).isPresent()) {
            PictureCorpus.repairPng(bytes);
        }
        return bytes;
    }

    private static String attempt(byte[] file) {
        try {
            Picture image = ImageFiles.read(file, "test file", LIMIT).picture();
            assertThat((long) image.width() * image.height()).isLessThanOrEqualTo(LIMIT);
            return "picture";
        } catch (ImageFormatException e) {
            assertThat(e.getMessage()).startsWith("cannot read 'test file'").doesNotContain("\n", "more memory");
            return "refused";
        }
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
