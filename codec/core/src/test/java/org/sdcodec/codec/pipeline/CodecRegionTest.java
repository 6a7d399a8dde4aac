package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.ModelException;
import org.sdcodec.Picture;
import org.sdcodec.Region;
import org.sdcodec.codec.testing.SyntheticPictures;

/** Parts of pictures, and smaller ones: of the pixels of the whole. */
class CodecRegionTest {
    private static final int WIDTH = 203;
    private static final int HEIGHT = 150;

    private static Picture picture(boolean alpha) {
        return SyntheticPictures.of(
                WIDTH,
                HEIGHT,
                (x, y) ->
                        (alpha ? (x * y) % 256 : 255) << 24 | (x + y) % 256 << 16 | (x * 3) % 256 << 8 | (y * 2) % 256);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 203, 150", "0, 0, 1, 1", "202, 149, 1, 1", "17, 90, 100, 33", "100, 0, 8, 150"})
    void aRegionHasExactlyThePixelsOfTheWhole(int x, int y, int width, int height) {
        Region region = new Region(x, y, width, height);
        try (Codec codec = Codec.embedded()) {
            for (boolean alpha : new boolean[] {false, true}) {
                byte[] file = codec.encode(picture(alpha));
                Picture whole = codec.decode(file);
                Picture part = codec.decode(file, DecodeOptions.DEFAULT.withRegion(region));
                assertThat(part).isEqualTo(whole.cropped(x, y, width, height));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2", "4"})
    void aSmallerPictureHasTheMeansOfBlocks(int divisor) {
        Region region = new Region(13, 7, 103, 90);
        try (Codec codec = Codec.embedded()) {
            for (boolean alpha : new boolean[] {false, true}) {
                byte[] file = codec.encode(picture(alpha));
                Picture whole = codec.decode(file);
                assertThat(codec.decode(file, DecodeOptions.DEFAULT.withScale(divisor)))
                        .isEqualTo(means(whole, divisor));
                DecodeOptions both = DecodeOptions.DEFAULT.withRegion(region).withScale(divisor);
                assertThat(codec.decode(file, both)).isEqualTo(means(whole.cropped(13, 7, 103, 90), divisor));
            }
        }
    }

    private static Picture means(Picture picture, int divisor) {
        int width = (picture.width() + divisor - 1) / divisor;
        int height = (picture.height() + divisor - 1) / divisor;
        int[] means = new int[width * height];
        for (int i = 0; i < means.length; i++) {
            double[] sums = new double[4];
            int count = 0;
            for (int y = i / width * divisor; y < Math.min(picture.height(), (i / width + 1) * divisor); y++) {
                for (int x = i % width * divisor; x < Math.min(picture.width(), (i % width + 1) * divisor); x++) {
                    int pixel = picture.argb(x, y);
                    int a = pixel >>> 24;
                    sums[3] += a;
                    for (int c = 0; c < 3; c++) {
                        sums[c] += a * (pixel >> 8 * c & 255);
                    }
                    count++;
                }
            }
            if (sums[3] > 0) {
                for (int c = 0; c < 3; c++) {
                    means[i] |= (int) Math.round(sums[c] / sums[3]) << 8 * c;
                }
                means[i] |= (int) Math.round(sums[3] / count) << 24;
            }
        }
        return Picture.of(width, height, means);
    }

    @Test
    void aRegionOutsideOfThePictureIsRefused() {
        try (Codec codec = Codec.embedded()) {
            byte[] file = codec.encode(picture(false));
            for (Region region : new Region[] {
                new Region(0, 0, 204, 1),
                new Region(1, 0, 203, 1),
                new Region(0, 150, 1, 1),
                new Region(Integer.MAX_VALUE, 0, Integer.MAX_VALUE, 1)
            }) {
                assertThatThrownBy(() -> codec.decode(file, DecodeOptions.DEFAULT.withRegion(region)))
                        .isInstanceOf(ModelException.class)
                        .hasMessage(
                                "the region of " + region + " is not inside of the picture, which has 203x150 pixels");
            }
        }
        assertThatThrownBy(() -> new Region(-1, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Region(0, 0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DecodeOptions.DEFAULT.withScale(3)).isInstanceOf(IllegalArgumentException.class);
    }
}
