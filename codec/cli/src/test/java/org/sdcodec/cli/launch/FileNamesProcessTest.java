package org.sdcodec.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names of files as a shell hands them over: in other letters than the locale's, and of open files. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class FileNamesProcessTest {

    @TempDir
    Path folder;

    @BeforeEach
    void makePicture() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/self/fd/0")), "skipped: this system does not tell open files");
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "skipped: there is no bash");
        BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(image, "png", folder.resolve("plain.png").toFile());
    }

    /** Runs a script in which $SDCODEC is the command; returns what it wrote, errors and all. */
    private String run(String script) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of("/bin/bash", "-c", script));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .put(
                        "SDCODEC",
                        java + " -cp " + System.getProperty("java.class.path") + " " + Launcher.class.getName());
        assertThat(builder.start().waitFor(230, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    @Test
    void namesOfOtherLettersAreFoundWhateverTheLocale() throws Exception {
        // In octal, as this test may run under such a locale, too.
        String out = run("name=$(printf 'gr\\303\\274n 100%%.png'); cp plain.png \"$name\";"
                + " LC_ALL=C $SDCODEC compare \"$name\" plain.png");
        assertThat(out).contains("infinite (equal)");
    }

    @Test
    void aNameThatIsNotUtf8IsRefusedAsSuch() throws Exception {
        String out =
                run("name=$(printf 'caf\\351.png'); cp plain.png \"$name\"; LC_ALL=C.UTF-8 $SDCODEC encode \"$name\""
                        + " -o made/; echo \"status $?\"; ls -d made");
        assertThat(out).contains("is not text in UTF-8", "rename the file", "status 1");
        assertThat(folder.resolve("made")).doesNotExist();
    }

    @Test
    void openFilesAreInputs() throws Exception {
        assertThat(run("cat plain.png | $SDCODEC compare /dev/stdin plain.png")).contains("infinite (equal)");
        assertThat(run("$SDCODEC compare <(cat plain.png) plain.png")).contains("infinite (equal)");
        assertThat(run("$SDCODEC encode --quiet <(cat plain.png) a.sdc && $SDCODEC info a.sdc"))
                .as("through a second JVM")
                .contains("24x16");
    }

    @Test
    void bytesAreEscapedAndBack() {
        byte[] words = "java\0-jar\0x\0a\u00e9%b\0\u65e5\0".getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8Arguments.escaped(words, 2)).containsExactly("a%c3%a9%25b", "%e6%97%a5");
        assertThat(Utf8Arguments.unescaped(Utf8Arguments.escaped(words, 2))).containsExactly("a\u00e9%b", "\u65e5");
        assertThat(Utf8Arguments.escaped("a\0100%\0".getBytes(StandardCharsets.UTF_8), 2))
                .as("nothing is lost")
                .isNull();
        assertThat(Utf8Arguments.escaped(words, 9)).isNull();
    }
}
