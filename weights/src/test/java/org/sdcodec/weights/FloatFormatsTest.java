package org.sdcodec.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FloatFormatsTest {
    /** The value by its definition in IEEE 754: sign, exponent of bias 15, 10-bit fraction. */
    private static double definition(int half) {
        int exponent = half >> 10 & 31;
        int fraction = half & 1023;
        double sign = (half & 0x8000) == 0 ? 1 : -1;
        if (exponent == 31) {
            return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        }
        return sign * (exponent == 0 ? Math.scalb(fraction, -24) : Math.scalb(1024.0 + fraction, exponent - 25));
    }

    /** The value by its definition: sign, exponent, fraction; the bias is half of the exponent's range, less one. */
    private static double definition(int code, int exponentBits, int fractionBits) {
        int bias = (1 << exponentBits - 1) - 1;
        int exponent = code >> fractionBits & (1 << exponentBits) - 1;
        int fraction = code & (1 << fractionBits) - 1;
        double sign = code < 128 ? 1 : -1;
        return exponent == 0
                ? sign * Math.scalb(fraction, 1 - bias - fractionBits)
                : sign * Math.scalb((1 << fractionBits) + fraction, exponent - bias - fractionBits);
    }

    @Test
    void everyCodeOfEightBitsHasItsDefinedValue() {
        for (int code = 0; code < 256; code++) {
            int magnitude = code & 127;
            double e4m3 = magnitude == 127 ? Double.NaN : definition(code, 4, 3);
            double e5m2 = magnitude > 124
                    ? Double.NaN
                    : magnitude == 124 ? Math.copySign(1 / 0.0, definition(code, 5, 2)) : definition(code, 5, 2);
            // Boxed, so that 0 and -0 differ and NaN equals NaN.
            assertThat((Object) FloatFormats.e4m3ToFloat((byte) code))
                    .as("E4M3 %02x", code)
                    .isEqualTo((float) e4m3);
            assertThat((Object) FloatFormats.e5m2ToFloat((byte) code))
                    .as("E5M2 %02x", code)
                    .isEqualTo((float) e5m2);
        }
        assertThat(FloatFormats.e4m3ToFloat((byte) 0x7e)).isEqualTo(448);
        assertThat(FloatFormats.e4m3ToFloat((byte) 1)).isEqualTo(0x1p-9f);
        assertThat(FloatFormats.e5m2ToFloat((byte) 0x7b)).isEqualTo(57344);
    }

    @Test
    void everyHalfHasItsDefinedValueAndComesBack() {
        for (int half = 0; half < 1 << 16; half++) {
            float value = FloatFormats.halfToFloat((short) half);
            assertThat(value).as("half %04x", half).isEqualTo(Float.valueOf((float) definition(half)));
            int back = FloatFormats.floatToHalf(value) & 0xffff;
            if (Float.isNaN(value)) {
                assertThat(definition(back)).as("half %04x", half).isNaN();
            } else {
                assertThat(back).as("half %04x", half).isEqualTo(half);
            }
        }
    }

    @Test
    void betweenTwoHalvesTheNearerIsTakenAndAtTheMiddleTheEvenOne() {
        for (int half = 0; half < 0x7bff; half++) {
            float low = (float) definition(half);
            float high = (float) definition(half + 1);
            float middle = (low + high) / 2;
            assertThat(FloatFormats.floatToHalf(middle)).isEqualTo((short) (half + (half & 1)));
            assertThat(FloatFormats.floatToHalf(Math.nextDown(middle))).isEqualTo((short) half);
            assertThat(FloatFormats.floatToHalf(-Math.nextUp(middle))).isEqualTo((short) (half + 1 | 0x8000));
        }
        assertThat(FloatFormats.floatToHalf(Math.nextDown(65520f))).isEqualTo((short) 0x7bff);
        assertThat(FloatFormats.floatToHalf(65520f)).isEqualTo((short) 0x7c00);
        assertThat(FloatFormats.floatToHalf(-Float.MAX_VALUE)).isEqualTo((short) 0xfc00);
        assertThat(FloatFormats.floatToHalf(Float.MIN_VALUE)).isEqualTo((short) 0);
    }

    @Test
    void everyBfloat16ComesBackAndTiesGoToTheEvenOne() {
        for (int bfloat = 0; bfloat < 1 << 16; bfloat++) {
            float value = FloatFormats.bfloat16ToFloat((short) bfloat);
            short back = FloatFormats.floatToBfloat16(value);
            if (Float.isNaN(value)) {
                assertThat(FloatFormats.bfloat16ToFloat(back)).isNaN();
            } else {
                assertThat(Float.floatToRawIntBits(value)).isEqualTo(bfloat << 16);
                assertThat(back).isEqualTo((short) bfloat);
            }
        }
        assertThat(FloatFormats.floatToBfloat16(Float.intBitsToFloat(0x3f808000)))
                .isEqualTo((short) 0x3f80);
        assertThat(FloatFormats.floatToBfloat16(Float.intBitsToFloat(0x3f818000)))
                .isEqualTo((short) 0x3f82);
        assertThat(FloatFormats.floatToBfloat16(Float.intBitsToFloat(0x3f808001)))
                .isEqualTo((short) 0x3f81);
        assertThat(FloatFormats.floatToBfloat16(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
        // A NaN whose bits are all in the lower half must not become infinite.
        assertThat(FloatFormats.bfloat16ToFloat(FloatFormats.floatToBfloat16(Float.intBitsToFloat(0x7f800001))))
                .isNaN();
    }
}
