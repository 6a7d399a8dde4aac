package org.sdcodec.imageio.color;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;
import org.sdcodec.imageio.BufferedImages;

class GamutProfilesTest {

    /** SMPTE EG 432-1. */
    private static final double[][] CHROMATICITIES = {{0.68, 0.32}, {0.265, 0.69}, {0.15, 0.06}};

    private static final double[] D65 = {0.3127, 0.3290};
    private static final double[] D50 = {0.9642, 1, 0.8249};

    /** Bradford's cone responses (ISO 15076-1, annex E). */
    private static final DMatrixRMaj BRADFORD = new DMatrixRMaj(
            new double[][] {{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}});

    @Test
    void theNumbersOfTheProfileAreThoseOfThePrimaries() {
        DMatrixRMaj adaptation = adaptation();
        DMatrixRMaj colorants = new DMatrixRMaj(3, 3);
        CommonOps_DDRM.mult(adaptation, primaries(), colorants);
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                assertThat(DisplayP3Profile.ADAPTATION[3 * row + column] / 65536.0)
                        .isCloseTo(adaptation.get(row, column), within(0.6 / 65536));
                assertThat(DisplayP3Profile.PRIMARIES[column][row] / 65536.0)
                        .isCloseTo(colorants.get(row, column), within(0.6 / 65536));
            }
        }
    }

    private static double[] xyz(double[] xy) {
        return new double[] {xy[0] / xy[1], 1, (1 - xy[0] - xy[1]) / xy[1]};
    }

    /** Columns: CIE XYZ of the primaries, which together give the white. */
    private static DMatrixRMaj primaries() {
        DMatrixRMaj columns = new DMatrixRMaj(3, 3);
        for (int i = 0; i < 3; i++) {
            double[] color = xyz(CHROMATICITIES[i]);
            for (int row = 0; row < 3; row++) {
                columns.set(row, i, color[row]);
            }
        }
        DMatrixRMaj amounts = new DMatrixRMaj(3, 1);
        CommonOps_DDRM.solve(columns, new DMatrixRMaj(3, 1, true, xyz(D65)), amounts);
        CommonOps_DDRM.multCols(columns, amounts.data);
        return columns;
    }

    private static DMatrixRMaj adaptation() {
        DMatrixRMaj from = new DMatrixRMaj(3, 1);
        DMatrixRMaj to = new DMatrixRMaj(3, 1);
        CommonOps_DDRM.mult(BRADFORD, new DMatrixRMaj(3, 1, true, xyz(D65)), from);
        CommonOps_DDRM.mult(BRADFORD, new DMatrixRMaj(3, 1, true, D50), to);
        CommonOps_DDRM.elementDiv(to, from);
        DMatrixRMaj scaled = BRADFORD.copy();
        CommonOps_DDRM.multRows(to.data, scaled);
        DMatrixRMaj inverse = new DMatrixRMaj(3, 3);
        CommonOps_DDRM.invert(BRADFORD, inverse);
        DMatrixRMaj adaptation = new DMatrixRMaj(3, 3);
        CommonOps_DDRM.mult(inverse, scaled, adaptation);
        return adaptation;
    }

    @Test
    void theProfileIsOneThatJavaReads() {
        byte[] bytes = GamutProfiles.forFiles(Gamut.DISPLAY_P3).orElseThrow();
        assertThat(ByteBuffer.wrap(bytes).getInt()).isEqualTo(bytes.length);
        assertThat(bytes).hasSizeLessThan(600);
        ICC_Profile profile = ICC_Profile.getInstance(bytes);
        assertThat(profile.getProfileClass()).isEqualTo(ICC_Profile.CLASS_DISPLAY);
        assertThat(profile.getColorSpaceType()).isEqualTo(ColorSpace.TYPE_RGB);
        assertThat(profile.getData(ICC_Profile.icSigGreenTRCTag))
                .isEqualTo(profile.getData(ICC_Profile.icSigRedTRCTag));
        assertThat(GamutProfiles.forFiles(Gamut.SRGB)).isEmpty();
    }

    @Test
    void profilesAreRecognized() {
        for (Gamut gamut : Gamut.values()) {
            assertThat(GamutProfiles.described(GamutProfiles.of(gamut))).contains(gamut);
        }
        assertThat(GamutProfiles.described(ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB)))
                .isEmpty();
        assertThat(GamutProfiles.described(ICC_Profile.getInstance(ColorSpace.CS_GRAY)))
                .isEmpty();
    }

    /** The color management of Java and the conversion of pictures agree, so the profile means what the pixels do. */
    @Test
    void imagesAndPicturesAreConvertedAlike() {
        BufferedImage wide = image(GamutProfiles.space(Gamut.DISPLAY_P3));
        Picture kept = BufferedImages.toPicture(wide, Gamut.DISPLAY_P3);
        assertThat(kept.gamut()).isEqualTo(Gamut.DISPLAY_P3);
        Picture converted = BufferedImages.toPicture(wide);
        assertThat(converted.gamut()).isEqualTo(Gamut.SRGB);
        int[] pixel = new int[3];
        for (int i = 0; i < 216; i++) {
            wide.getRaster().getPixel(i, 0, pixel);
            assertThat(kept.argb(i, 0)).isEqualTo(0xff000000 | pixel[0] << 16 | pixel[1] << 8 | pixel[2]);
            for (int shift = 0; shift <= 16; shift += 8) {
                assertThat((kept.inSrgb().argb(i, 0) >> shift & 255) - (converted.argb(i, 0) >> shift & 255))
                        .as("color %06x", kept.argb(i, 0) & 0xffffff)
                        .isBetween(-1, 1);
            }
        }
        assertThat(BufferedImages.toPicture(BufferedImages.from(kept))).isEqualTo(kept.inSrgb());
    }

    @Test
    void otherSpacesBecomeTheWidestOrStaySrgb() {
        BufferedImage linear = image(ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB));
        assertThat(BufferedImages.toPicture(linear, Gamut.DISPLAY_P3).gamut()).isEqualTo(Gamut.DISPLAY_P3);
        ICC_Profile copy = ICC_Profile.getInstance(
                ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData());
        assertThat(BufferedImages.toPicture(image(new ICC_ColorSpace(copy)), Gamut.DISPLAY_P3)
                        .gamut())
                .isEqualTo(Gamut.SRGB);
        for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
            assertThat(BufferedImages.toPicture(new BufferedImage(3, 2, type), Gamut.DISPLAY_P3)
                            .gamut())
                    .isEqualTo(Gamut.SRGB);
        }
    }

    private static BufferedImage image(ColorSpace space) {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 216, 1, 3, new Point());
        for (int i = 0; i < 216; i++) {
            raster.setPixel(i, 0, new int[] {i % 6 * 51, i / 6 % 6 * 51, i / 36 * 51});
        }
        return new BufferedImage(
                new ComponentColorModel(space, false, false, ComponentColorModel.OPAQUE, DataBuffer.TYPE_BYTE),
                raster,
                false,
                null);
    }
}
