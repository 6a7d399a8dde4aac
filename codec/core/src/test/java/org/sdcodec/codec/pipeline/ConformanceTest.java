package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.engine.KernelLookup;

/**
 * One file, one model, one picture: on every JVM, vector width, back end and thread count. The sums are constants, so
 * runs on different machines are compared with each other.
 */
@Tag("exactness")
class ConformanceTest {

    private static final String TINY_PIXELS = "32a9e00201f12d4f43d14d629086f98e8aa38e025502a0c625cc36326420088c";
    private static final String SCENE_PIXELS = "b27ed2f3d499e061443d4e24b756732e0560194343e3396c2ab5cac52c6dc54e";

    private static final String POSTCARD_PIXELS = "de71005a132980c83a506490e75dfef958a035a9f0ce7ea8c83d6eb737db7594";

    private static final String GRAY_PIXELS = "f454ad2780824c8924acc4f982fff0c44cc88251e7ed5a6ed2c32215c8aae17f";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void theSceneHasThesePixels(int threads) {
        try (Codec codec = Codec.builder().threads(threads).build()) {
            assertThat(decodedSum(codec, ConformanceVectors.SCENE))
                    .as("with " + KernelLookup.kernels().name())
                    .isEqualTo(SCENE_PIXELS);
        }
    }

    @Test
    void theSceneHasThesePixelsOnScalarKernels() {
        try (Codec codec = Codec.builder().vectorKernels(false).build()) {
            assertThat(decodedSum(codec, ConformanceVectors.SCENE)).isEqualTo(SCENE_PIXELS);
        }
    }

    @Test
    @Tag("tiny-exactness")
    void theTinyPictureHasThesePixels() {
        try (Codec codec = Codec.embedded()) {
            assertThat(decodedSum(codec, ConformanceVectors.TINY)).isEqualTo(TINY_PIXELS);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void filesOfVersionOneHaveTheSamePixels(boolean vector) {
        try (Codec codec = Codec.builder().vectorKernels(vector).build()) {
            assertThat(Codec.info(ConformanceVectors.file(ConformanceVectors.SCENE_1))
                            .version())
                    .isEqualTo(1);
            assertThat(decodedSum(codec, ConformanceVectors.SCENE_1)).isEqualTo(SCENE_PIXELS);
            assertThat(decodedSum(codec, ConformanceVectors.TINY_1)).isEqualTo(TINY_PIXELS);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPostcardAtALowerResolutionHasThePixels(boolean vector) {
        try (Codec codec = Codec.builder().vectorKernels(vector).build()) {
            assertThat(Codec.info(ConformanceVectors.file(ConformanceVectors.POSTCARD))
                            .codedWidth())
                    .isLessThan(160);
            assertThat(decodedSum(codec, ConformanceVectors.POSTCARD)).isEqualTo(POSTCARD_PIXELS);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPictureWithoutColorHasThePixels(boolean vector) {
        try (Codec codec = Codec.builder().vectorKernels(vector).build()) {
            assertThat(decodedSum(codec, ConformanceVectors.GRAY)).isEqualTo(GRAY_PIXELS);
            assertThat(codec.decode(ConformanceVectors.file(ConformanceVectors.FLAT)))
                    .isEqualTo(ConformanceVectors.picture(ConformanceVectors.FLAT));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ConformanceVectors.TINY,
                ConformanceVectors.SCENE,
                ConformanceVectors.POSTCARD,
                ConformanceVectors.GRAY,
                ConformanceVectors.FLAT
            })
    void encodingGivesTheFileToTheByte(String name) {
        try (Codec codec = Codec.embedded()) {
            assertThat(codec.encode(ConformanceVectors.picture(name), ConformanceVectors.options(name)))
                    .isEqualTo(ConformanceVectors.file(name));
        }
    }

    private static String decodedSum(Codec codec, String name) {
        return ConformanceVectors.sha256(codec.decode(ConformanceVectors.file(name)));
    }
}
