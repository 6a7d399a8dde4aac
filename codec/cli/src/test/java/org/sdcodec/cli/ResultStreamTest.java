package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.cli.file.PendingFiles;

/** Standard output that takes nothing, as {@code /dev/full} does. */
class ResultStreamTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static final class Full extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("No space left on device");
        }
    }

    @BeforeEach
    void makeFile() throws IOException {
        ScenePng.write(folder.resolve("a.png"), 40, 32, 1);
        Files.writeString(folder.resolve("some.safetensors"), "a model that cannot be used");
        assertThat(new Cli().run("encode", folder.resolve("a.png")).status()).isZero();
    }

    private int run(String line) {
        Streams streams = new Streams(
                new ByteArrayInputStream(new byte[0]),
                ResultStream.of(new Full(), StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                new PendingFiles());
        return Main.run(streams, line.replace("@", folder + "/").split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "info @a.sdc",
                "info --json @a.sdc",
                "compare @a.png @a.png",
                "compare --json @a.png @a.png",
                "models --quiet --model @",
                "encode --json --quiet @a.png @b.sdc",
                "encode --quiet @a.png -",
                "decode --quiet --preview @a.sdc -",
                "help",
                "help encode",
                "--help",
                "--version",
                "encode --help"
            })
    void lostResultsAreAFailure(String line) {
        assertThat(run(line)).isEqualTo(Main.FAILURE);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .isEqualTo("sdcodec: standard output does not take the results: No space left on device.");
    }

    @Test
    void helpNamesEveryExitStatus() {
        String help = new Cli().run("--help").out();
        for (int status : new int[] {Main.OK, Main.FAILURE, Main.USAGE, Main.NOT_ACHIEVABLE}) {
            assertThat(help).containsPattern("(?m)^ +" + status + " +\\S");
        }
    }
}
