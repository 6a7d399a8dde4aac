package org.sdcodec.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sdcodec.Picture;

class ErrorMapTest {

    @Test
    void equalPixelsAreBlackAndFarOnesLightYellow() {
        Picture a = Picture.opaque(4, 1, new int[] {0x102030, 0x808080, 0x000000, 0x646464});
        Picture b = Picture.opaque(4, 1, new int[] {0x102030, 0x888888, 0xffffff, 0x706464});
        Picture map = ErrorMap.of(a, b);
        assertThat(map.argb(0, 0)).isEqualTo(0xff000004);
        assertThat(map.argb(2, 0)).isEqualTo(0xfffcffa4);
        // 8 levels in each sample, and 12 in one of three, which is 7: nearly as bright.
        assertThat(lightness(map.argb(1, 0))).isBetween(1, lightness(map.argb(2, 0)) - 1);
        assertThat(lightness(map.argb(3, 0))).isBetween(1, lightness(map.argb(1, 0)) - 1);
    }

    @Test
    void transparentPixelsCountAsTheyLieOnWhite() {
        Picture clear = Picture.of(1, 1, new int[] {0x00123456});
        assertThat(ErrorMap.of(clear, Picture.opaque(1, 1, new int[] {0xffffff}))
                        .argb(0, 0))
                .isEqualTo(0xff000004);
    }

    @Test
    void sizesMustBeEqual() {
        Picture one = Picture.opaque(1, 1, new int[1]);
        assertThatThrownBy(() -> ErrorMap.of(one, Picture.opaque(2, 1, new int[2])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static int lightness(int rgb) {
        return (rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255);
    }
}
