package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.pipeline.CodingModes;

/** Encodes and decodes files as a user would. */
class MainTest extends PhotoTest {
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
}
