package org.sdcodec.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.engine.KernelLookup;

class RelaunchTest {

    private static final int JAVA_8_CLASS_FILE = 52;

    @TempDir
    Path folder;

    @Test
    void theChildHasTheOptionsOfItsParentButNoAgentsAndDebuggers() {
        List<String> options = List.of(
                "-Xmx1g",
                "-javaagent:a.jar=x",
                "-agentlib:jdwp=transport=dt_socket,server=y",
                "-agentpath:/x.so",
                "-Xdebug",
                "-Xrunjdwp:server=y",
                "-Dcom.sun.management.jmxremote.port=1",
                "-Dsdcodec.kernels=vector");
        List<String> command =
                Relaunch.command("java", options, null, "a b.jar:c.jar", new String[] {"encode", "a b.jpg", ""});
        assertThat(command)
                .containsSubsequence(
                        "java", "--add-modules=jdk.incubator.vector", "-Xmx1g", "-Dsdcodec.kernels=vector");
        assertThat(command).noneMatch(argument -> argument.matches("-(javaagent|agent|Xdebug|Xrun|Dcom).*"));
        assertThat(command.subList(command.indexOf("-cp"), command.size()))
                .containsExactly("-cp", "a b.jar:c.jar", Launcher.class.getName(), "encode", "a b.jpg", "");
    }

    @Test
    void theUsersCollectorAndHeapWin() {
        List<String> command =
                Relaunch.command("java", List.of("-XX:+UseZGC", "-XX:MaxRAMPercentage=20"), null, "x", new String[0]);
        assertThat(command).filteredOn(option -> option.contains("GC")).containsExactly("-XX:+UseZGC");
        assertThat(command).filteredOn(option -> option.contains("MaxRAM")).endsWith("-XX:MaxRAMPercentage=20");
    }

    @Test
    void theYoungGenerationIsBoundedOnlyWhereNobodyWouldBeWarned() {
        long large = 1L << 30;
        assertThat(Relaunch.childOptions(List.of(), large))
                .contains("-XX:MaxNewSize=16m", "-XX:PretenureSizeThreshold=64k");
        assertThat(Relaunch.childOptions(List.of(), 64L << 20))
                .noneMatch(option -> option.contains("NewSize") || option.contains("Pretenure"));
        for (String own :
                List.of("-Xmn40m", "-XX:NewSize=40m", "-XX:MaxNewSize=40m", "-XX:NewRatio=3", "-XX:+UseZGC")) {
            assertThat(Relaunch.childOptions(List.of(own), large))
                    .as(own)
                    .noneMatch(option -> option.contains("NewSize") || option.contains("Pretenure"));
        }
    }

