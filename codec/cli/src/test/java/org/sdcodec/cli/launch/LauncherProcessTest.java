package org.sdcodec.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.Picture;

/** Starts real JVMs, as a user does. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LauncherProcessTest {

    private static final String LAUNCHER = "org.sdcodec.cli.launch.Launcher";

    @TempDir
    Path folder;

    private record Ended(int status, byte[] out, String err) {
        String text() {
            return new String(out, StandardCharsets.UTF_8);
        }
    }

    @Test
    void theVectorApiIsThereWithoutBeingAskedFor() throws Exception {
        Ended ended = run(List.of("-Xmx321m", "-Dfile.encoding=UTF-8"), "doctor");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.text()).containsPattern("kernels +vector-").contains("-Xmx321m");
        assertThat(ended.status()).isZero();
    }

    @Test
    void nothingIsRelaunchedIfTheModuleIsThere() throws Exception {
        // A relaunch would drop the warning.
        Ended ended = run(List.of("--add-modules=jdk.incubator.vector"), "doctor");
        assertThat(ended.err().lines()).singleElement().isEqualTo(Relaunch.INCUBATOR_WARNING);
        assertThat(ended.text()).containsPattern("kernels +vector-");
        assertThat(ended.status()).isZero();
    }

    @Test
    void theExitStatusComesThrough() throws Exception {
        assertThat(run(List.of(), "encode").status()).isEqualTo(2);
        Ended failed = run(List.of(), "decode", folder.resolve("nothing.sdc").toString());
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.err().lines())
                .singleElement()
                .asString()
                .startsWith("sdcodec: ")
                .contains("nothing.sdc");
    }

    @Test
    void standardStreamsComeThrough() throws Exception {
        BufferedImage image = new BufferedImage(33, 21, BufferedImage.TYPE_INT_RGB);
        Path png = folder.resolve("a b.png");
        ImageIO.write(image, "png", png.toFile());
        Process process = start(List.of(), List.of(), "encode", "-", "-", "--quiet");
        process.getOutputStream().write(Files.readAllBytes(png));
        process.getOutputStream().close();
        Ended encoded = end(process);
        assertThat(encoded.err()).isEmpty();
        assertThat(encoded.status()).isZero();

        Path sdc = Files.write(folder.resolve("a b.sdc"), encoded.out());
        Ended info = run(List.of(), "info", sdc.toString());
        assertThat(info.text()).contains("33x21");
    }

    @Test
    void withoutTheModuleItGoesOnWithOneWarning() throws Exception {
        // As the second JVM of a launcher, which this test stands for.
        String parent = "-Dsdcodec.parent=" + ProcessHandle.current().pid();
        Ended ended = end(start(List.of(parent), List.of(), "doctor"));
        assertThat(ended.err().lines()).singleElement().asString().contains("warning");
        assertThat(ended.text()).containsPattern("kernels +scalar");
        assertThat(ended.status()).isZero();
    }

    @Test
    void kernelsThatCannotBeHadAreAnError() throws Exception {
        Ended ended = run(List.of("-Dsdcodec.kernels=quantum"), "doctor");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("quantum");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
    void endingTheLauncherEndsItsChild() throws Exception {
        Process process = start(
                List.of(), List.of(), "encode", "-", folder.resolve("x.sdc").toString());
        ProcessHandle child = childOf(process);
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        child.onExit().get(30, TimeUnit.SECONDS);
        assertThat(files()).isEmpty();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
    void aKilledLauncherDoesNotLeaveItsChildBehind() throws Exception {
        Process process = start(
                List.of(), List.of(), "encode", "-", folder.resolve("x.sdc").toString());
        ProcessHandle child = childOf(process);
        process.destroyForcibly();
        child.onExit().get(30, TimeUnit.SECONDS);
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
    void aLauncherThatIsKilledAtTheBirthOfItsChildDoesNotLeaveItBehind() throws Exception {
        for (int millis : new int[] {0, 30, 100, 200}) {
            Process process = start(
                    List.of(), List.of(), "encode", "-", folder.resolve("x.sdc").toString());
            ProcessHandle child = childOf(process);
            Thread.sleep(millis);
            process.destroyForcibly();
            child.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx64m", "-Xmx128m", "-Xmx512m", "-Xmn40m"})
    void theJvmPutsNoWordsAmongResults(String option) throws Exception {
        Path sdc = sdc();
        Ended decoded = run(List.of(option), "decode", "--quiet", sdc.toString(), "-");
        assertThat(decoded.err()).isEmpty();
        assertThat(decoded.status()).isZero();
        assertThat(decoded.out()).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void whatTheUsersOptionsMakeTheJvmSayGoesToStandardError() throws Exception {
        // More than the heap, of which the JVM warns.
        Ended decoded = run(List.of("-Xmx64m", "-XX:MaxNewSize=80m"), "decode", "--quiet", sdc().toString(), "-");
        assertThat(decoded.err()).contains("MaxNewSize");
        assertThat(decoded.out()).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void aRuntimeWithoutManagementServesToo() throws Exception {
        String modules =
                "java.base,java.desktop,java.logging,java.net.http,java.xml,jdk.incubator.vector,jdk.unsupported";
        Ended ended = run(List.of("--limit-modules", modules, "-Xmx321m"), "doctor");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.text()).containsPattern("kernels +vector-").containsPattern("heap +up to 3\\d\\d MiB");
        assertThat(ended.status()).isZero();
    }

    @Test
    void theDoctorSaysWhatIsSlow() throws Exception {
        Ended client = run(List.of("-XX:TieredStopAtLevel=1"), "doctor");
        assertThat(client.text())
                .containsPattern("kernels +scalar")
                .containsPattern("slow +no optimizing compiler")
                .contains("works, but is slow here");
        assertThat(client.status()).isZero();
        Ended usual = run(List.of(), "doctor");
        assertThat(usual.text()).doesNotContain("slow").containsPattern("archive +none: the class path");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs a POSIX shell")
    void aDiskThatTakesNoMoreIsReportedWithTheFile() throws Exception {
        Path bmp = folder.resolve("large.bmp");
        Path sdc = sdc();
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 8; exec \"$@\"", "sh"));
        command.addAll(command(List.of("-XX:-UsePerfData"), "decode", sdc.toString(), bmp.toString()));
        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        Ended ended = end(process);
        assertThat(ended.err())
                .startsWith("sdcodec: cannot write '" + bmp + "': ")
                .hasLineCount(1);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(files()).containsExactly(sdc);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such devices")
    void inputsWithoutEndAreRefusedByTheirStart() throws Exception {
        Ended ended = run(List.of("-Xmx64m"), "info", "/dev/zero");
        assertThat(ended.err()).contains("cannot read '/dev/zero'").contains("not an .sdc file");
        assertThat(ended.status()).isEqualTo(1);
    }

    private Path sdc() throws IOException {
        try (Codec codec = Codec.embedded()) {
            int[] pixels = new int[64 * 64];
            pixels[0] = 0xffffff;
            byte[] file = codec.encode(Picture.opaque(64, 64, pixels));
            return Files.write(folder.resolve("small.sdc"), file);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
    void anInterruptedProgramLeavesNoPartialFile() throws Exception {
        List<String> command = List.of(
                java(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.sdcodec.cli.HalfWritten",
                folder.resolve("half.png").toString());
        Process process = new ProcessBuilder(command).start();
        assertThat(process.inputReader().readLine()).isEqualTo("half");
        assertThat(files()).as("the temporary file").hasSize(1);
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(files()).isEmpty();
    }

    private static ProcessHandle childOf(Process launcher) throws InterruptedException {
        // The command that runs is blocked on its standard input, so the child stays.
        while (launcher.isAlive()) {
            List<ProcessHandle> children = launcher.children().toList();
            if (!children.isEmpty()) {
                return children.get(0);
            }
            Thread.sleep(1);
        }
        throw new AssertionError("the launcher ended with status " + launcher.exitValue());
    }

    private Ended run(List<String> options, String... args) throws Exception {
        Process process = start(options, List.of(), args);
        process.getOutputStream().close();
        return end(process);
    }

    private static Ended end(Process process) throws Exception {
        StringBuilder err = new StringBuilder();
        Thread reader = new Thread(() ->
                process.errorReader().lines().forEach(line -> err.append(line).append('\n')));
        reader.start();
        byte[] out = process.getInputStream().readAllBytes();
        reader.join();
        return new Ended(process.waitFor(), out, err.toString());
    }

    private static Process start(List<String> options, List<String> environment, String... args) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(options, args));
        for (String variable : environment) {
            builder.environment().put(variable.split("=")[0], variable.split("=")[1]);
        }
        return builder.start();
    }

    private static List<String> command(List<String> options, String... args) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LAUNCHER));
        command.addAll(List.of(args));
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
