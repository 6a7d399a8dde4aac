package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.Codec;
import org.sdcodec.SdcInfo;
import picocli.CommandLine;

/** Presets, sizes, losses, manual pages and completions. */
class MannersTest {

    @TempDir
    Path folder;

    private Path photo;
    private Path sdc;

    @BeforeEach
    void makePhoto() throws IOException {
        photo = folder.resolve("photo.png");
        sdc = folder.resolve("photo.sdc");
        write(BufferedImage.TYPE_INT_RGB);
    }

    private void write(int type) throws IOException {
        BufferedImage image = new BufferedImage(60, 40, type);
        for (int i = 0; i < 60 * 40; i++) {
            image.setRGB(i % 60, i / 60, 0xff000000 | i * 0x010203);
        }
        ImageIO.write(image, "png", photo.toFile());
    }

    private Cli.Result encode(Object... options) {
        Object[] all = Stream.concat(Stream.of("encode", "--overwrite", photo, sdc), Stream.of(options))
                .toArray();
        return new Cli().run(all);
    }

    @ParameterizedTest
    @CsvSource({"tiny, 10", "small, 30", "good, 50", "FINE, 80"})
    void presetsAreQualities(String preset, int quality) throws IOException {
        assertThat(encode("--preset", preset).status()).isZero();
        byte[] named = Files.readAllBytes(sdc);
        encode("-q", quality);
        assertThat(Files.readAllBytes(sdc)).isEqualTo(named);
    }

    @Test
    void presetsThatAreNoneAreRefused() {
        assertThat(encode("--preset", "best").err()).contains("tiny, small, good or fine, not 'best'");
        assertThat(encode("--preset", "good", "-q", 3).status()).isEqualTo(2);
        assertThat(sdc).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"50%, 30, 20", "30x30, 30, 20", "12x40, 12, 8", "1000x1000, 60, 40", "100%, 60, 40", "0.1%, 1, 1"})
    void picturesAreMadeSmaller(String size, int width, int height) throws IOException {
        Cli.Result result = encode("--resize", size);
        assertThat(result.status()).as(result.err()).isZero();
        SdcInfo info = Codec.info(Files.readAllBytes(sdc));
        assertThat(info.width()).isEqualTo(width);
        assertThat(info.height()).isEqualTo(height);
    }

    @ParameterizedTest
    @CsvSource({"0%", "101%", "-5%", "0x10", "10", "10x", "x"})
    void sizesThatAreNoneAreRefused(String size) {
        assertThat(encode("--resize", size).status()).isEqualTo(2);
    }

    @Test
    void sixteenBitsAreALoss() throws IOException {
        write(BufferedImage.TYPE_USHORT_GRAY);
        Cli.Result warned = encode();
        assertThat(warned.status()).isZero();
        assertThat(warned.err()).contains("warning: ").contains("its colors have 16 bits, of which 8 are kept");
        Files.delete(sdc);
        Cli.Result strict = encode("--strict");
        assertThat(strict.status()).isEqualTo(1);
        assertThat(strict.err()).contains("would lose something: its colors have 16 bits");
        assertThat(sdc).doesNotExist();
    }

    @Test
    void nothingIsLostOfAnOrdinaryPicture() {
        Cli.Result strict = encode("--strict");
        assertThat(strict.status()).as(strict.err()).isZero();
        assertThat(strict.err()).doesNotContain("warning");
    }

    @Test
    void theCommonestLinesComeFirst() {
        assertThat(new Cli().run("--help").out().lines().limit(3).toList())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("  sdcodec encode"),
                        line -> assertThat(line).startsWith("  sdcodec decode"),
                        line -> assertThat(line).startsWith("  sdcodec compare"));
    }

    @Test
    void everyCommandHasAManualPageWithItsOptions() {
        Map<String, String> files = Manuals.files();
        CommandLine line = Main.commandLine(Streams.ofProcess());
        assertPages(line, files);
        assertThat(files.get("man1/sdcodec.1")).contains(".SH \"EXIT STATUS\"").contains("sdcodec encode photo.jpg");
        assertThat(files.get("completion/sdcodec.fish"))
                .contains("-a encode")
                .contains("'__fish_seen_subcommand_from encode' -l preset -x -a 'tiny small good fine'");
    }

    private static void assertPages(CommandLine line, Map<String, String> files) {
        String name = line.getCommandSpec().qualifiedName("-");
        String page = files.get("man1/" + name + ".1");
        assertThat(page).as(name).startsWith(".TH ").contains(".SH NAME\n");
        line.getCommandSpec()
                .options()
                .forEach(option -> assertThat(page)
                        .as(name)
                        .contains(option.longestName().replace("-", "\\-"))
                        .doesNotContain("%%"));
        line.getSubcommands().values().forEach(each -> assertPages(each, files));
    }

    @Test
    void theCompletionIsValidForBash() throws Exception {
        assumeTrue(File.separatorChar == '/' && new File("/bin/bash").canExecute(), "there is no /bin/bash");
        Path script =
                Files.writeString(folder.resolve("completion"), Manuals.files().get("completion/sdcodec.bash"));
        Process check = new ProcessBuilder("/bin/bash", "-n", script.toString())
                .inheritIO()
                .start();
        assertThat(check.waitFor()).isZero();
        assertThat(script).content().contains("--output-tree");
    }
}
