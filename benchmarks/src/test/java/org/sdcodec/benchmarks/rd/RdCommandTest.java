package org.sdcodec.benchmarks.rd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Picture;
import org.sdcodec.benchmarks.plots.Plots;
import org.sdcodec.cli.peer.JdkJpeg;
import org.sdcodec.imageio.BufferedImages;
import org.sdcodec.scene.Scene;

class RdCommandTest {
    private static final String VERSION = "if [ \"$1\" = -version ]; then echo 1.2.3; exit; fi\n";

    @TempDir
    private Path temp;

    private Path pictures;
    private Path tools;
    private Path out;

    private record Result(int status, String out, String err) {}

    @BeforeEach
    void makeFolders() throws IOException {
        pictures = Files.createDirectory(temp.resolve("pictures"));
        tools = Files.createDirectory(temp.resolve("tools"));
        out = temp.resolve("new/out");
        for (int seed = 1; seed <= 2; seed++) {
            Picture picture = Picture.opaque(200, 180, Scene.render(200, 180, seed));
            ImageIO.write(
                    BufferedImages.from(picture),
                    "png",
                    pictures.resolve("p" + seed + ".png").toFile());
        }
        Files.writeString(pictures.resolve("README.txt"), "no picture");
    }

    private Result rd(String... args) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int status = RdCommand.run(
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8),
                List.of(tools),
                Stream.concat(Stream.of("--out", out.toString()), Stream.of(args))
                        .toArray(String[]::new));
        return new Result(status, printed.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    }

    private void tool(String name, String script) throws IOException {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "scripts need a POSIX shell");
        Path file = tools.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Set<String> written() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void namesWhatIsNotInstalledAndGoesOnWithout() throws IOException {
        Result result =
                rd("--no-charts", "--bpp", "0.2-1.5", pictures.toString(), "--ladder", "sdcodec=20:35:50:65:80");

        assertThat(result.err())
                .contains(
                        "JPEG: cjpeg is not installed, the JDK's encoder is taken",
                        "WebP: cwebp is not installed, it is left out",
                        "AVIF: avifenc is not installed, it is left out",
                        "JPEG XL: cjxl is not installed, it is left out",
                        "butteraugli: butteraugli_main is not installed, it is left out");
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("2 pictures (200x180)", "BD-rate in PSNR", "Mean MS-SSIM", "BD-rate in SSIMULACRA 2");
        assertThat(written()).containsExactlyInAnyOrder("rd.csv", "tables.txt");
        assertThat(Files.readString(out.resolve("tables.txt"))).isEqualTo(result.out());
        List<RatePoint> points = PointFile.read(out.resolve("rd.csv"));
        assertThat(points).hasSize(2 * (5 + new JdkJpeg().ladder().size()));
        assertThat(points)
                .allMatch(p -> p.value(Metric.PSNR) > 10
                        && p.value(Metric.MS_SSIM) > 0.2
                        && p.value(Metric.SSIMULACRA2) < 100
                        && p.value(Metric.TEXTURE) > 0
                        && Double.isNaN(p.value(Metric.BUTTERAUGLI)));

        Path csv = Files.move(out.resolve("rd.csv"), temp.resolve("moved.csv"));
        Result again = rd("--no-charts", "--bpp", "0.2-1.5", "--from", csv.toString());
        assertThat(again.status()).isZero();
        assertThat(again.out()).contains("2 pictures (200x180)", "BD-rate in PSNR", "Mean MS-SSIM");
        assertThat(out.resolve("rd.csv")).doesNotExist();
    }

    @Test
    void drawsChartsAndSheetsOfTheScene() throws IOException {
        try {
            Plots.write(Plots.lines("", "", ""), temp.resolve("blank.png"));
        } catch (IOException e) {
            assumeTrue(false, "no fonts here: " + e.getMessage());
        }

        Result result = rd("--codecs", "jpeg", "--crop", "200", "--bpp", "0.3-1.5", "--sheets", "0.50");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(written())
                .containsExactlyInAnyOrder(
                        "rd.csv",
                        "tables.txt",
                        "psnr.png",
                        "ms-ssim.png",
                        "ms-ssim-chroma.png",
                        "ssimulacra2.png",
                        "texture.png",
                        "sheet-scene-0.50.png");
        BufferedImage chart = ImageIO.read(out.resolve("psnr.png").toFile());
        int width = chart.getWidth();
        int height = chart.getHeight();
        long colored = Arrays.stream(chart.getRGB(0, 0, width, height, null, 0, width))
                .filter(p -> p == Plots.color(0).getRGB())
                .count();
        assertThat(colored).as("pixels of the curve").isGreaterThan(200);
    }

    @Test
    void thePageHasCurvesAndPicturesAndNeedsNothingElse() throws IOException {
        Result result = rd(
                "--codecs", "jpeg", "--crop", "200", "--bpp", "0.3-1.5", "--sheets", "0.50", "--no-charts", "--html");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(written()).contains("report.html");
        String page = Files.readString(out.resolve("report.html"));
        assertThat(page)
                .containsPattern("<svg [^>]*aria-label=\"PSNR in dB")
                .contains("<polyline points=", "data-width=\"200\"", "JPEG ", "Mean MS-SSIM")
                .doesNotContain("<link", "src=\"http", "url(", "@import");
        assertThat(page.split("src=\"data:image/png;base64,", -1))
                .as("the original and one codec")
                .hasSize(3);
    }

    @Test
    void saysWhatIsWrongWithAFolder() throws IOException {
        Path empty = Files.createDirectory(temp.resolve("empty"));

        assertThat(rd(temp.resolve("none").toString()))
                .isEqualTo(new Result(
                        1,
                        "",
                        "rd: cannot read '" + temp.resolve("none")
                                + "': there is no such folder; name a folder of pictures\n"));
        assertThat(rd(pictures.resolve("p1.png").toString()).err()).contains("it is no folder");
        assertThat(rd(empty.toString()).err()).contains("there is no picture in '" + empty + "'");
        assertThat(out).doesNotExist();
    }

    @Test
    void refusesWrongUsageBeforeAnyWork() {
        for (String[] args : new String[][] {
            {"--codecs", "gif"},
            {"--ladder", "jpeg=1:2:3"},
            {"--ladder", "jpeg=1:2:3:4:500"},
            {"--ladder", "gif=1:2:3:4:5"},
            {"--bpp", "1"},
            {"--crop", "100"},
            {"--timeout", "0"},
            {"--sheets", "-1"},
            {"--from", "rd.csv", "--sheets", "0.1"},
            {"--wrong"}
        }) {
            Result result = rd(args);
            assertThat(result.status())
                    .as(String.join(" ", args) + ": " + result.err())
                    .isEqualTo(2);
            assertThat(result.err()).startsWith("rd: ");
        }
    }

    @Test
    void leavesOutAProgramThatFails() throws IOException {
        tool("cwebp", VERSION + "echo 'no more paper' >&2; exit 3\n");
        tool("dwebp", "exit 1\n");

        Result result = rd("--no-charts", "--codecs", "jpeg,webp", "--bpp", "0.3-1.5", pictures.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("WebP is left out: pictures/p1: cwebp", "failed with exit status 3: no more paper");
        assertThat(result.out()).contains("JPEG").doesNotContain("WebP");
    }

    @Test
    void endsAProgramThatHangsWithItsChildren() throws IOException {
        Path pid = temp.resolve("pid");
        tool("cwebp", VERSION + "echo $$ > '" + pid + "'; sleep 600 & echo $! >> '" + pid + "'; wait\n");
        tool("dwebp", "exit 1\n");

        Result result =
                rd("--no-charts", "--codecs", "jpeg,webp", "--timeout", "1", "--bpp", "0.3-1.5", pictures.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("cwebp had not finished after 1 s and was ended");
        assertThat(Files.readAllLines(pid)).hasSize(2);
        for (String line : Files.readAllLines(pid)) {
            ProcessHandle.of(Long.parseLong(line)).ifPresent(p -> p.onExit().join());
        }
    }

    @Test
    void aProgramWithoutAVersionIsAFailure() throws IOException {
        tool("cwebp", "echo hello\n");
        tool("dwebp", "exit 1\n");

        Result result = rd("--codecs", "webp", pictures.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("cwebp -version does not say its version");
    }

    @Test
    void takesEarlierFiguresOfTheSamePixels() throws IOException {
        // An encoder and a decoder of JPEG under WebP's names; the encoder keeps a list of its calls.
        Path jpeg = temp.resolve("some.jpg");
        ImageIO.write(BufferedImages.from(Picture.opaque(200, 180, Scene.render(200, 180, 1))), "jpg", jpeg.toFile());
        Path calls = temp.resolve("calls");
        tool(
                "cwebp",
                VERSION + "echo called >> '" + calls + "'\n" + "head -c $(wc -c < '" + jpeg + "') '" + jpeg
                        + "' > \"$8\"; head -c \"$5\" /dev/zero >> \"$8\"\n");
        tool("dwebp", "cp '" + jpeg + "' \"$4\"\n");
        String[] args = {"--no-charts", "--codecs", "jpeg,webp", "--bpp", "0.3-3", pictures.toString()};

        assertThat(rd(args).status()).isZero();
        int first = Files.readAllLines(calls).size();
        Path csv = temp.resolve("first.csv");
        Files.copy(out.resolve("rd.csv"), csv);
        Result again = rd(Stream.concat(Stream.of("--reuse", csv.toString()), Stream.of(args))
                .toArray(String[]::new));

        assertThat(first).isEqualTo(2 * 10);
        assertThat(again.status()).isZero();
        assertThat(Files.readAllLines(calls)).hasSize(first);
        assertThat(out.resolve("rd.csv")).hasSameTextualContentAs(csv);

        // Without the program, its figures still serve; for another picture they do not.
        Files.delete(tools.resolve("cwebp"));
        Result without = rd(Stream.concat(Stream.of("--reuse", csv.toString()), Stream.of(args))
                .toArray(String[]::new));
        assertThat(without.err()).contains("WebP: cwebp is not installed, its earlier figures are taken");
        assertThat(out.resolve("rd.csv")).hasSameTextualContentAs(csv);
        File other = pictures.resolve("p3.png").toFile();
        ImageIO.write(BufferedImages.from(Picture.opaque(200, 180, Scene.render(200, 180, 3))), "png", other);
        Result more = rd(Stream.concat(Stream.of("--reuse", csv.toString()), Stream.of(args))
                .toArray(String[]::new));
        assertThat(more.err()).contains("WebP is left out: pictures/p3");
        assertThat(more.out()).doesNotContain("WebP");
        assertThat(more.status()).isEqualTo(1);
    }
}
