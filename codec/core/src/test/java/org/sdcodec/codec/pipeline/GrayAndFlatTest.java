package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.Preview;
import org.sdcodec.RateTarget;
import org.sdcodec.Region;
import org.sdcodec.SdcInfo;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.testing.SyntheticPictures;

/** Pictures without color, and pictures of one color, come back so. */
class GrayAndFlatTest {
    private static final int WIDTH = 96;
    private static final int HEIGHT = 64;

    private static Codec codec;

    @BeforeAll
    static void open() {
        codec = Codec.embedded();
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    private static Picture gray(Picture picture) {
        int[] pixels = picture.toArray();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = pixels[i] & 0xff000000 | (pixels[i] >> 8 & 255) * 0x010101;
        }
        return Picture.of(picture.width(), picture.height(), pixels);
    }

    private static Picture scene() {
        return SyntheticPictures.scene(WIDTH, HEIGHT, 1);
    }

    private static boolean isGray(Picture picture) {
        return Arrays.stream(picture.toArray())
                .allMatch(pixel -> (pixel >> 16 & 255) == (pixel & 255) && (pixel >> 8 & 255) == (pixel & 255));
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "50, 5", "50, 8", "80, 7"})
    void grayPicturesStayGray(int quality, int effort) {
        Picture picture = gray(scene());
        EncodeOptions options = EncodeOptions.DEFAULT.withQuality(quality).withEffort(effort);
        byte[] file = codec.encode(picture, options);
        assertThat(Codec.info(file).gray()).isTrue();
        Picture decoded = codec.decode(file);
        assertThat(isGray(decoded)).isTrue();
        byte[] colored = codec.encode(scene(), options);
        assertThat(Codec.info(colored).gray()).isFalse();
        assertThat(Psnr.of(picture, decoded)).isGreaterThan(Psnr.of(scene(), codec.decode(colored)) - 0.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {120, 250, 3000})
    void soDoFilesOfASize(int bytes) {
        byte[] file = codec.encode(gray(scene()), EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(bytes)));
        assertThat(file).hasSizeLessThanOrEqualTo(bytes);
        assertThat(isGray(codec.decode(file))).isTrue();
    }

    @Test
    void partsPreviewsAndTransparentPicturesAreGrayToo() {
        Picture picture = gray(scene());
        int[] pixels = picture.toArray();
        pixels[5] &= 0x80ffffff;
        // The color of a pixel that is not visible does not count.
        pixels[WIDTH * 9 + 9] = 0x00ff0000;
        byte[] file = codec.encode(Picture.of(WIDTH, HEIGHT, pixels));
        assertThat(isGray(codec.decode(file))).isTrue();
        Region region = new Region(8, 8, 32, 16);
        assertThat(codec.decode(file, DecodeOptions.DEFAULT.withRegion(region)))
                .isEqualTo(codec.decode(file).cropped(8, 8, 32, 16));
        assertThat(isGray(Preview.embedded().decode(file))).isTrue();
    }

    @Test
    void progressiveFilesAreGrayToo() {
        byte[] file = codec.encode(gray(scene()), EncodeOptions.DEFAULT.withProgressive(true));
        assertThat(isGray(codec.decode(file))).isTrue();
        byte[] half = Arrays.copyOf(file, file.length / 2);
        assertThat(isGray(codec.decode(half, DecodeOptions.DEFAULT.withPartial(true))))
                .isTrue();
    }

    @Test
    void aTouchOfColorIsKept() {
        int[] pixels = gray(scene()).toArray();
        pixels[7] ^= 1;
        assertThat(Codec.info(codec.encode(Picture.opaque(WIDTH, HEIGHT, pixels)))
                        .gray())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 00ff00, 50",
        "8, 8, ff0000, 50",
        "31, 20, 0000ff, 5",
        "64, 64, c87828, 50",
        "300, 200, 00ff00, 90",
        "2000, 3, ffffff, 50",
        "1, 70, 000000, 1"
    })
    void picturesOfOneColorComeBackExactly(int width, int height, String hex, int quality) {
        Picture picture = flat(width, height, hex);
        byte[] file = codec.encode(picture, EncodeOptions.DEFAULT.withQuality(quality));
        assertThat(file).hasSizeLessThan(50);
        assertThat(codec.decode(file)).isEqualTo(picture);
        assertThat(codec.decode(file, DecodeOptions.DEFAULT.withScale(2)).argb(0, 0))
                .isEqualTo(picture.argb(0, 0));
        SdcInfo info = Codec.info(file);
        assertThat(info.width()).isEqualTo(width);
        Picture preview = Preview.embedded().decodeFullSize(file);
        assertThat(preview).isEqualTo(picture);
    }

    @ParameterizedTest
    @CsvSource({"1000, true", "40, true", "21, false"})
    void aSizeIsKept(int bytes, boolean exact) {
        Picture picture = flat(64, 48, "00ff00");
        byte[] file = codec.encode(picture, EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(bytes)));
        assertThat(file).hasSizeLessThanOrEqualTo(bytes);
        assertThat(codec.decode(file).equals(picture)).isEqualTo(exact);
    }

    @Test
    void theShapeOfOneColorIsKept() {
        int[] pixels = new int[40 * 30];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i * 37 % 256 << 24 | 0x12c80f;
        }
        Picture picture = Picture.of(40, 30, pixels);
        Picture decoded = codec.decode(codec.encode(picture));
        for (int i = 0; i < pixels.length; i++) {
            int pixel = decoded.argb(i % 40, i / 40);
            assertThat(pixel >>> 24).isEqualTo(pixels[i] >>> 24);
            if (pixel >>> 24 != 0) {
                assertThat(pixel).isEqualTo(pixels[i]);
            }
        }
    }

    private static Picture flat(int width, int height, String hex) {
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, 0xff000000 | Integer.parseInt(hex, 16));
        return Picture.opaque(width, height, pixels);
    }
}
