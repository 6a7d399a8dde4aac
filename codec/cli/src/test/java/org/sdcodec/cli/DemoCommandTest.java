package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    /** AVIF has a third row of each size where its programs are installed. */
    @Test
    void filesHaveAtMostTheSizesAskedFor() throws IOException {
        Path sheet = folder.resolve("sheet.png");
        Cli.Result result = new Cli().run("demo", "--crop", 96, "--sizes", "200,2kB", "-o", sheet);
        assertThat(result.status()).as(result.err()).isZero();
        List<String> rows = result.out().lines().skip(1).toList();
        assertThat(rows).hasSizeBetween(4, 6).allMatch(row -> row.startsWith("rendered scene "));
        List<String> ours =
                rows.stream().filter(row -> row.contains(" sdcodec ")).toList();
        assertThat(ours).hasSize(2);
        assertThat(number(ours.get(0), " sdcodec")).isBetween(50.0, 200.0);
        assertThat(number(ours.get(1), " sdcodec")).isBetween(201.0, 2_000.0);
        assertThat(rows.stream().filter(row -> row.contains(" JPEG "))).hasSize(2);
        BufferedImage written = ImageIO.read(sheet.toFile());
        assertThat(written.getWidth()).isGreaterThan(3 * 96);
        assertThat(written.getHeight()).isGreaterThan(rows.size() / 2 * 96);
    }

    @Test
    void severalPicturesHaveMeansOfEachSize() throws IOException {
        Path first = folder.resolve("first.png");
        ScenePng.write(first, 64, 64, 3);
        Path second = folder.resolve("second.png");
        ScenePng.write(second, 64, 64, 4);
        Cli.Result result = new Cli().run("demo", first, second, "--sizes", "300", "-o", folder.resolve("x.png"));
        assertThat(result.status()).as(result.err()).isZero();
        List<String> ours =
                result.out().lines().filter(row -> row.contains(" sdcodec ")).toList();
        assertThat(ours).hasSize(3);
        assertThat(ours.get(2)).startsWith("mean of 2 pictures ");
        assertThat(number(ours.get(2), " sdcodec"))
                .isCloseTo((number(ours.get(0), " sdcodec") + number(ours.get(1), " sdcodec")) / 2, within(0.5));
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
    void severalPhotosHaveARowOfMeansForEachQuality() throws IOException {
        Path gray = folder.resolve("gray.png");
        ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY), "png", gray.toFile());
        Path scene = folder.resolve("scene.png");
        ScenePng.write(scene, 64, 48, 3);
        Cli.Result result = new Cli().run("demo", gray, scene, "-q", "30,80", "-o", folder.resolve("x.png"));
        assertThat(result.status()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(7);
        for (int i = 0; i < 2; i++) {
            String mean = lines.get(5 + i);
            assertThat(mean).startsWith("mean of 2 pictures ");
            assertThat(number(mean, "mean of 2 pictures"))
                    .as(result.out())
                    .isCloseTo(
                            (number(lines.get(1 + i), "gray.png") + number(lines.get(3 + i), "scene.png")) / 2,
                            within(0.5));
        }
    }

    /** The bytes of our file in a row of the table: after the name and, with qualities, the quality. */
    private static double number(String row, String name) {
        String[] columns =
                row.substring(row.indexOf(name) + name.length()).strip().split(" +");
        return Double.parseDouble(columns[name.equals(" sdcodec") ? 0 : 1].replace(",", ""));
    }

    @Test
    void aPictureThatIsTooSmallForMsSsimHasADash() throws IOException {
        Path photo = folder.resolve("tiny.png");
        ImageIO.write(new BufferedImage(5, 7, BufferedImage.TYPE_INT_RGB), "png", photo.toFile());
        Cli.Result result = new Cli().run("demo", photo, "-q", 50, "-o", folder.resolve("x.png"));
        assertThat(result.status()).isZero();
        assertThat(result.out()).doesNotContain("NaN").containsPattern(" -  .* -\n");
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
        for (String crop : new String[] {"16385", "46341", "200000"}) {
            Cli.Result result = new Cli().run("demo", "--crop", crop, "-o", folder.resolve("x.png"));
            assertThat(result.status()).isEqualTo(2);
            assertThat(result.err()).contains("1 to 16384").contains(crop);
        }
        assertThat(new Cli()
                        .run("demo", "-q", "50", "--sizes", "340", "-o", folder.resolve("x.png"))
                        .status())
                .isEqualTo(2);
        assertThat(new Cli()
                        .run("demo", "--sizes", "340,many", "-o", folder.resolve("x.png"))
                        .status())
                .isEqualTo(2);
        assertThat(new Cli().run("demo", "-o", folder.resolve("x.gif")).status())
                .isEqualTo(2);
        assertThat(folder).isEmptyDirectory();
    }
}
