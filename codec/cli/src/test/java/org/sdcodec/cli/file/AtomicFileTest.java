package org.sdcodec.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path folder;

    private static final byte[] CONTENT = "new".getBytes(StandardCharsets.US_ASCII);

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theFileAppearsOnCommitOnly() throws IOException {
        Path target = folder.resolve("a.png");
        try (AtomicFile file = AtomicFile.create(target, false)) {
            file.stream().write(CONTENT);
            assertThat(target).doesNotExist();
            file.commit();
            assertThat(target).hasBinaryContent(CONTENT);
            assertThatThrownBy(file::commit).isInstanceOf(IllegalStateException.class);
        }
        assertThat(names()).containsExactly("a.png");
    }

    @Test
    void withoutACommitNothingIsLeftAndNothingIsLost() throws IOException {
        Path target = Files.writeString(folder.resolve("a.png"), "old");
        try (AtomicFile file = AtomicFile.create(target, true)) {
            file.stream().write(new byte[1 << 18]);
            assertThat(names()).hasSize(2);
        }
        assertThat(names()).containsExactly("a.png");
        assertThat(target).hasContent("old");
    }

    @Test
    void overwritingHasToBeAllowed() throws IOException {
        Path target = Files.writeString(folder.resolve("a.png"), "old");
        assertThatThrownBy(() -> AtomicFile.create(target, false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exists already");
        try (AtomicFile file = AtomicFile.create(target, true)) {
            file.stream().write(CONTENT);
            file.commit();
        }
        assertThat(target).hasContent("new");
    }

    @Test
    void aTargetThatAppearsMeanwhileIsKept() throws IOException {
        Path target = folder.resolve("a.png");
        try (AtomicFile file = AtomicFile.create(target, false)) {
            file.stream().write(CONTENT);
            Files.writeString(target, "someone else's");
            assertThatThrownBy(file::commit).hasMessageContaining("exists already");
        }
        assertThat(target).hasContent("someone else's");
        assertThat(names()).containsExactly("a.png");
    }

    @Test
    void unsuitableTargetsAreRefused() throws IOException {
        Path inMissing = folder.resolve("missing/a.png");
        assertThatThrownBy(() -> AtomicFile.create(inMissing, false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not exist")
                .hasMessageContaining(inMissing.toString());
        assertThatThrownBy(() -> AtomicFile.create(folder, true)).hasMessageContaining("is a folder");
        Path inFile = Files.writeString(folder.resolve("b.png"), "old").resolve("a.png");
        assertThatThrownBy(() -> AtomicFile.check(inFile, true)).hasMessageContaining("b.png' is a file, not a folder");
        assertThatThrownBy(() -> AtomicFile.create(Path.of(""), true)).hasMessageContaining("cannot write");
    }

    @Test
    void devicesAreRefused() {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device), "skipped: this system has no /dev/null");
        assertThatThrownBy(() -> AtomicFile.create(device, true)).hasMessageContaining("device");
    }

    @Test
    void aFolderWithoutPermissionIsNamed() throws IOException {
        assumePosixPermissions();
        Path locked = Files.createDirectory(folder.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeTrue(!Files.isWritable(locked), "skipped: the super-user may write everywhere");
            Path target = locked.resolve("a.png");
            assertThatThrownBy(() -> AtomicFile.create(target, false)).hasMessageContaining("no permission");
        } finally {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void aReplacedFileKeepsItsPermissions() throws IOException {
        assumePosixPermissions();
        Path target = Files.writeString(folder.resolve("a.png"), "old");
        for (String permissions : new String[] {"rw-------", "rw-rw-rw-"}) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(permissions));
            try (AtomicFile file = AtomicFile.create(target, true)) {
                file.stream().write(CONTENT);
                file.commit();
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                    .isEqualTo(permissions);
        }
    }

    @Test
    void aNameMayBeAsLongAsTheSystemAllows() throws IOException {
        Path target = folder.resolve("n".repeat(251) + ".png");
        try {
            Files.delete(Files.createFile(target));
        } catch (IOException e) {
            assumeTrue(false, "skipped: this file system allows shorter names only");
        }
        try (AtomicFile file = AtomicFile.create(target, false)) {
            file.stream().write(CONTENT);
            file.commit();
        }
        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void aFolderThatTakesNoFilesIsNotExplainedByTheTemporaryFile() {
        Path target = Path.of("/proc/a.png");
        assumeTrue(Files.isDirectory(target.getParent()), "skipped: this system has no /proc");
        assertThatThrownBy(() -> AtomicFile.create(target, false))
                .hasMessageStartingWith("cannot write '/proc/a.png': ")
                .hasMessageContaining("choose another folder")
                .hasMessageNotContaining(".tmp");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        assumePosixPermissions();
        Path real = Files.writeString(folder.resolve("real.png"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.png"), real);
        try (AtomicFile file = AtomicFile.create(link, true)) {
            file.stream().write(CONTENT);
            file.commit();
        }
        assertThat(link).isSymbolicLink();
        assertThat(real).hasContent("new");
        Path broken = Files.createSymbolicLink(folder.resolve("broken.png"), folder.resolve("nowhere.png"));
        assertThatThrownBy(() -> AtomicFile.create(broken, true)).hasMessageContaining("broken link");
    }

    @Test
    void anInterruptedProgramCanRemoveWhatIsNotFinished() throws IOException {
        PendingFiles pending = new PendingFiles();
        try (AtomicFile done = pending.create(folder.resolve("done.png"), false);
                AtomicFile open = pending.create(folder.resolve("open.png"), false)) {
            done.stream().write(CONTENT);
            done.commit();
            open.stream().write(new byte[1 << 18]);
            pending.discardAll();
            assertThat(names()).containsExactly("done.png");
            assertThatThrownBy(() -> {
                        OutputStream out = open.stream();
                        out.write(new byte[1 << 18]);
                    })
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(open::commit).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> pending.create(folder.resolve("late.png"), false))
                .hasMessageContaining("ending");
        assertThat(names()).containsExactly("done.png");
    }

    private static void assumePosixPermissions() {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "skipped: this file system has no POSIX permissions");
    }
}
