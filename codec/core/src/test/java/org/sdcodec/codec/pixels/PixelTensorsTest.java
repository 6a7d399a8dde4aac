package org.sdcodec.codec.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.ModelException;
import org.sdcodec.Picture;
import org.sdcodec.engine.Tensor;

class PixelTensorsTest {

    @Test
    void everyLevelComesBackExactly() {
        int[] rgb = new int[256];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = i << 16 | (255 - i) << 8 | i * 37 & 255;
        }
        Tensor tensor = PixelTensors.toTensor(Picture.opaque(32, 8, rgb));
        assertThat(tensor.at(0, 0, 0)).isEqualTo(-1f);
        assertThat(tensor.at(0, 0, 1)).isEqualTo(1f);
        Picture image = PixelTensors.toPicture(tensor, null);
        assertThat(image).isEqualTo(Picture.opaque(32, 8, rgb));
    }

    @ParameterizedTest
    @CsvSource({
        "-1.5, 0",
        "-1, 0",
        "-0.99608, 0",
        "-0.99607, 1",
        "0, 128",
        "0.99607, 254",
        "0.99608, 255",
        "1, 255",
        "7e30, 255",
        "-7e30, 0",
    })
    void roundsAndClamps(float value, int level) {
        Picture picture = PixelTensors.toPicture(Tensor.of(1, 1, 3, new float[] {value, value, value}), null);
        assertThat(picture.argb(0, 0)).isEqualTo(0xff000000 | level * 0x010101);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void whatIsNoNumberIsNoPixel(float value) {
        Tensor tensor = Tensor.of(1, 2, 3, new float[] {0, 0, 0, 0, 0, value});
        assertThatThrownBy(() -> PixelTensors.toPicture(tensor, null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("not finite");
    }

    @Test
    void alphaIsTakenAsItIs() {
        Tensor gray = Tensor.zeros(1, 2, 3);
        Picture image = PixelTensors.toPicture(gray, new byte[] {0, (byte) 200});
        assertThat(image.hasAlpha()).isTrue();
        assertThat(image.toArray()).containsExactly(0x00808080, 0xC8808080);
    }
}
