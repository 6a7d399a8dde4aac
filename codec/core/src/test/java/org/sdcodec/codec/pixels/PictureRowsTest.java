package org.sdcodec.codec.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sdcodec.Picture;
import org.sdcodec.codec.testing.SyntheticPictures;

/** Wherever the pixels of a picture lie, it is the same picture. */
class PictureRowsTest {
    private static final int WIDTH = 7;
    private static final int HEIGHT = 5;

    private static Picture built(int[] argb) {
        Picture.Builder builder = Picture.builder(WIDTH, HEIGHT);
        for (int y = HEIGHT - 1; y >= 0; y--) {
            builder.row(y, argb, y * WIDTH);
        }
        return builder.build();
    }

    @Test
    void aPictureMadeRowByRowIsThatOfAnArray() {
        Picture opaque = SyntheticPictures.opaque(WIDTH, HEIGHT, (x, y) -> x << 20 | y << 10 | x * y);
        assertThat(built(opaque.toArray())).isEqualTo(opaque).hasSameHashCodeAs(opaque);
        assertThat(built(opaque.toArray()).hasAlpha()).isFalse();
        Picture mixed = SyntheticPictures.of(WIDTH, HEIGHT, (x, y) -> (y == 2 ? 40 * x : 255) << 24 | x << 16 | y);
        assertThat(built(mixed.toArray())).isEqualTo(mixed).hasSameHashCodeAs(mixed);
        assertThat(built(mixed.toArray()).argb(3, 2)).isEqualTo(120 << 24 | 3 << 16 | 2);
        assertThat(built(mixed.toArray()).cropped(2, 1, 3, 2)).isEqualTo(mixed.cropped(2, 1, 3, 2));
        assertThat(built(mixed.toArray()).cropped(0, 3, 7, 2).hasAlpha()).isFalse();
    }

    @Test
    void aPictureOfRowsElsewhereIsNotCopied() {
        int[] pixels = SyntheticPictures.scene(WIDTH, HEIGHT, 1).toArray();
        Picture view = Picture.of(
                WIDTH,
                HEIGHT,
                false,
                (y, x, count, target, offset) -> System.arraycopy(pixels, y * WIDTH + x, target, offset, count));
        assertThat(view).isEqualTo(Picture.opaque(WIDTH, HEIGHT, pixels));
        assertThat(view.toArray()).isEqualTo(pixels);
    }

    @Test
    void missingRowsAreNoticed() {
        Picture.Builder builder = Picture.builder(WIDTH, HEIGHT);
        builder.row(1, new int[WIDTH], 0);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a picture of 5 rows was not given all of them");
        assertThatThrownBy(() -> Picture.builder(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
