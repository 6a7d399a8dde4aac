package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.pipeline.CodingModes;

class MainTest {

    private static final int WIDTH = 45;
    private static final int HEIGHT = 38;

    @TempDir
    Path folder;

    private Path photo;

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

    @Test
    void encodesAndDecodesToTheDefaultNames() throws IOException {
        Cli.Result encoded = new Cli().run("encode", photo);
        assertThat(encoded.err()).contains("45x38").contains("bytes");
        assertThat(encoded.out()).isEmpty();
        assertThat(encoded.status()).isZero();
        Path sdc = folder.resolve("my photo.sdc");
        assertThat(Files.size(sdc)).isBetween(20L, 2000L);

        Files.delete(photo);
        assertThat(new Cli().run("decode", sdc).status()).isZero();
        BufferedImage decoded = ImageIO.read(photo.toFile());
        assertThat(decoded.getWidth()).isEqualTo(WIDTH);
        assertThat(decoded.getHeight()).isEqualTo(HEIGHT);
    }

    @Test
    void pipesGiveTheSameBytesAsFiles() throws IOException {
        new Cli().run("encode", "-q", 70, photo);
        byte[] file = Files.readAllBytes(folder.resolve("my photo.sdc"));
        Cli.Result piped = new Cli().standardInput(Files.readAllBytes(photo)).run("encode", "-q", 70, "-");
        assertThat(piped.bytes()).isEqualTo(file);

        Path png = folder.resolve("x.png");
        new Cli().run("decode", folder.resolve("my photo.sdc"), png);
        Cli.Result decoded = new Cli().standardInput(file).run("decode", "-", "-", "--quiet");
        assertThat(decoded.bytes()).isEqualTo(Files.readAllBytes(png));
        assertThat(decoded.err()).isEmpty();
    }

    @Test
    void aFileThatIsCutShortIsDecodedWhenAskedForWithAWarning() throws IOException {
        new Cli().run("encode", photo);
        Path sdc = folder.resolve("my photo.sdc");
        byte[] file = Files.readAllBytes(sdc);
        Path part = Files.write(folder.resolve("part.sdc"), Arrays.copyOf(file, file.length * 2 / 3));
        assertThat(new Cli().run("decode", part).err()).contains("checksum");
        Cli.Result result = new Cli().run("decode", "--partial", part);
        assertThat(result.status()).isZero();
        assertThat(result.err())
                .containsPattern("warning: .*part.sdc is cut short or damaged; decoding the \\d+ % of its latent")
                .containsPattern("channels in full; numbers are missing in " + WIDTH + "x\\d+ at 0,[1-9]");
        Path longer = Files.write(folder.resolve("longer.sdc"), Arrays.copyOf(file, file.length + 1));
        assertThat(new Cli().run("decode", "--partial", longer).err())
                .contains("longer.sdc is damaged or has bytes added, but is not cut short; decoding all of its latent")
                .doesNotContain("%");
        assertThat(ImageIO.read(folder.resolve("part.png").toFile()).getWidth()).isEqualTo(WIDTH);
        assertThat(new Cli()
                        .run("decode", "--partial", sdc, folder.resolve("whole.png"))
                        .err())
                .doesNotContain("warning");
        assertThat(new Cli().run("decode", "--partial", "--raw-payload", part).status())
                .isEqualTo(2);
    }

