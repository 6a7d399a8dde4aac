package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.RateTarget;
import org.sdcodec.RateTargetException;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.metrics.Ssimulacra2;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.codec.testing.TestModels;

/** Real files that are to reach a size or a closeness. */
class CodecTargetTest {

    private static Codec codec;
    private static Picture picture;

    @BeforeAll
    static void open() {
        codec = Codec.embedded();
        picture = SyntheticPictures.scene(SIDE, SIDE, 1);
    }

    private static final int SIDE = 128;

    @AfterAll
    static void close() {
        codec.close();
    }

    private static byte[] encode(RateTarget target) {
        return codec.encode(picture, EncodeOptions.DEFAULT.withTarget(target));
    }

    @Test
    void sizesAreMet() {
        for (int bytes : new int[] {300, 600, 1200}) {
            byte[] within = encode(RateTarget.maxSize(bytes));
            assertThat(within.length).isBetween(bytes * 9 / 10, bytes);
            assertThat(Math.abs(encode(RateTarget.size(bytes)).length - bytes)).isLessThan(bytes / 20);
            assertThat(codec.decode(within).width()).isEqualTo(SIDE);
        }
        assertThat(Codec.info(encode(RateTarget.bitsPerPixel(0.4))).bitsPerPixel())
                .isBetween(0.38, 0.42);
    }

    @Test
    void aCeilingBeyondTheHighestQualityGivesThat() {
        assertThat(encode(RateTarget.maxSize(1 << 20)))
                .isEqualTo(codec.encode(picture, EncodeOptions.DEFAULT.withQuality(EncodeOptions.MAX_QUALITY)));
    }

    @Test
    void aPsnrIsReachedAndNotByFar() {
        byte[] file = encode(RateTarget.psnr(22));
        assertThat(Psnr.of(picture, codec.decode(file))).isBetween(22.0, 22.6);
        assertThatThrownBy(() -> encode(RateTarget.psnr(70)))
                .isInstanceOf(RateTargetException.class)
                .hasMessageContaining("dB at best");
    }

    @Test
    void aScoreOfSsimulacra2IsReachedAndNotByFar() {
        byte[] file = encode(RateTarget.ssimulacra2(45));
        assertThat(Ssimulacra2.of(picture, codec.decode(file))).isBetween(45.0, 48.0);
        assertThatThrownBy(() -> encode(RateTarget.ssimulacra2(99.99)))
                .isInstanceOf(RateTargetException.class)
                .hasMessageContaining("by SSIMULACRA 2 at best");
        Picture narrow = picture.cropped(0, 0, 7, 40);
        assertThatThrownBy(() -> codec.encode(narrow, EncodeOptions.DEFAULT.withTarget(RateTarget.ssimulacra2(45))))
                .isInstanceOfSatisfying(
                        RateTargetException.class, e -> assertThat(e.best()).isNaN())
                .hasMessageContaining("less than 8x8 pixels")
                .hasMessageContaining("7x40");
    }

    @Test
    void transparencyCountsAndIsNeverGivenUp() {
        Picture transparent =
                SyntheticPictures.of(SIDE, SIDE, (x, y) -> (x * y * 7 & 0xFF) << 24 | picture.argb(x, y) & 0xFFFFFF);
        int alpha = Codec.info(codec.encode(transparent)).alphaBytes();
        EncodeOptions within = EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(alpha + 500L));
        assertThat(codec.encode(transparent, within).length).isBetween(alpha + 400, alpha + 500);
        EncodeOptions tooSmall = EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(alpha));
        assertThatThrownBy(() -> codec.encode(transparent, tooSmall))
                .isInstanceOfSatisfying(
                        RateTargetException.class, e -> assertThat(e.best()).isGreaterThan(alpha));
        assertThatThrownBy(() -> codec.encode(transparent, EncodeOptions.DEFAULT.withTarget(RateTarget.psnr(70))))
                .isInstanceOf(RateTargetException.class);
    }

    @Test
    void theLastChoiceOfTargetAndQualityCounts() {
        EncodeOptions target = EncodeOptions.DEFAULT.withQuality(30).withTarget(RateTarget.size(500));
        assertThat(target.target()).contains(RateTarget.size(500));
        assertThat(target.withMode("scalar").withEffort(3).target()).isPresent();
        assertThat(target.withQuality(20).target()).isEmpty();
    }

    @Test
    void contradictionsAreRefused() {
        EncodeOptions psnr = EncodeOptions.DEFAULT.withTarget(RateTarget.psnr(25));
        assertThatThrownBy(() -> codec.encode(picture, psnr.withTunedDenoising(true)))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("tuned");
    }

    @Test
    void tunedDenoisingCountsInTheSize(@TempDir Path folder) throws Exception {
        try (Codec diffusion = Codec.open(TestModels.stableDiffusion(folder.resolve("sd")))) {
            Picture small = picture.cropped(20, 20, 64, 64);
            EncodeOptions options = EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(120));
            byte[] tuned = diffusion.encode(small, options.withTunedDenoising(true));
            assertThat(tuned.length).isBetween(60, 120);
            assertThat(Codec.info(tuned).denoising()).isPresent();
            assertThatThrownBy(() -> diffusion.encode(small, options.withMode("original")))
                    .isInstanceOf(OptionsException.class)
                    .hasMessageContaining("mode original");
            byte[] reached = diffusion.encode(small, EncodeOptions.DEFAULT.withTarget(RateTarget.psnr(3)));
            assertThat(Psnr.of(small, diffusion.decode(reached))).isGreaterThanOrEqualTo(3);
        }
    }
}
