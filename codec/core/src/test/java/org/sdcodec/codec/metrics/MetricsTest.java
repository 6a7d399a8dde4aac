package org.sdcodec.codec.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.Picture;
import org.sdcodec.codec.testing.SyntheticPictures;

/**
 * The expected values were computed by an independent program (NumPy and SciPy: the full 11x11 kernel with
 * {@code convolve2d(mode="valid")}, edge padding before halving) on the same pictures, which both generate by integer
 * formulas.
 */
class MetricsTest {
    private static Picture pattern(int w, int h) {
        return SyntheticPictures.opaque(w, h, (x, y) -> {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                int v = Math.floorDiv(x * (3 + c) + y * (5 - c), 2) + ((x * x + y * y * (c + 1)) >> 6);
                rgb = rgb << 8 | (v & 255);
            }
            return rgb;
        });
    }

    private static Picture distorted(Picture original, int amplitude, int seed) {
        int w = original.width();
        int h = original.height();
        return SyntheticPictures.opaque(w, h, (x, y) -> {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                int n = x * 374761393 + y * 668265263 + c * 2147483647 + seed * 974634777;
                n = (n ^ (n >>> 13)) * 1274126177;
                n ^= n >>> 16;
                int noise = Integer.remainderUnsigned(n, 2 * amplitude + 1) - amplitude;
                int v = (original.argb(x, y) >> (16 - 8 * c) & 255) + noise;
                rgb = rgb << 8 | Math.min(255, Math.max(0, v));
            }
            return rgb;
        });
    }

    @ParameterizedTest
    @CsvSource({
        "161, 175, 20, 1, 26.841541109985734, 0.8779725592560407, 5, 0.9895538277319691, 0.9783534012526478",
        "256, 192, 60, 2, 17.824149645640702, 0.5843318600155958, 5, 0.9439436827025313, 0.9255876637111995",
        "97, 50, 35, 3, 22.210359185323718, 0.5727249373979507, 3, 0.9252370670898811, 0.8182307322121967",
        "11, 13, 10, 4, 32.60619199500173, 0.8830355498891976, 1, 0.8830355498891976, 0.819496830246574",
    })
    void agreesWithTheReference(
            int w, int h, int amplitude, int seed, double psnr, double ssim, int scales, double msSsim, double chroma) {
        Picture a = pattern(w, h);
        Picture b = distorted(a, amplitude, seed);
        assertThat(Psnr.of(a, b)).isCloseTo(psnr, within(1e-10));
        assertThat(Ssim.of(a, b)).isCloseTo(ssim, within(1e-10));
        assertThat(MsSsim.scales(w, h)).isEqualTo(scales);
        assertThat(MsSsim.of(a, b)).isCloseTo(msSsim, within(1e-10));
        assertThat(MsSsim.ofChroma(a, b)).isCloseTo(chroma, within(1e-10));
    }

    @Test
    void equalPicturesArePerfectAndTheOrderDoesNotMatter() {
        Picture a = pattern(170, 165);
        Picture b = distorted(a, 30, 9);
        assertThat(Psnr.of(a, pattern(170, 165))).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Ssim.of(a, a)).isCloseTo(1, within(1e-12));
        assertThat(MsSsim.of(a, a)).isCloseTo(1, within(1e-12));
        assertThat(Psnr.of(a, b)).isEqualTo(Psnr.of(b, a));
        assertThat(Ssim.of(a, b)).isCloseTo(Ssim.of(b, a), within(1e-12));
        assertThat(MsSsim.of(a, b)).isCloseTo(MsSsim.of(b, a), within(1e-12));
    }

    @Test
    void ssimOfTwoFlatPicturesIsTheLuminanceTerm() {
        Picture dark = flat(60, 0xff505050);
        Picture light = flat(60, 0xff646464);
        double c1 = 6.5025;
        double expected = (2.0 * 80 * 100 + c1) / (80.0 * 80 + 100.0 * 100 + c1);
        assertThat(Ssim.of(dark, light)).isCloseTo(expected, within(1e-9));
        // Contrast-structure of flat pictures is 1, so the coarsest scale alone decides: 60, 30, 15.
        double weight = 0.3001 / (0.0448 + 0.2856 + 0.3001);
        assertThat(MsSsim.of(dark, light)).isCloseTo(Math.pow(expected, weight), within(1e-9));
        assertThat(Psnr.of(dark, light)).isCloseTo(10 * Math.log10(255 * 255 / 400.0), within(1e-12));
    }

    @Test
    void lumaAndChromaAreMeasuredSeparately() {
        Picture colors = distorted(pattern(170, 165), 20, 3);
        // Gray of the same rounded luma: chroma is lost, luma stays.
        Picture gray = SyntheticPictures.opaque(170, 165, (x, y) -> {
            int p = colors.argb(x, y);
            int luma = (299 * (p >> 16 & 255) + 587 * (p >> 8 & 255) + 114 * (p & 255) + 500) / 1000;
            return luma << 16 | luma << 8 | luma;
        });
        assertThat(MsSsim.of(colors, gray)).isGreaterThan(0.9999);
        assertThat(MsSsim.ofChroma(colors, gray)).isLessThan(0.1);
        assertThat(MsSsim.ofChroma(gray, Waves.mapped(gray, v -> v / 2 + 60))).isCloseTo(1, within(1e-9));
    }

    @Test
    void anInvertedPictureHasNoSimilarityAtAll() {
        Picture a = distorted(flat(200, 0xff808080), 100, 5);
        Picture b = SyntheticPictures.opaque(200, 200, (x, y) -> ~a.argb(x, y));
        assertThat(Ssim.of(a, b)).isNegative();
        assertThat(MsSsim.of(a, b)).isZero();
    }

    @Test
    void whatAlphaHidesDoesNotCount() {
        Picture a = SyntheticPictures.of(20, 20, (x, y) -> 0x00ff0000);
        Picture b = SyntheticPictures.of(20, 20, (x, y) -> 0x0000ff00);
        assertThat(Psnr.of(a, b)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void sizesThatCannotBeComparedAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Psnr.of(pattern(20, 30), pattern(30, 20)))
                .withMessageContaining("20x30")
                .withMessageContaining("30x20");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ssim.of(pattern(10, 30), pattern(10, 30)))
                .withMessageContaining("10x30");
        assertThatIllegalArgumentException().isThrownBy(() -> MsSsim.of(pattern(30, 10), pattern(30, 10)));
        assertThat(MsSsim.scales(10, 500)).isZero();
        assertThat(MsSsim.scales(160, 500)).isEqualTo(4);
        assertThat(MsSsim.scales(161, 500)).isEqualTo(5);
        assertThat(Psnr.of(pattern(1, 1), pattern(1, 1))).isEqualTo(Double.POSITIVE_INFINITY);
    }

    private static Picture flat(int side, int argb) {
        return SyntheticPictures.of(side, side, (x, y) -> argb);
    }
}
