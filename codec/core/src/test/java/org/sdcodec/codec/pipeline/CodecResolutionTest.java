package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.DecodedPart;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.Preview;
import org.sdcodec.ProgressListener;
import org.sdcodec.RateTarget;
import org.sdcodec.RateTargetException;
import org.sdcodec.Region;
import org.sdcodec.Resolution;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcInfo;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.testing.SyntheticPictures;

/** Files that are coded at a lower resolution than that of their picture. */
class CodecResolutionTest {
    private static final int WIDTH = 200;
    private static final int HEIGHT = 150;
    private static final EncodeOptions HALF = EncodeOptions.DEFAULT.withResolution(Resolution.of(1, 2));

    private static Codec codec;
    private static Picture picture;

    @BeforeAll
    static void open() {
        codec = Codec.embedded();
        picture = SyntheticPictures.scene(WIDTH, HEIGHT, 1);
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    private static EncodeOptions within(int bytes) {
        return EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(bytes));
    }

    private static Picture transparent() {
        return SyntheticPictures.of(WIDTH, HEIGHT, (x, y) -> (x * 3 & 0xFF) << 24 | picture.argb(x, y) & 0xFFFFFF);
    }

    @Test
    void aHalfIsDecodedToTheSizeOfThePicture() {
        byte[] file = codec.encode(picture, HALF);
        SdcInfo info = Codec.info(file);
        assertThat(List.of(info.width(), info.height(), info.codedWidth(), info.codedHeight()))
                .containsExactly(WIDTH, HEIGHT, 96, 80);
        Picture decoded = codec.decode(file);
        assertThat(List.of(decoded.width(), decoded.height())).containsExactly(WIDTH, HEIGHT);
        assertThat(Psnr.of(picture, decoded)).isGreaterThan(20);
        assertThat(file.length).isLessThan(codec.encode(picture).length / 2);
    }

    @Test
    void ofFewBytesALowerResolutionMakesTheCloserPicture() {
        int bytes = 120;
        byte[] auto = codec.encode(picture, within(bytes));
        assertThat(Codec.info(auto).codedWidth()).isLessThan(WIDTH);
        byte[] full = codec.encode(picture, within(bytes).withResolution(Resolution.FULL));
        assertThat(Codec.info(full).codedWidth()).isEqualTo(WIDTH);
        assertThat(Psnr.of(picture, codec.decode(auto))).isGreaterThan(Psnr.of(picture, codec.decode(full)) + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 250, 300})
    void theResolutionIsNotLoweredWhereThatMakesNoCloserPicture(int bytes) {
        double auto = Psnr.of(picture, codec.decode(codec.encode(picture, within(bytes))));
        for (Resolution other : List.of(Resolution.FULL, Resolution.of(3, 4))) {
            byte[] file = codec.encode(picture, within(bytes).withResolution(other));
            assertThat(auto).isGreaterThan(Psnr.of(picture, codec.decode(file)) - 0.5);
        }
    }

    @Test
    void atUsualSizesAndQualitiesTheResolutionIsThatOfThePicture() {
        for (EncodeOptions options : List.of(
                EncodeOptions.DEFAULT,
                EncodeOptions.DEFAULT.withQuality(40),
                EncodeOptions.DEFAULT.withTarget(RateTarget.bitsPerPixel(0.5)),
                EncodeOptions.DEFAULT.withTarget(RateTarget.psnr(27)))) {
            assertThat(codec.encode(picture, options))
                    .isEqualTo(codec.encode(picture, options.withResolution(Resolution.FULL)));
        }
    }

    @Test
    void theLowestQualitiesAreCloserInAsManyBytes() {
        EncodeOptions lowest = EncodeOptions.DEFAULT.withQuality(1);
        byte[] full = codec.encode(picture, lowest.withResolution(Resolution.FULL));
        byte[] auto = codec.encode(picture, lowest);
        assertThat(auto.length).isLessThanOrEqualTo(full.length);
        assertThat(Psnr.of(picture, codec.decode(auto))).isGreaterThan(Psnr.of(picture, codec.decode(full)));
    }

