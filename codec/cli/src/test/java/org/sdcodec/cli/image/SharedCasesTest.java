package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.sdcodec.Picture;

/**
 * The collection of picture files that came out wrong once, where it is there: {@code shared/cases} beside the project.
 */
class SharedCasesTest {
    private static final long LIMIT = 1 << 28;
    private static final List<String> REFUSED = List.of("png-65536x1.png", "tiff-lab-big.tif");

    private static Path folder(String name) {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("shared/cases").resolve(name))) {
            at = at.getParent();
        }
        assumeTrue(at != null, "skipped: there is no shared/cases/" + name + " beside the project");
        return at.resolve("shared/cases").resolve(name);
    }

    @Test
    void picturesAreAsTrustedDecodersMakeThem() throws IOException {
        Path folder = folder("images");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> Files.isRegularFile(f) && !f.endsWith("INDEX.md"))
                    .toList()) {
                String name = file.getFileName().toString();
                Path expected = folder.resolve("expected").resolve(name + ".png");
                if (REFUSED.contains(name)) {
                    assertThat(refusal(file)).as(name).isNotNull();
                    continue;
                }
                Picture picture = ImageFiles.read(file, LIMIT).picture();
                if (Files.exists(expected)) {
                    BufferedImage image = ImageIO.read(expected.toFile());
                    int w = image.getWidth();
                    int[] pixels = image.getRGB(0, 0, w, image.getHeight(), null, 0, w);
                    assertThat(picture.width()).as(name).isEqualTo(w);
                    assertThat(TestPictures.psnr(TestPictures.pixels(picture), pixels))
                            .as(name)
                            .isGreaterThan(40);
                }
            }
        }
    }

    @Test
    void hostileFilesAreRefusedSoon() throws IOException {
        try (Stream<Path> files = Files.list(folder("hostile"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.contains("-whole.")) {
                    assertThat(ImageFiles.read(file, LIMIT).warnings()).isEmpty();
                } else if (!name.endsWith(".md")) {
                    assertThat(assertTimeoutPreemptively(Duration.ofSeconds(10), () -> refusal(file)))
                            .as(name)
                            .isNotNull();
                }
            }
        }
    }

    private static ImageFormatException refusal(Path file) throws IOException {
        try {
            ImageFiles.read(file, LIMIT);
            return null;
        } catch (ImageFormatException e) {
            return e;
        }
    }
}
