package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener.Stage;
import org.sdcodec.RateTarget;
import org.sdcodec.codec.metrics.MsSsim;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.quant.Quality;
import org.sdcodec.codec.testing.SyntheticPictures;

/** Efforts 8 and 9 of the embedded model: smaller or closer files, the same ones everywhere, also for targets. */
class SearchTest {
    private static final EncodeOptions SEARCHED = EncodeOptions.DEFAULT.withEffort(8);
    private static final Codec CODEC = Codec.embedded();

    @AfterAll
    static void close() {
        CODEC.close();
    }

    /** Bits and what the picture's error counts, as the search weighs them at that quality. */
    private static double cost(byte[] file, Picture picture, int quality) {
        double step = Math.pow(2, Quality.stepCode(quality) / 24.0 - 6);
        Picture decoded = CODEC.decode(file);
        double error = 255 * 255 / Math.pow(10, Psnr.of(picture, decoded) / 10)
                + 2000 * Math.min(1, step / 0.375) * (1 - MsSsim.of(picture, decoded));
        return 8 * file.length + 0.0035 * 0.375 * 0.375 / (step * step) * error * picture.width() * picture.height();
    }

    @Test
    void bitsAndErrorTogetherBecomeLess() {
        Picture picture = SyntheticPictures.scene(150, 131, 1);
        for (int quality : new int[] {30, 60, 85}) {
            byte[] plain = CODEC.encode(picture, SEARCHED.withEffort(5).withQuality(quality));
            byte[] searched = CODEC.encode(picture, SEARCHED.withQuality(quality));
            assertThat(cost(searched, picture, quality))
                    .as("quality " + quality)
                    .isLessThan(0.985 * cost(plain, picture, quality));
        }
    }

    @Test
    @Tag("exactness")
    void theFileIsTheSameOnAllKernelsAndThreads() {
        Picture picture = SyntheticPictures.scene(77, 50, 2);
        byte[] file = CODEC.encode(picture, SEARCHED);
        assertThat(file).isNotEqualTo(CODEC.encode(picture, SEARCHED.withEffort(7)));
        try (Codec scalar = Codec.builder().vectorKernels(false).threads(1).build()) {
            assertThat(scalar.encode(picture, SEARCHED)).isEqualTo(file);
        }
    }

    @Test
    void smallPicturesAndTransparencyAreSearchedToo() {
        for (int side : new int[] {1, 9, 20}) {
            Picture picture = SyntheticPictures.scene(side, side + 1, 3);
            Picture decoded = CODEC.decode(CODEC.encode(picture, SEARCHED));
            assertThat(decoded.width()).isEqualTo(side);
            assertThat(decoded.height()).isEqualTo(side + 1);
        }
        int[] pixels = SyntheticPictures.scene(40, 40, 4).toArray();
        pixels[0] = 0x7f102030;
        Picture transparent = Picture.of(40, 40, pixels);
        assertThat(CODEC.decode(CODEC.encode(transparent, SEARCHED)).argb(0, 0) >>> 24)
                .isEqualTo(0x7f);
    }

    @Test
    void targetsHold() {
        Picture picture = SyntheticPictures.scene(128, 96, 5);
        int limit = CODEC.encode(picture, EncodeOptions.DEFAULT.withQuality(60)).length;
        byte[] within = CODEC.encode(picture, SEARCHED.withTarget(RateTarget.maxSize(limit)));
        assertThat(within.length).isBetween(limit * 9 / 10, limit);
        byte[] closest = CODEC.encode(picture, SEARCHED.withTarget(RateTarget.size(limit)));
        assertThat(closest.length).isBetween(limit * 94 / 100, limit * 106 / 100);
        double psnr = Psnr.of(picture, CODEC.decode(CODEC.encode(picture, EncodeOptions.DEFAULT.withQuality(50))));
        byte[] plain = CODEC.encode(picture, EncodeOptions.DEFAULT.withTarget(RateTarget.psnr(psnr)));
        byte[] measured = CODEC.encode(picture, SEARCHED.withTarget(RateTarget.psnr(psnr)));
        assertThat(Psnr.of(picture, CODEC.decode(measured))).isGreaterThanOrEqualTo(psnr);
        assertThat(measured.length).isLessThanOrEqualTo(plain.length);
    }

    @Test
    void progressIsReportedAndAnExceptionFromTheListenerEndsTheSearch() {
        Picture picture = SyntheticPictures.scene(64, 64, 6);
        ProgressRecorder recorder = new ProgressRecorder();
        CODEC.encode(picture, SEARCHED, recorder);
        assertThat(recorder.total(Stage.SEARCH)).isGreaterThan(5);
        IllegalStateException stop = new IllegalStateException("enough");
        assertThatThrownBy(() -> CODEC.encode(picture, SEARCHED, (stage, done, total) -> {
                    if (stage == Stage.SEARCH && done == 3) {
                        throw stop;
                    }
                }))
                .isSameAs(stop);
        assertThat(CODEC.encode(picture, SEARCHED)).isNotEmpty();
    }
}
