package org.sdcodec.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.engine.kernel.KernelLookup;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

/**
 * One file, one model, one picture: on every JVM, vector width, back end and thread count. The sums are constants, so runs on
 * different machines are compared with each other.
 */
@Tag("exactness")
class ConformanceTest {

    private static final String TINY_PIXELS = "d72bee1e88a512ca57a7e8034f3300e437b17df09e930e66e72de55b9f052b55";
    private static final String SCENE_PIXELS = "5bfd6fa7246a86e3f5ab95c014e5313658ad0091f662b932ca214f4aff5e3b03";

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
        try (Codec codec = Codec.builder().kernels(new ScalarKernels()).build()) {
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
    @ValueSource(strings = {ConformanceVectors.TINY, ConformanceVectors.SCENE})
    void encodingGivesTheFileToTheByte(String name) {
        try (Codec codec = Codec.embedded()) {
            assertThat(codec.encode(ConformanceVectors.picture(name))).isEqualTo(ConformanceVectors.file(name));
        }
    }

    private static String decodedSum(Codec codec, String name) {
        return ConformanceVectors.sha256(codec.decode(ConformanceVectors.file(name)));
    }
}
