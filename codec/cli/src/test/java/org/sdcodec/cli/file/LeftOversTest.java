package org.sdcodec.cli.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LeftOversTest {

    @TempDir
    private Path folder;

    /** Another program that is in the middle of writing. */
    public static final class Writer {

        private Writer() {}

        /** @param args the file to write */
        public static void main(String[] args) throws Exception {
            AtomicFile file = new PendingFiles().create(Path.of(args[0]), false);
            file.stream().write(new byte[1 << 20]);
            System.out.println("half");
            System.in.read();
            file.commit();
        }
    }

    @Test
    void whatAKilledProgramLeftGoesWithTheNextFileInItsFolder() throws Exception {
        Process writer = writer("killed.bin");
        assertThat(names()).hasSize(1);
        writer.destroyForcibly().waitFor();
        assertThat(names()).as("left over").hasSize(1);
        write(new PendingFiles(), "next.bin");
        assertThat(names()).containsExactly("next.bin");
    }

    @Test
    void whatALiveProgramWritesStays() throws Exception {
        Process writer = writer("slow.bin");
        write(new PendingFiles(), "next.bin");
        assertThat(names()).hasSize(2).contains("next.bin");
        writer.getOutputStream().write('\n');
        writer.getOutputStream().close();
        assertThat(writer.waitFor()).isZero();
        assertThat(names()).containsExactly("next.bin", "slow.bin");
    }

    @Test
    void whatThisProgramWritesStays() throws IOException {
        PendingFiles pending = new PendingFiles();
        try (AtomicFile open = pending.create(folder.resolve("open.bin"), false)) {
            write(new PendingFiles(), "other.bin");
            open.stream().write(new byte[100]);
            open.commit();
        }
        assertThat(names()).containsExactly("open.bin", "other.bin");
    }

    @Test
    void filesOfOthersAreNotTouched() throws IOException {
        List<String> others = List.of(".sdc.tmp", ".notes.sdc.tmp", "1f-0123abcd.sdc.tmp", ".1f-0123abcd.sdc.tmpx");
        for (String other : others) {
            Files.writeString(folder.resolve(other), "theirs");
        }
        Path target = Files.writeString(folder.resolve("target"), "theirs");
        Path link = Files.createSymbolicLink(folder.resolve(".1f-0123abcd.sdc.tmp"), target);
        write(new PendingFiles(), "next.bin");
        assertThat(names()).containsAll(others).contains("next.bin", "target");
        assertThat(link).isSymbolicLink();
    }

    /** Another program that uses a temporary folder. */
    public static final class FolderUser {

        private FolderUser() {}

        /** @param args where the folder is to lie */
        public static void main(String[] args) throws Exception {
            try (TemporaryFolder temporary = TemporaryFolder.create(Path.of(args[0]), "test-")) {
                Files.createDirectory(temporary.path().resolve("work"));
                Files.writeString(temporary.path().resolve("work/picture.png"), "pixels");
                System.out.println("half");
                System.in.read();
            }
        }
    }

    @Test
    void theFolderOfAKilledProgramGoesWithTheNextOfItsKind() throws Exception {
        Process killed = start(FolderUser.class, folder);
        Process alive = start(FolderUser.class, folder);
        killed.destroyForcibly().waitFor();
        assertThat(names()).hasSize(2);
        List<String> others = List.of("test-", "test-1f-23", "other-1f-23");
        for (String other : others) {
            Files.writeString(Files.createDirectory(folder.resolve(other)).resolve("file"), "theirs");
        }
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve(".lock"), "theirs");
        Files.createSymbolicLink(folder.resolve("test-1f-45"), elsewhere);
        Path own;
        try (TemporaryFolder first = TemporaryFolder.create(folder, "test-");
                TemporaryFolder second = TemporaryFolder.create(folder, "test-")) {
            own = first.path();
            assertThat(second.path()).isNotEqualTo(own);
            assertThat(own).exists();
            // The live one's, two of this process, and what is not ours.
            assertThat(names()).hasSize(1 + 2 + others.size() + 2).containsAll(others);
            assertThat(elsewhere.resolve(".lock")).exists();
        }
        assertThat(own).doesNotExist();
        alive.getOutputStream().close();
        assertThat(alive.waitFor()).isZero();
        assertThat(names()).hasSize(others.size() + 2);
    }

    private void write(PendingFiles pending, String name) throws IOException {
        try (AtomicFile file = pending.create(folder.resolve(name), false)) {
            file.commit();
        }
    }

    private Process writer(String name) throws IOException {
        return start(Writer.class, folder.resolve(name));
    }

    private static Process start(Class<?> program, Path argument) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        argument.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()));
        assertThat(out.readLine()).isEqualTo("half");
        return process;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
