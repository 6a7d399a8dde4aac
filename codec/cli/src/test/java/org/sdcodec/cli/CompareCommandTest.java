package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class CompareCommandTest extends PhotoTest {
    @Test
    void comparesPicturesAndSdcFiles() {
        new Cli().run("encode", photo);
        Cli.Result equal = new Cli().run("compare", photo, photo);
        assertThat(equal.out())
                .containsPattern("PSNR +infinite")
                .containsPattern("MS-SSIM +1.00000")
                .containsPattern("MS-SSIM chroma +1.00000")
                .containsPattern("SSIMULACRA 2 +100.00\n")
                .containsPattern("texture +0.000\n");
        Cli.Result json = new Cli().run("compare", "--json", photo, folder.resolve("my photo.sdc"));
        assertThat(json.out())
                .matches("\\{\"psnr\":[12345]\\d\\.\\d+,\"ssim\":0\\.\\d+,\"ms_ssim\":0\\.\\d+,"
                        + "\"ms_ssim_chroma\":0\\.\\d+,\"ssimulacra2\":-?\\d+\\.\\d+,\"texture\":0\\.\\d+}\n");
        assertThat(json.err()).isEmpty();
    }

    @Test
    void metricsThatNeedLargerPicturesSaySo() throws IOException {
        Path small = folder.resolve("small.png");
        ImageIO.write(new BufferedImage(7, 9, BufferedImage.TYPE_INT_RGB), "png", small.toFile());
        assertThat(new Cli().run("compare", small, small).out())
                .containsPattern("SSIM +- \\(smaller than 11 pixels\\)")
                .containsPattern("SSIMULACRA 2 +- \\(smaller than 8 pixels\\)")
                .containsPattern("texture +- \\(smaller than 32 pixels\\)");
        assertThat(new Cli().run("compare", "--json", small, small).out())
                .isEqualTo("{\"psnr\":null,\"ssim\":null,\"ms_ssim\":null,\"ms_ssim_chroma\":null,\"ssimulacra2\":null,"
                        + "\"texture\":null}\n");
    }

    @Test
    void comparingDifferentSizesSaysSo() throws IOException {
        Path other = folder.resolve("other.png");
        ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", other.toFile());
        Cli.Result result = new Cli().run("compare", photo, other);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("45x38").contains("3x2");
    }
}
