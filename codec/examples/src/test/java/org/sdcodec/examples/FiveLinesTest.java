package org.sdcodec.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.imageio.BufferedImages;

class FiveLinesTest {

    @Test
    void aPictureGoesThroughTheCodec(@TempDir Path folder) throws Exception {
        Path sdc = folder.resolve("b.sdc");
        Path png = folder.resolve("c.png");
        BufferedImage picture = TestPicture.of(48, 32, 1);
        ImageIO.write(picture, "png", folder.resolve("a.png").toFile());
        FiveLines.main(new String[] {folder.resolve("a.png").toString(), sdc.toString(), png.toString()});
        try (Codec codec = Codec.embedded()) {
            assertThat(Files.readAllBytes(sdc)).isEqualTo(codec.encode(BufferedImages.toPicture(picture)));
            assertThat(BufferedImages.toPicture(ImageIO.read(png.toFile())))
                    .isEqualTo(codec.decode(sdc, DecodeOptions.DEFAULT));
        }
    }
}
