package org.sdcodec.imageio;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.codec.metrics.Psnr;

class BufferedImagesTest {

    @Test
    void pixelsComeBack() {
        Picture opaque = Picture.opaque(2, 1, new int[] {0x102030, 0xff405060});
        BufferedImage rgb = BufferedImages.from(opaque);
        assertThat(rgb.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
        assertThat(BufferedImages.toPicture(rgb)).isEqualTo(opaque);
        Picture translucent = Picture.of(2, 1, new int[] {0x10203040, 0xff405060});
        BufferedImage argb = BufferedImages.from(translucent);
        assertThat(argb.getType()).isEqualTo(BufferedImage.TYPE_INT_ARGB);
        assertThat(BufferedImages.toPicture(argb)).isEqualTo(translucent);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_USHORT_GRAY,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_INT_ARGB_PRE,
                BufferedImage.TYPE_BYTE_INDEXED,
                BufferedImage.TYPE_USHORT_565_RGB
            })
    void imagesOfAnyTypeAreEncodedAndNotModified(int type) {
        BufferedImage image = TestFiles.image(24, 20, type);
        int[] before = image.getRGB(0, 0, 24, 20, null, 0, 24);
        Picture picture = BufferedImages.toPicture(image);
        try (Codec codec = Codec.embedded()) {
            Picture decoded = codec.decode(codec.encode(picture, EncodeOptions.DEFAULT.withQuality(90)));
            assertThat(Psnr.of(picture, decoded)).isGreaterThan(18);
        }
        assertThat(image.getRGB(0, 0, 24, 20, null, 0, 24)).isEqualTo(before);
    }
}
