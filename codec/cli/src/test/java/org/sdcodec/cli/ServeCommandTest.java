package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeCommandTest {

    private static final Pattern ADDRESS = Pattern.compile("http://localhost:(\\d+)/#([0-9a-f]{32})");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port|70000|--port is 0 to 65535",
                "--port|x|not a whole number",
                "--max-pixels|0|--max-pixels must be at least 1",
                "--max-seconds|0|--max-seconds must be at least 1",
                "--max-upload|2000|--max-upload is 1 to 1024",
                "--name|photos.example|add --listen",
            })
    void wrongUsageIsOneSentence(String option, String value, String sentence) {
        Cli.Result result = new Cli().run("serve", option, value);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains(sentence);
    }

    @Test
    void aPortThatIsTakenIsOneSentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Cli.Result result = new Cli().run("serve", "--port", taken.getLocalPort());
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err()).contains("cannot listen on port").contains("--port 0");
        }
    }

    /** As Ctrl-C does it. */
    @Test
    void aSignalEndsItAndItsFilesAreGone() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.sdcodec.cli.Main",
                        "serve",
                        "--port",
                        "0")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Matcher address = ADDRESS.matcher(out.readLine());
            assertThat(address.matches()).isTrue();
            StudioClient client = new StudioClient(Integer.parseInt(address.group(1)), address.group(2));
            HttpResponse<byte[]> about = client.ask("GET", "about", new byte[0]);
            assertThat(about.statusCode()).isEqualTo(200);
            assertThat(new String(about.body(), StandardCharsets.UTF_8)).contains("the model inside sdcodec");
            assertThat(folder)
                    .isDirectoryContaining(path -> path.getFileName().toString().startsWith("sdcodec-studio-"));
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.list(folder)
                        .filter(path -> path.getFileName().toString().startsWith("sdcodec-studio-")))
                .isEmpty();
    }
}
