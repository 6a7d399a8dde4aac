package org.sdcodec.cli.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.Gamut;
import org.sdcodec.cli.image.ImageFormatException;
import org.sdcodec.cli.image.ReadPicture;

/** With converters that are scripts of this test. */
class ExternalReaderTest {

    /** These tests do not end the JVM. */
    private static final ExitActions NO_EXIT = (name, action) -> () -> {};

    private static final byte[] AVIF = "\0\0\0 ftypavif\0\0\0\0avifmif1".getBytes(StandardCharsets.ISO_8859_1);
    private static final long MAX_PIXELS = 1000;

    @TempDir
    Path folder;

    private Path bin;
    private Path seen;

    @BeforeEach
    void makePicture() throws IOException {
        assumeTrue(File.separatorChar == '/', "scripts need a shell");
        bin = Files.createDirectory(folder.resolve("bin"));
        seen = folder.resolve("seen");
        ImageIO.write(
                new BufferedImage(12, 7, BufferedImage.TYPE_INT_RGB),
                "png",
                folder.resolve("made.png").toFile());
    }

    private void tool(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private ReadPicture read() throws IOException {
        return reader().read(AVIF, ExternalFormat.AVIF, "x.avif", MAX_PIXELS, Gamut.SRGB);
    }

    private ExternalReader reader() {
        return new ExternalReader("relative:" + bin + ":/usr/bin:/bin", NO_EXIT, Duration.ofMillis(500));
    }

    private void refused(String reason) {
        assertThatThrownBy(this::read)
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("cannot read 'x.avif': ")
                .hasMessageContaining(reason);
    }

    @Test
    void aConverterGetsACopyInAFolderOfItsOwn() throws IOException {
        tool(
                "avifdec",
                "{ pwd; echo \"$# $1 $2 $HOME\"; stat -c %a .; cat \"$1\"; } >" + seen + "\ncp " + folder
                        + "/made.png \"$2\"");
        ReadPicture read = read();
        assertThat(read.picture().width()).isEqualTo(12);
        assertThat(read.warnings()).isEmpty();
        List<String> lines = Files.readAllLines(seen, StandardCharsets.ISO_8859_1);
        assertThat(lines.get(1)).isEqualTo("2 in.avif out.png ");
        assertThat(lines.get(2)).isEqualTo("700");
        assertThat(lines.get(3)).isEqualTo(new String(AVIF, StandardCharsets.ISO_8859_1));
        assertThat(Path.of(lines.get(0))).as("is removed").doesNotExist();
    }

    @Test
    void ofSeveralPicturesTheFirstIsTaken() throws IOException {
        tool("avifdec", "cp " + folder + "/made.png out-1.png; cp " + folder + "/made.png out-2.png");
        assertThat(read().warnings()).containsExactly("it holds several pictures, of which the first is taken");
    }

    @Test
    void whatAConverterSaysIsPassedOn() throws IOException {
        tool("avifdec", "echo progress; echo 'no such codec' >&2; exit 3");
        refused("avifdec, which converts AVIF, fails (no such codec)");
        tool("avifdec", "exit 0");
        refused("has written nothing");
        tool("avifdec", "echo nonsense >out.png");
        refused("no picture of a supported format");
    }

    @Test
    void aConverterThatDoesNotEndIsEnded() throws IOException {
        tool("avifdec", "echo $$ >" + seen + "\nexec sleep 60");
        refused("takes longer than");
        long process = Long.parseLong(Files.readString(seen).strip());
        assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void oneThatWritesTooMuchIsEnded() throws IOException {
        tool("avifdec", "head -c 80000000 /dev/zero >out.png\nexec sleep 60");
        assertThatThrownBy(() -> new ExternalReader(bin + ":/usr/bin:/bin", NO_EXIT, Duration.ofSeconds(30))
                        .read(AVIF, ExternalFormat.AVIF, "x.avif", MAX_PIXELS, Gamut.SRGB))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("more pixels than are allowed");
    }

    @Test
    void picturesHaveTheLimitOfAllPictures() throws IOException {
        tool("avifdec", "cp " + folder + "/made.png \"$2\"");
        assertThatThrownBy(() -> reader().read(AVIF, ExternalFormat.AVIF, "x.avif", 12 * 7 - 1, Gamut.SRGB))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("x.avif");
    }

    @Test
    void whatToInstallIsSaid() {
        assertThatThrownBy(() -> new ExternalReader(bin.toString(), NO_EXIT)
                        .read(AVIF, ExternalFormat.AVIF, "x.avif", 9, Gamut.SRGB))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("a picture in the format AVIF; install avifdec")
                .hasMessageContaining("libavif-bin");
        assertThatThrownBy(
                        () -> new ExternalReader(null, NO_EXIT).read(AVIF, ExternalFormat.JXL, "x.jxl", 9, Gamut.SRGB))
                .hasMessageContaining("djxl");
    }

    @ParameterizedTest
    @CsvSource({
        "00000020667479706176696600000000, AVIF",
        "00000020667479706d696631000000006d69663161766966, AVIF",
        "00000020667479706d69663100000000686569636d696631, HEIC",
        "0000002066747970686569630000000068656963, HEIC",
        "ff0afa1f, JXL",
        "0000000c4a584c200d0a870a, JXL",
        "0000002066747970697366d6000000, ",
        "89504e470d0a1a0a, ",
        "'', "
    })
    void formatsAreRecognized(String hex, ExternalFormat format) {
        byte[] start = HexFormat.of().parseHex(hex);
        assertThat(ExternalFormat.sniff(start).orElse(null)).isEqualTo(format);
    }
}
