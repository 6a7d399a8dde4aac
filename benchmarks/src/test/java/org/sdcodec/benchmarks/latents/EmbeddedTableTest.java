package org.sdcodec.benchmarks.latents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Picture;
import org.sdcodec.imageio.BufferedImages;
import org.sdcodec.scene.Scene;

class EmbeddedTableTest {
    @TempDir
    Path folder;

    @Test
    void everyPictureHasALineAndTheCoderSaves() throws Exception {
        Path picture = folder.resolve("scene.png");
        ImageIO.write(BufferedImages.from(Picture.opaque(96, 80, Scene.render(96, 80, 1))), "png", picture.toFile());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        EmbeddedTable.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), List.of(picture, picture));
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(1)).matches("scene.png( +[1-9]\\d*){9}").isEqualTo(lines.get(2));
        assertThat(lines.get(3).substring(16)).isEqualTo(lines.get(1).substring(16));
        assertThat(lines.get(4)).matches("saved, percent( +[1-9]\\d\\.\\d){6}");
    }
}
