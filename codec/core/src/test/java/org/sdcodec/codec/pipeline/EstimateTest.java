package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Estimate;
import org.sdcodec.Limits;
import org.sdcodec.Picture;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.RateTarget;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.testing.SyntheticPictures;

/** What calls would take, before they take it. */
class EstimateTest {
    private static final Picture PICTURE = SyntheticPictures.scene(96, 80, 2);

    @Test
    void memoryIsWhatLimitsCompareWith() {
        try (Codec codec = Codec.embedded()) {
            Estimate encode = codec.estimate(PICTURE, EncodeOptions.DEFAULT);
            Limits enough = Limits.NONE.withMemoryBytes(encode.memoryBytes());
            byte[] file = codec.encode(PICTURE, EncodeOptions.DEFAULT.withLimits(enough));
            Limits less = Limits.NONE.withMemoryBytes(encode.memoryBytes() - 1);
            assertThatThrownBy(() -> codec.encode(PICTURE, EncodeOptions.DEFAULT.withLimits(less)))
                    .isInstanceOf(PictureTooLargeException.class);
            long decode = codec.estimate(file, DecodeOptions.DEFAULT).memoryBytes();
            codec.decode(file, DecodeOptions.DEFAULT.withLimits(Limits.NONE.withMemoryBytes(decode)));
            assertThatThrownBy(() -> codec.decode(
                            file, DecodeOptions.DEFAULT.withLimits(Limits.NONE.withMemoryBytes(decode - 1))))
                    .isInstanceOf(PictureTooLargeException.class);
            assertThat(codec.estimate(PICTURE, EncodeOptions.DEFAULT.withEffort(8))
                            .memoryBytes())
                    .isGreaterThan(encode.memoryBytes());
        }
    }

    @Test
    void timeIsKnownAfterACall() {
        try (Codec codec = Codec.embedded()) {
            assertThat(codec.estimate(PICTURE, EncodeOptions.DEFAULT).seconds()).isEmpty();
            byte[] file = codec.encode(PICTURE);
            assertThat(codec.estimate(PICTURE, EncodeOptions.DEFAULT).seconds().orElseThrow())
                    .isPositive();
            assertThat(codec.estimate(PICTURE, EncodeOptions.DEFAULT.withEffort(9))
                            .seconds())
                    .isEmpty();
            assertThat(codec.estimate(file, DecodeOptions.DEFAULT).seconds()).isEmpty();
            codec.decode(file);
            assertThat(codec.estimate(file, DecodeOptions.DEFAULT).seconds().orElseThrow())
                    .isPositive();
        }
    }

    @Test
    void sizesAreThoseOfTargetsOrOfPhotographs() {
        try (Codec codec = Codec.embedded()) {
            Picture square = SyntheticPictures.scene(512, 512, 1);
            EncodeOptions options = EncodeOptions.DEFAULT;
            assertThat(codec.estimate(square, options).fileBytes()).hasValue(4111);
            assertThat(codec.estimate(square, options.withQuality(75))
                            .fileBytes()
                            .orElseThrow())
                    .isBetween(9883L, 14523L);
            long last = 0;
            for (int quality = 1; quality <= 100; quality++) {
                long bytes = codec.estimate(square, options.withQuality(quality))
                        .fileBytes()
                        .orElseThrow();
                assertThat(bytes).isGreaterThan(last);
                last = bytes;
            }
            assertThat(codec.estimate(square, options.withTarget(RateTarget.size(3000)))
                            .fileBytes())
                    .hasValue(3000);
            assertThat(codec.estimate(square, options.withTarget(RateTarget.psnr(30)))
                            .fileBytes())
                    .isEmpty();
        }
    }

    @Test
    void whatIsRefusedHasNoEstimate() {
        try (Codec codec = Codec.embedded()) {
            assertThatThrownBy(
                            () -> codec.estimate(PICTURE, EncodeOptions.DEFAULT.withLimits(Limits.NONE.withPixels(10))))
                    .isInstanceOf(PictureTooLargeException.class);
            assertThatThrownBy(() -> codec.estimate(new byte[30], DecodeOptions.DEFAULT))
                    .isInstanceOf(SdcFormatException.class);
            assertThat(codec.slowdowns())
                    .isEqualTo(Slowdowns.of(((SdcCodec) codec).engine().kernels()));
        }
        try (Codec scalar = Codec.builder().vectorKernels(false).build()) {
            assertThat(scalar.slowdowns()).anyMatch(sentence -> sentence.contains("2.7 times slower"));
            scalar.close();
            assertThatThrownBy(() -> scalar.estimate(PICTURE, EncodeOptions.DEFAULT))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
