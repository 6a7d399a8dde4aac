package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.RateTarget;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.codec.testing.TestModels;

/** {@link EncodeOptions#withEffort}, with the embedded model and with one like Stable Diffusion's. */
class EffortTest {

    private static final int SIDE = 128;

    private static byte[] encode(Codec codec, Picture picture, int quality, int effort) {
        return codec.encode(picture, EncodeOptions.DEFAULT.withQuality(quality).withEffort(effort));
    }

    @Test
    void theEmbeddedModelsLatentsAreRoundedAndCorrectedAtFineSteps() {
        Picture picture = SyntheticPictures.scene(SIDE, SIDE, 1);
        try (Codec codec = Codec.embedded()) {
            byte[] coarse = encode(codec, picture, 60, 1);
            assertThat(encode(codec, picture, 60, 7)).isEqualTo(coarse);
            assertThat(Codec.info(coarse).dependent()).isFalse();
            byte[] fine = encode(codec, picture, 95, 6);
            byte[] corrected = encode(codec, picture, 95, 7);
            assertThat(Codec.info(corrected).dependent()).isFalse();
            assertThat(corrected.length).isLessThan(fine.length * 107 / 100);
            assertThat(Psnr.of(picture, codec.decode(corrected)))
                    .isGreaterThan(Psnr.of(picture, codec.decode(fine)) + 0.15);
        }
    }

    @Test
    void theEmbeddedModelsLatentsAreRoundedWhateverThePicture() {
        // Latents of noise are not peaked at zero, as those of photographs are.
        Random random = new Random(1);
        Picture noise = SyntheticPictures.opaque(64, 64, (x, y) -> random.nextInt());
        try (Codec codec = Codec.embedded()) {
            byte[] fast = encode(codec, noise, 50, 1);
            assertThat(encode(codec, noise, 50, 7)).isEqualTo(fast);
            assertThat(Codec.info(encode(codec, noise, 90, 8)).dependent()).isFalse();
        }
    }

    @Test
    void otherModelsLatentsAreQuantizedDependently(@TempDir Path folder) throws IOException {
        Picture picture = SyntheticPictures.scene(SIDE, SIDE, 2);
        try (Codec codec = Codec.open(TestModels.stableDiffusion(folder))) {
            DecodeOptions bare = DecodeOptions.DEFAULT.withSteps(0);
            byte[] rounded = encode(codec, picture, 100, 1);
            byte[] dependent = encode(codec, picture, 100, 5);
            assertThat(Codec.info(rounded).dependent()).isFalse();
            assertThat(Codec.info(dependent).dependent()).isTrue();
            assertThat(dependent.length).isLessThan(rounded.length);
            assertThat(codec.decode(dependent, bare).height()).isEqualTo(SIDE);
            int limit = rounded.length * 3 / 4;
            byte[] small = codec.encode(picture, EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(limit)));
            assertThat(small.length).isBetween(limit * 6 / 10, limit);
            byte[] progressive = codec.encode(picture, EncodeOptions.DEFAULT.withProgressive(true));
            assertThat(Codec.info(progressive).dependent()).isTrue();
            assertThat(codec.decode(progressive, bare).width()).isEqualTo(SIDE);
        }
    }

    @Test
    void whatTheDecoderIsNeededFor() {
        EncodeOptions most = EncodeOptions.DEFAULT.withEffort(7);
        assertThat(SdcCodec.purposeOf(most.withEffort(8))).isEqualTo(Codec.Purpose.BOTH);
        assertThat(SdcCodec.purposeOf(most)).isEqualTo(Codec.Purpose.ENCODE);
        assertThat(SdcCodec.purposeOf(most.withQuality(80))).isEqualTo(Codec.Purpose.BOTH);
        assertThat(SdcCodec.purposeOf(most.withQuality(80).withMode("original")))
                .isEqualTo(Codec.Purpose.ENCODE);
        assertThat(SdcCodec.purposeOf(most.withTarget(RateTarget.maxSize(1000))))
                .isEqualTo(Codec.Purpose.BOTH);
        assertThat(SdcCodec.purposeOf(most.withEffort(6).withQuality(100))).isEqualTo(Codec.Purpose.ENCODE);
        try (Codec codec = Codec.builder().purpose(Codec.Purpose.ENCODE).build()) {
            Picture picture = SyntheticPictures.scene(32, 32, 1);
            assertThatThrownBy(() -> codec.encode(picture, most.withQuality(90)))
                    .isInstanceOf(OptionsException.class)
                    .hasMessageContaining("efforts from 7 on also decode");
        }
        for (int effort : new int[] {0, 10, -1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EncodeOptions.DEFAULT.withEffort(effort))
                    .withMessage("the effort is 1 to 9, not " + effort);
        }
    }
}
