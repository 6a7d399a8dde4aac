package org.sdcodec.codec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

    @TempDir
    Path folder;

    @Test
    void rendersASceneAndPrintsATable() throws IOException {
        Path sheet = folder.resolve("sheet.png");
        Cli.Result result = new Cli().run("demo", "--crop", 64, "-q", "40,80", "-o", sheet);
        assertThat(result.status()).isZero();
        assertThat(result.out().lines()).hasSize(3);
        assertThat(result.out()).containsPattern("rendered scene +40 ").containsPattern("rendered scene +80 ");
        BufferedImage written = ImageIO.read(sheet.toFile());
        assertThat(written.getWidth()).isGreaterThan(3 * 64);
        assertThat(written.getHeight()).isGreaterThan(2 * 64);
    }

    @Test
    void takesTheMiddleOfPhotosAndSendsTheSheetDownAPipe() throws IOException {
        Path photo = folder.resolve("a rather long name of a photo.png");
        ImageIO.write(new BufferedImage(70, 30, BufferedImage.TYPE_BYTE_GRAY), "png", photo.toFile());
        Cli.Result result = new Cli().run("demo", photo, photo, "--crop", 32, "-q", 50, "-o", "-");
        assertThat(result.status()).isZero();
        assertThat(ImageIO.read(new ByteArrayInputStream(result.bytes()))).isNotNull();
        assertThat(result.err()).contains("name of a photo.png").contains("MS-SSIM");
    }

    @Test
    void aPhotoIsNotOverwrittenByTheSheet() throws IOException {
        Path photo = Files.writeString(folder.resolve("photo.png"), "precious");
        Cli.Result result = new Cli().run("demo", photo, "-o", photo, "--overwrite");
        assertThat(result.status()).isEqualTo(2);
        assertThat(photo).hasContent("precious");
    }

    @Test
    void wrongUsageIsRefusedBeforeAnythingIsDone() {
        assertThat(new Cli()
                        .run("demo", "-q", "0", "-o", folder.resolve("x.png"))
                        .status())
                .isEqualTo(2);
        assertThat(new Cli()
                        .run("demo", "--crop", "-3", "-o", folder.resolve("x.png"))
                        .status())
                .isEqualTo(2);
        assertThat(new Cli().run("demo", "-o", folder.resolve("x.gif")).status())
                .isEqualTo(1);
        assertThat(folder).isEmptyDirectory();
    }
}