    @Test
    void infoSaysHowMuchThereIsOfADamagedFile() throws IOException {
        new Cli().run("encode", photo);
        byte[] file = Files.readAllBytes(folder.resolve("my photo.sdc"));
        int length = file.length * 2 / 3;
        Path part = Files.write(folder.resolve("part.sdc"), Arrays.copyOf(file, length));
        Cli.Result cut = new Cli().run("info", part);
        assertThat(cut.status()).isEqualTo(1);
        assertThat(cut.out()).isEmpty();
        assertThat(cut.err().lines())
                .singleElement()
                .asString()
                .contains("part.sdc' is cut short or damaged: its " + length + " bytes hold ")
                .containsPattern(" [1-9][0-9]? % of the picture's latent; 'sdcodec decode --partial' shows it\\.");
        Path longer = Files.write(folder.resolve("longer.sdc"), Arrays.copyOf(file, file.length + 1));
        assertThat(new Cli().run("info", longer).err())
                .contains("longer.sdc' is damaged or has bytes added, but is not cut short", "hold all of");
        Path stump = Files.write(folder.resolve("stump.sdc"), Arrays.copyOf(file, 7));
        assertThat(new Cli().run("info", stump).err()).contains("at byte 7", "the file ends where");
        // The header of another model's file, of which only that much can be said.
        file[Codec.info(file).headerBytes() - 4] ^= 1;
        Path foreign = Files.write(folder.resolve("foreign.sdc"), file);
        assertThat(new Cli().run("info", foreign).err()).contains("checksum", "damaged, cut short or has bytes added");
    }