    @Test
    void theHeapGrowsNoFurtherThanNeededWithOurCollectorOnly() {
        assertThat(Relaunch.childOptions(List.of(), 1L << 30))
                .contains("-XX:InitialRAMPercentage=0.2", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=15");
        assertThat(Relaunch.childOptions(List.of("-XX:+UseZGC"), 1L << 30))
                .noneMatch(option -> option.contains("HeapFreeRatio") || option.contains("InitialRAM"));
    }

    @Test
    void withoutTheOptimizingCompilerTheKernelsAreScalar() {
        assertThat(Relaunch.SCALAR_KERNELS).isEqualTo("-D" + KernelLookup.PROPERTY + "=scalar");
        for (List<String> options :
                List.of(List.of("-XX:TieredStopAtLevel=1"), List.of("-Xint"), List.of("-XX:TieredStopAtLevel=3"))) {
            assertThat(Relaunch.childOptions(options)).as("%s", options).contains(Relaunch.SCALAR_KERNELS);
        }
        assertThat(Relaunch.childOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=4")))
                .doesNotContain(Relaunch.SCALAR_KERNELS);
    }

    @Test
    void withoutManagementClassesTheOptionsAreTheWordsBeforeTheMainClass() {
        String[] words = {
            "-Xmx1g", "--limit-modules", "java.base", "-cp", "a b.jar", "-Dx=y", "org.sdcodec.X", "-Dno=option"
        };
        assertThat(Relaunch.optionsAmong(Optional.of(words)))
                .containsExactly("-Xmx1g", "--limit-modules=java.base", "-Dx=y");
        assertThat(Relaunch.optionsAmong(Optional.of(new String[] {"-Xint", "-jar", "x.jar", "-V"})))
                .containsExactly("-Xint");
        assertThat(Relaunch.optionsAmong(Optional.empty())).isEmpty();
    }

    @Test
    void onlyAPlainCommandLineSaysThatThereAreNoOptions() {
        Optional<String[]> plain = Optional.of(new String[] {"-jar", "sdcodec.jar", "encode", "-Xmx1g"});
        assertThat(Relaunch.namesNoOption(plain, Set.of("PATH"))).isTrue();
        for (String variable : List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS")) {
            assertThat(Relaunch.namesNoOption(plain, Set.of("PATH", variable)))
                    .as(variable)
                    .isFalse();
        }
        for (String first : List.of("-Xmx1g", "@options", "-cp")) {
            Optional<String[]> withOption = Optional.of(new String[] {first, "-jar", "sdcodec.jar"});
            assertThat(Relaunch.namesNoOption(withOption, Set.of())).as(first).isFalse();
        }
        assertThat(Relaunch.namesNoOption(Optional.of(new String[0]), Set.of())).isFalse();
        assertThat(Relaunch.namesNoOption(Optional.empty(), Set.of())).isFalse();
    }

    @Test
    void theProcessTellsOfItself() {
        assertThat(OwnProcess.id())
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        assertThat(OwnProcess.arguments().map(List::of))
                .isEqualTo(ProcessHandle.current().info().arguments().map(List::of));
    }

    @Test
    void commandLinesOfMoreThanAPageAreReadFromTheirFile(@TempDir Path folder) throws IOException {
        String classPath = "lib/a.jar:".repeat(1000);
        Path file = Files.writeString(folder.resolve("cmdline"), "java\0-Xmx321m\0-cp\0" + classPath + "\0Main\0");
        assertThat(OwnProcess.longArguments(file).orElseThrow()).containsExactly("-Xmx321m", "-cp", classPath, "Main");
        assertThat(OwnProcess.longArguments(folder.resolve("none"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', false",
        "--version, false",
        "--help, false",
        "help, false",
        "info a.sdc, false",
        "models, false",
        "pull sd-1.4, false",
        "encode --help, false",
        "decode -h, false",
        "encode, true",
        "encode a.jpg, true",
        "encode a.jpg -o -h, true",
        "decode a.sdc --preview, false",
        "doctor, true",
        "compare a.png b.sdc, true",
        "encode a.jpg --preview, true",
        "run vae, true",
        "unknown, false",
    })
    void onlyNetworksNeedASecondJvm(String line, boolean expected) {
        String[] args = line.isEmpty() ? new String[0] : line.split(" ");
        assertThat(StartPlan.of(args).runsNetworks()).isEqualTo(expected);
    }

    /** The coder of a large picture is faster on vectors, even where no network runs. */
    @Test
    void previewsOfLargeFilesNeedASecondJvm() throws IOException {
        Path large = Files.write(folder.resolve("large.sdc"), new byte[100_000]);
        Path small = Files.write(folder.resolve("small.sdc"), new byte[10_000]);
        assertThat(StartPlan.of("decode", "--preview", large.toString()).runsNetworks())
                .isTrue();
        assertThat(StartPlan.of("decode", "--preview", large.toString()).warmsUp())
                .isFalse();
        assertThat(StartPlan.of("decode", "--preview", small.toString()).runsNetworks())
                .isFalse();
    }

    @Test
    void aMissingJavaIsNoChild() {
        List<String> command = List.of(folder.resolve("java").toString());
        assertThatThrownBy(() -> Relaunch.run(command))
                .isInstanceOf(RelaunchException.class)
                .hasMessageContaining("could not be started");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs a POSIX shell")
    void aJvmThatDoesNotComeUpIsNoChild() throws IOException {
        List<String> command = script("echo 'Error: Could not create the Java Virtual Machine.' >&2; exit 1");
        assertThatThrownBy(() -> Relaunch.run(command)).isInstanceOf(RelaunchException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 77})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs a POSIX shell")
    void theExitStatusIsPassedOn(int status) throws Exception {
        assertThat(Relaunch.run(script("exit " + status))).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8", "9", "11", "16"})
    void aJavaThatIsTooOldIsTurnedDownInOneSentence(String version) {
        assertThat(Launcher.refusal(version))
                .contains("needs Java 17", "Java " + version + " ")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "21", "25", "100"})
    void aJavaThatIsNewEnoughIsNot(String version) {
        assertThat(Launcher.refusal(version)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Launcher",
                "Relaunch",
                "RelaunchException",
                "LineDropper",
                "OwnProcess",
                "ClassArchive",
                "ArchiveMaker",
                "PrivateFiles",
                "Checksums",
                "Handover",
                "OptimizingCompiler",
                "StartPlan",
                "Subcommand"
            })
    void java8CanLoadTheLauncher(String name) throws IOException {
        try (DataInputStream in = new DataInputStream(Launcher.class.getResourceAsStream(name + ".class"))) {
            in.readInt();
            in.readUnsignedShort();
            assertThat(in.readUnsignedShort()).isEqualTo(JAVA_8_CLASS_FILE);
        }
    }

    private List<String> script(String body) throws IOException {
        Path script = Files.writeString(folder.resolve("java.sh"), body + "\n");
        return List.of("/bin/sh", script.toString());
    }
}
