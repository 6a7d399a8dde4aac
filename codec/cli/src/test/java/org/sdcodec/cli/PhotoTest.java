package org.sdcodec.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test that has a small photo in a folder of its own. */
abstract class PhotoTest {
    static final int WIDTH = 45;
    static final int HEIGHT = 38;

    @TempDir
    Path folder;

    Path photo;

    @BeforeEach
    void makePhoto() throws IOException {
        photo = folder.resolve("my photo.png");
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, 40 + 4 * x << 16 | 200 - 4 * y << 8 | 90 + x + y);
            }
        }
        ImageIO.write(image, "png", photo.toFile());
    }

    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