    @Test
    void manyFilesGoIntoAFolderAndOneFailureDoesNotStopTheOthers() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.png"), "no picture");
        Path good = Files.copy(photo, folder.resolve("zebra.png"));
        Cli.Result result = new Cli().run("encode", photo, broken, good, "-o", folder.resolve("out") + "/");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("broken.png");
        assertThat(names(folder.resolve("out"))).containsExactly("my photo.sdc", "zebra.sdc");
    }

    @Test
    void everyFailureOfABatchNamesItsFile() throws IOException {
        Path small = folder.resolve("small.png");
        ImageIO.write(new BufferedImage(9, 8, BufferedImage.TYPE_INT_RGB), "png", small.toFile());
        new Cli().run("encode", photo, small);
        Path sdc = folder.resolve("my photo.sdc");
        byte[] foreign = Files.readAllBytes(sdc);
        SdcFile file = CodingModes.read(foreign);
        SdcHeader header = file.header();
        SdcHeader other = new SdcHeader(
                header.width(),
                header.height(),
                header.mode(),
                header.stepCode(),
                header.reconstruction(),
                header.fingerprint() + 1);
        Path stranger = Files.write(
                folder.resolve("stranger.sdc"), SdcWriter.write(new SdcFile(other, List.of(), file.latent())));
        Cli.Result result = new Cli()
                .run("decode", sdc, stranger, folder.resolve("small.sdc"), "-o", folder + "/out/", "--max-pixels", 100);
        assertThat(result.status()).isEqualTo(1);
        // A line for each file, the summary, and a reason that both failures have.
        assertThat(result.err().lines()).hasSize(5).last().asString().startsWith("  2 failed: the picture has 45x38");
        assertThat(result.err()).contains("my photo.sdc: the picture has 45x38").contains("stranger.sdc: ");
        assertThat(names(folder.resolve("out"))).containsExactly("small.png");
        Cli.Result wrongModel = new Cli().run("decode", stranger);
        assertThat(wrongModel.err()).contains("stranger.sdc: the file was made for");
        assertThat(new Cli().run("compare", sdc, photo, "--max-pixels", 100).err())
                .contains("my photo.sdc: ")
                .contains("limit of 100");
        assertThat(new Cli().run("decode", sdc, "--max-pixels", 0).status()).isEqualTo(2);
    }

    @Test
    void nothingIsOverwrittenUnlessAllowed() throws IOException {
        Path sdc = Files.writeString(folder.resolve("my photo.sdc"), "precious");
        Cli.Result refused = new Cli().run("encode", photo);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("exists already").contains("--overwrite");
        assertThat(sdc).hasContent("precious");
        assertThat(new Cli().run("encode", photo, "--overwrite").status()).isZero();
        assertThat(Files.size(sdc)).isNotEqualTo("precious".length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"encode", "decode", "demo"})
    void aFolderThatIsMissingIsNoticedBeforeTheWork(String command) throws IOException {
        // Reading this would fail first.
        Path input = Files.writeString(folder.resolve("x.bin"), "neither picture nor .sdc");
        Path missing = folder.resolve("missing").resolve("out." + (command.equals("encode") ? "sdc" : "png"));
        Cli.Result result = new Cli().run(command, input, "-o", missing);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err().lines()).singleElement().asString().contains("missing' does not exist");
    }

    @Test
    void anInputIsNotOverwrittenEvenIfOverwritingIsAllowed() throws IOException {
        byte[] before = Files.readAllBytes(photo);
        Cli.Result result = new Cli().run("encode", photo, "-o", photo, "--overwrite");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("is an input");
        assertThat(Files.readAllBytes(photo)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "SD", "not an sdc file at all"})
    void whatIsNoSdcFileIsRefusedInOneSentence(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.sdc"), content);
        for (String command : new String[] {"decode", "info"}) {
            Cli.Result result = new Cli().run(command, file);
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err().lines())
                    .singleElement()
                    .asString()
                    .contains("bad.sdc")
                    .endsWith(".");
            assertThat(result.out()).isEmpty();
        }
        assertThat(names(folder)).doesNotContain("bad.png");
    }

    @Test
    void damagedFilesGiveOneSentenceOrAPicture() throws IOException {
        new Cli().run("encode", photo);
        byte[] file = Files.readAllBytes(folder.resolve("my photo.sdc"));
        long seed = 20240607;
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            byte[] damaged = damage(file, random);
            Cli.Result result = new Cli().standardInput(damaged).run("decode", "-", "--quiet");
            String what = "seed " + seed + ", case " + i;
            assertThat(result.status()).as(what).isIn(0, 1);
            if (result.status() == 1) {
                assertThat(result.err().lines()).as(what).hasSize(1);
                assertThat(result.err()).as(what).doesNotContain("internal error");
                assertThat(result.bytes()).as(what).isEmpty();
            } else {
                assertThat(ImageIO.read(new ByteArrayInputStream(result.bytes())))
                        .as(what)
                        .isNotNull();
            }
        }
    }

    private static byte[] damage(byte[] file, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Arrays.copyOf(file, random.nextInt(file.length));
            case 1 -> Arrays.copyOf(file, file.length + 1 + random.nextInt(9));
            default -> {
                byte[] copy = file.clone();
                for (int n = 1 + random.nextInt(3); n > 0; n--) {
                    copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
                }
                yield copy;
            }
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "encode                         | Missing required parameter",
                "encode -q 0 x.png              | quality is 1 to 100",
                "encode -q many x.png           | 'many' is not a whole number",
                "encode --threads -1 x.png      | --threads",
                "encode --nonsense x.png        | --nonsense",
                "decode --format tiff x.sdc     | png, jpg or bmp",
                "compare - -                    | standard input",
                "compare a.png                  | Missing required parameter",
                "encoed x.png                   | Did you mean: encode",
                "run                            | which network",
                "bogus                          | there is no command 'bogus'",
                "run bogus                      | there is no command 'bogus'",
                "encode x.png out               | end it in .sdc",
                "decode x.sdc out               | end it in .png",
                "decode --strength abc x.sdc    | 'abc' is not a number",
                "decode --max-pixels x x.sdc    | 'x' is not a whole number",
                "decode x.sdc x.webp            | .png, .jpg or .bmp",
                "bench --size 31                | 32 to 8192 pixels",
                "bench --size 9000              | 32 to 8192 pixels",
                "bench --seconds 0              | more than 0",
                "bench --seconds NaN            | more than 0",
                "bench --threads -1             | --threads",
                "decode x.sdc -o x.txt          | .png, .jpg or .bmp",
            })
    void wrongUsageHasStatus2(String line, String reason) {
        Cli.Result result = new Cli().run((Object[]) line.split(" +"));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains(reason).contains("--help'").doesNotContain("\tat ");
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "encode nothing.jpg, nothing.jpg",
        "decode nothing.sdc, nothing.sdc",
        "info nothing.sdc, nothing.sdc",
        "compare nothing.png nothing.jpg, nothing.png",
        "encode --model nowhere x.png, nowhere",
        "doctor --model nowhere, nowhere",
        "bench --model nowhere, nowhere",
        "run vae-decode nothing.safetensors out.safetensors, nothing.safetensors",
    })
    void whatIsMissingIsNamed(String line, String name) {
        Cli.Result result = new Cli().run((Object[]) line.split(" "));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("sdcodec: ")
                .contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "encode",
                "decode",
                "watch",
                "postcard",
                "info",
                "compare",
                "demo",
                "doctor",
                "bench",
                "models",
                "pull",
                "run",
                "train-prior",
                "run vae-encode",
                "run vae-decode",
                "run unet",
                "run text-encode"
            })
    void helpComesWithExamples(String command) {
        Object[] words = (command + " --help").strip().split(" ");
        Cli.Result result = new Cli().run(words);
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("Usage: sdcodec")
                .containsPattern("Examples?:")
                .contains("  sdcodec " + command);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void infoSpeaksJson() {
        new Cli().run("encode", photo);
        Cli.Result result = new Cli().run("info", "--json", folder.resolve("my photo.sdc"));
        assertThat(result.out().lines()).hasSize(1);
        assertThat(result.out())
                .startsWith("{\"file\":")
                .contains("\"width\":45,\"height\":38,\"coded_width\":45,\"coded_height\":38,\"alpha\":false,"
                        + "\"gamut\":\"sRGB\",\"gray\":false,\"version\":2");
        assertThat(new Cli().run("info", folder.resolve("my photo.sdc")).out()).contains("45x38 pixels");
    }

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

    @Test
    void theDoctorTriesTheModel() {
        Cli.Result result = new Cli().run("doctor");
        assertThat(result.out())
                .contains("kernels")
                .contains("latent space")
                .containsPattern("uses +encode, decode, preview, search")
                .contains("same pixels as the scalar ones");
        assertThat(result.status()).isZero();
    }

    @Test
    void aTerminalSeesProgressWhichIsWipedAgain() {
        Cli.Result result = new Cli().onTerminal().run("encode", photo);
        assertThat(result.err()).contains("\r").contains("image to latent");
        String last = result.err().substring(result.err().lastIndexOf('\r') + 1);
        assertThat(last).contains(" -> ").doesNotContain("image to latent");
        assertThat(new Cli().run("encode", photo, "--overwrite").err()).doesNotContain("\r");
    }

    @Test
    void tracesAreShownOnlyOnRequest() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.sdc"), "no");
        assertThat(new Cli().run("decode", broken).err()).doesNotContain("\tat ");
        assertThat(new Cli().run("decode", broken, "--verbose").err()).contains("\tat ");
    }

    @Test
    void theFormatFollowsTheExtension() throws IOException {
        new Cli().run("encode", photo);
        Path sdc = folder.resolve("my photo.sdc");
        for (String extension : new String[] {"jpg", "bmp", "png"}) {
            Path target = folder.resolve("decoded." + extension);
            assertThat(new Cli().run("decode", sdc, target).status()).isZero();
            byte[] start = new byte[4];
            System.arraycopy(Files.readAllBytes(target), 0, start, 0, 4);
            String magic = new String(start, StandardCharsets.ISO_8859_1);
            assertThat(magic)
                    .contains(extension.equals("jpg") ? "\u00ff\u00d8" : extension.equals("bmp") ? "BM" : "PNG");
        }
        Cli.Result refused = new Cli().run("decode", sdc, folder.resolve("decoded.webp"));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("decoded.webp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"encode", "decode"})
    void theSynopsisIsAlignedAndTheOutputExplained(String command) {
        List<String> help = new Cli().run(command, "--help").out().lines().toList();
        List<Integer> columns = help.stream()
                .filter(line -> line.contains("sdcodec " + command + " [OPTIONS]"))
                .map(line -> line.indexOf("sdcodec"))
                .toList();
        assertThat(columns).hasSize(2).containsOnly("Usage: ".length());
        assertThat(String.join("\n", help)).contains("A second and last name that ends in");
    }

    @Test
    void standardInputIsNoNameInQuotes() {
        Cli cli = new Cli().standardInput("nothing known".getBytes(StandardCharsets.US_ASCII));
        assertThat(cli.run("encode", "-").err()).contains("cannot read standard input: ");
        assertThat(cli.run("decode", "-").err()).contains("cannot read standard input, at byte");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
