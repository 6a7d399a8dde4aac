package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.scene.Scene;

/** The rendered scene as a file. */
final class ScenePng {
    private ScenePng() {}

    static void write(Path file, int width, int height, long seed) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            Picture scene = Picture.opaque(width, height, Scene.render(width, height, seed));
            ImageFiles.write(scene, ImageFormat.PNG, 95, out);
        }
    }
}
