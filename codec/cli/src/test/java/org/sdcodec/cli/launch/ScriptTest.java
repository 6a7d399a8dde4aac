package org.sdcodec.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script at the top of the project, in a checkout of its own with a java and a mvn that only tell what they are
 * given.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs a POSIX shell")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ScriptTest {

    private static final Path SCRIPT = Path.of("..", "..", "sdcodec");

    @TempDir
    Path folder;

    private Path checkout;
    private Path tools;
    private Path jar;

    private record Ended(int status, List<String> out, List<String> err) {}

    @BeforeEach
    void makeCheckout() throws IOException {
        // As the shell prints it: without links on the way.
        checkout = Files.createDirectory(folder.toRealPath().resolve("a check out"));
        Files.copy(SCRIPT, checkout.resolve("sdcodec"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(checkout.resolve("pom.xml"));
        Files.createDirectory(checkout.resolve("codec"));
        Files.createFile(checkout.resolve("codec/pom.xml"));
        for (String module : List.of(
                "engine", "weights", "vae", "unet", "codec/scene", "codec/core", "codec/imageio", "codec/cli")) {
            Files.createDirectories(checkout.resolve(module).resolve("src/main/java"));
            Files.createFile(checkout.resolve(module).resolve("pom.xml"));
        }
        jar = checkout.resolve("codec/cli/target/sdcodec.jar");
        tools = Files.createDirectories(folder.toRealPath().resolve("too ls/bin"));
        tool("java", "for a in \"$@\"; do printf '<%s>\\n' \"$a\"; done; exit 7");
        tool("mvn", "pwd; mkdir -p codec/cli/target; echo built >> codec/cli/target/sdcodec.jar");
    }

    @Test
    void buildsAMissingJarOnceAndPassesArgumentsAndStatus() throws Exception {
        Ended first = run(checkout.resolve("sdcodec"), "encode", "my photo.jpg", "", "*");
        assertThat(first.out()).containsExactly("<-jar>", "<" + jar + ">", "<encode>", "<my photo.jpg>", "<>", "<*>");
        assertThat(first.err()).singleElement().asString().contains("building");
        assertThat(first.status()).isEqualTo(7);

        Ended second = run(checkout.resolve("sdcodec"), "info");
        assertThat(second.err()).isEmpty();
        assertThat(jar).hasContent("built");
    }

    @Test
    void buildsAgainWhenASourceOrPomIsNewer() throws Exception {
        run(checkout.resolve("sdcodec"));
        for (String changed : List.of("vae/src/main/java/New.java", "engine/pom.xml", "codec/pom.xml", "pom.xml")) {
            age();
            Files.writeString(checkout.resolve(changed), "changed");
            assertThat(run(checkout.resolve("sdcodec")).err()).as(changed).hasSize(1);
            assertThat(run(checkout.resolve("sdcodec")).err()).as(changed).isEmpty();
        }
        Files.delete(checkout.resolve("vae/src/main/java/New.java"));
        age();
        Files.setLastModifiedTime(checkout.resolve("vae/src/main/java"), FileTime.from(Instant.now()));
        assertThat(run(checkout.resolve("sdcodec")).err()).as("a deleted file").hasSize(1);
    }

    @Test
    void worksThroughLinksFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("a link"), checkout.resolve("sdcodec"));
        Path second = Files.createSymbolicLink(tools.resolve("relative"), Path.of("../../a link"));
        assertThat(run(link, "x").out()).contains("<" + jar + ">");
        assertThat(run(second, "x").out()).contains("<" + jar + ">");
    }

    @Test
    void aFailedBuildIsShownAndNothingRuns() throws Exception {
        tool("mvn", "echo 'compiler says no'; exit 1");
        Ended ended = run(checkout.resolve("sdcodec"), "info");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("compiler says no").last().asString().contains("failed");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void aJavaHomeWithoutJavaIsAnError() throws Exception {
        Files.delete(tools.resolve("java"));
        Ended ended = run(checkout.resolve("sdcodec"), "info");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).singleElement().asString().contains("JAVA_HOME");
    }

    private void tool(String name, String body) throws IOException {
        Path file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Makes everything old, so that a change now is newer whatever the file system's resolution. */
    private void age() throws IOException {
        FileTime old = FileTime.from(Instant.now().minusSeconds(100));
        try (var files = Files.walk(checkout)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, old);
            }
        }
    }

    private Ended run(Path script, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", tools.getParent().toString());
        builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
        Path err = folder.resolve("err.txt");
        builder.redirectError(err.toFile());
        Process process = builder.start();
        List<String> out = process.inputReader().lines().toList();
        return new Ended(process.waitFor(), out, Files.readAllLines(err));
    }
}