    @Test
    void aMeasuredTargetIsReachedInFewerBytes() {
        EncodeOptions options = EncodeOptions.DEFAULT.withTarget(RateTarget.psnr(19));
        byte[] full = codec.encode(picture, options.withResolution(Resolution.FULL));
        byte[] auto = codec.encode(picture, options);
        assertThat(auto.length).isLessThan(full.length);
        assertThat(Psnr.of(picture, codec.decode(auto))).isGreaterThanOrEqualTo(19);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 200, 150", "0, 0, 1, 1", "199, 149, 1, 1", "17, 90, 100, 33", "100, 0, 8, 150"})
    void aRegionHasExactlyThePixelsOfTheWhole(int x, int y, int width, int height) {
        byte[] file = codec.encode(transparent(), HALF);
        Picture part = codec.decode(file, DecodeOptions.DEFAULT.withRegion(new Region(x, y, width, height)));
        assertThat(part.toArray())
                .isEqualTo(codec.decode(file).cropped(x, y, width, height).toArray());
    }

    @Test
    void alphaKeepsItsOwnResolution() {
        Picture original = transparent();
        Picture decoded = codec.decode(codec.encode(original, HALF));
        for (int y = 0; y < HEIGHT; y += 7) {
            for (int x = 0; x < WIDTH; x++) {
                assertThat(decoded.argb(x, y) >>> 24).isEqualTo(original.argb(x, y) >>> 24);
            }
        }
    }

    @Test
    void aSmallerPictureAndPreviewsHaveTheirSizes() {
        byte[] file = codec.encode(picture, HALF);
        Picture quarter = codec.decode(file, DecodeOptions.DEFAULT.withScale(4));
        assertThat(List.of(quarter.width(), quarter.height())).containsExactly(50, 38);
        Picture preview = Preview.embedded().decode(file);
        assertThat(List.of(preview.width(), preview.height())).containsExactly(12, 10);
        Picture large = Preview.embedded().decodeFullSize(file, DecodeOptions.DEFAULT, ProgressListener.NONE);
        assertThat(List.of(large.width(), large.height())).containsExactly(WIDTH, HEIGHT);
        assertThat(Psnr.of(picture, large)).isGreaterThan(15);
    }

    @Test
    void aPostcardThatIsCutShortIsRefusedOrDecodedInPart() {
        byte[] file = codec.encode(picture, within(250));
        assertThat(Codec.isSdc(file)).isTrue();
        assertThat(Codec.info(file).checked()).isTrue();
        assertThat(Codec.info(file).headerBytes()).isEqualTo(8);
        byte[] cut = Arrays.copyOf(file, file.length / 2);
        assertThat(Codec.isSdc(cut)).isFalse();
        assertThat(Codec.info(cut).checked()).isFalse();
        assertThatThrownBy(() -> codec.decode(cut))
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining("cut short");
        assertThatThrownBy(() -> Preview.embedded().decode(cut)).isInstanceOf(SdcFormatException.class);
        DecodedPart[] seen = new DecodedPart[1];
        Picture decoded = codec.decode(cut, DecodeOptions.DEFAULT.withPartial(true), new ProgressListener() {
            @Override
            public void onProgress(Stage stage, int done, int total) {}

            @Override
            public void onPartial(DecodedPart part) {
                seen[0] = part;
            }
        });
        assertThat(decoded.width()).isEqualTo(WIDTH);
        assertThat(seen[0].isAll()).isFalse();
        // A part from some row on, down to the end of the picture rather than to that of what is coded.
        assertThat(Codec.info(cut).codedWidth()).isLessThan(WIDTH);
        Region missing = seen[0].missing().get(0);
        assertThat(seen[0].missing()).hasSize(1);
        assertThat(missing).isEqualTo(new Region(0, missing.y(), WIDTH, HEIGHT - missing.y()));
        assertThat(missing.y()).isEqualTo(HEIGHT * seen[0].rows() / seen[0].allRows());
    }

    @ParameterizedTest
    @CsvSource({
        "noise, 300, 200",
        "noise, 512, 512",
        "flat, 512, 384",
        "scene, 1, 4000",
        "scene, 4000, 1",
        "noise, 1, 700",
        "noise, 3, 3",
        "flat, 1, 1",
        "scene, 1000, 90"
    })
    void aHundredBytesAreNeverExceeded(String content, int width, int height) {
        Random random = new Random(5);
        Picture any = switch (content) {
            case "noise" -> SyntheticPictures.opaque(width, height, (x, y) -> random.nextInt());
            case "flat" -> SyntheticPictures.opaque(width, height, (x, y) -> 0x3060A0);
            default -> SyntheticPictures.scene(width, height, 2);
        };
        for (int bytes : new int[] {100, 340}) {
            byte[] file = codec.encode(any, within(bytes));
            assertThat(file.length).isLessThanOrEqualTo(bytes);
            Picture decoded = codec.decode(file);
            if (content.equals("flat")) {
                // Has a chunk, for which postcards have no place.
                assertThat(decoded).isEqualTo(any);
                assertThat(file).hasSizeLessThan(50);
            } else {
                assertThat(Codec.info(file).headerBytes()).isLessThanOrEqualTo(8);
            }
            assertThat(List.of(decoded.width(), decoded.height())).containsExactly(width, height);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void belowWhatIsPossibleTheSmallestSizeIsNamedAndCanBeReached(boolean alpha) {
        Picture any = alpha ? transparent() : picture;
        RateTargetException refused =
                catchThrowableOfType(RateTargetException.class, () -> codec.encode(any, within(8)));
        int smallest = (int) refused.best();
        assertThat(refused).hasMessageContaining(String.format("has %,d bytes", smallest));
        assertThat(codec.encode(any, within(smallest)).length).isEqualTo(smallest);
        assertThatThrownBy(() -> codec.encode(any, within(smallest - 1))).isInstanceOf(RateTargetException.class);
    }
}
