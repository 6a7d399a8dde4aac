package org.sdcodec.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.hub.HubEnvironment;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs a POSIX shell")
class ClassArchiveTest {

    // Lists classes, as a JVM does when it ends, or makes an archive of those that are listed.
    private static final String JAVA = "for a in \"$@\"; do case $a in"
            + " -XX:DumpLoadedClassList=*) echo a/Class > \"${a#*=}\";;"
            + " -XX:SharedClassListFile=*) list=${a#*=};;"
            + " -XX:SharedArchiveFile=*) cat \"$list\" > \"${a#*=}\";; esac; done";

    @TempDir
    Path folder;

    private Path jar;
    private Path caches;

    @BeforeEach
    void layOut() throws IOException {
        jar = Files.writeString(folder.resolve("sdcodec.jar"), "jar");
        caches = folder.resolve("caches");
    }

    private ClassArchive archive() {
        return ClassArchive.of(jar.toString(), Map.of("XDG_CACHE_HOME", caches.toString()));
    }

    private void make(String java) throws Exception {
        new ArchiveMaker(archive()).make(java);
    }

    @Test
    void liesAmongTheUsersCaches() {
        assertThat(archive().folder()).isEqualTo(caches.resolve("sdcodec/classes"));
        assertThat(ClassArchive.of(jar.toString(), Map.of("HOME", "/home/x")).folder())
                .startsWithRaw(Path.of("/home/x/.cache/sdcodec"));
    }

    @Test
    void liesWhereTheOtherCachesLie() {
        for (Map<String, String> variables : List.of(
                Map.of("XDG_CACHE_HOME", caches.toString(), "HOME", "/home/x"),
                Map.of("XDG_CACHE_HOME", "relative", "HOME", "/home/x"),
                Map.of("HOME", "/home/x"))) {
            assertThat(ClassArchive.of(jar.toString(), variables).folder().getParent())
                    .isEqualTo(new HubEnvironment(variables).sdcodecCache().orElseThrow());
        }
    }

    @Test
    void thereIsNoneWithoutAPlaceOrAJarOrIfItIsSwitchedOff() {
        Map<String, String> home = Map.of("HOME", folder.toString());
        assertThat(ClassArchive.of(jar.toString(), home)).isNotNull();
        assertThat(ClassArchive.of(jar.toString(), Map.of())).isNull();
        assertThat(ClassArchive.of(jar.toString(), Map.of("HOME", "relative"))).isNull();
        assertThat(ClassArchive.of(jar.toString(), Map.of("HOME", "/a" + File.pathSeparator + "b")))
                .isNull();
        assertThat(ClassArchive.of(folder.toString(), home)).isNull();
        assertThat(ClassArchive.of(jar + ":" + jar, home)).isNull();
        assertThat(ClassArchive.of(jar.toString(), Map.of("HOME", folder.toString(), ClassArchive.VARIABLE, "off")))
                .isNull();
    }

    @Test
    void isMadeOnceAndUsedFromThenOn() throws Exception {
        assertThat(Relaunch.command("java", List.of(), archive(), "x", new String[0]))
                .noneMatch(option -> option.contains("SharedArchiveFile"));
        make(java(JAVA));
        ClassArchive archive = archive();
        assertThat(archive.isSettled()).isTrue();
        assertThat(archives()).containsExactly(archive.file());
        assertThat(Relaunch.command("java", List.of("-Xshare:off"), archive, "x", new String[0]))
                .containsSubsequence("-XX:SharedArchiveFile=" + archive.file(), "-Xshare:off");
        assertThat(Relaunch.command("java", List.of("-XX:+UseZGC"), archive, "x", new String[0]))
                .as("with another collector")
                .noneMatch(option -> option.contains("SharedArchiveFile"));
    }

    @Test
    void nobodyElseCanEnterItsFolder() throws Exception {
        make(java(JAVA));
        Path classes = archive().folder();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(classes)))
                .isEqualTo("rwx------");
    }

    @Test
    void anArchiveThatOthersCanChangeIsNotUsed() throws Exception {
        make(java(JAVA));
        Path made = archive().file();
        for (Path path : List.of(made, made.getParent())) {
            Set<PosixFilePermission> own = Files.getPosixFilePermissions(path);
            for (PosixFilePermission other :
                    List.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE)) {
                Set<PosixFilePermission> more = EnumSet.copyOf(own);
                more.add(other);
                Files.setPosixFilePermissions(path, more);
                ClassArchive archive = archive();
                assertThat(archive.exists()).as(path + " " + other).isFalse();
                assertThat(archive.reason()).isEqualTo(path + " can be changed by other users");
                assertThat(archive.isSettled()).as("whether none is made").isTrue();
            }
            Files.setPosixFilePermissions(path, own);
        }
        assertThat(archive().exists()).isTrue();
    }

    @Test
    void anArchiveOfAnotherUserIsNotUsed() throws Exception {
        make(java(JAVA));
        Path made = archive().file();
        try {
            Files.setAttribute(made, "unix:uid", 12345);
        } catch (IOException e) {
            assumeTrue(false, "skipped: only the super-user can give files away");
        }
        assertThat(archive().exists()).isFalse();
        assertThat(archive().reason()).contains("belongs to another user");
    }

    @Test
    void aLinkIsNoFolderOfOurs() throws Exception {
        make(java(JAVA));
        Path classes = archive().folder();
        Path elsewhere = Files.move(classes, folder.resolve("elsewhere"));
        Files.createSymbolicLink(classes, elsewhere);
        assertThat(archive().exists()).isFalse();
        assertThat(archive().reason()).contains("is no folder");
    }

    @Test
    void aDamagedArchiveIsRemovedAndMadeAgain() throws Exception {
        make(java(JAVA));
        Path made = archive().file();
        Files.writeString(made, "a/Glass\n");
        ClassArchive damaged = archive();
        assertThat(damaged.exists()).isFalse();
        assertThat(damaged.isSettled()).isFalse();
        assertThat(made).doesNotExist();
        make(java(JAVA));
        assertThat(archive().file()).isEqualTo(made);
    }

    @Test
    void aNewJarHasANewArchiveThatReplacesTheOld() throws Exception {
        make(java(JAVA));
        ClassArchive old = archive();
        FileTime time = Files.getLastModifiedTime(jar);
        Files.writeString(jar, "rag");
        Files.setLastModifiedTime(jar, time);
        ClassArchive current = archive();
        assertThat(current.exists())
                .as("one of another jar of the same length and time")
                .isFalse();
        make(java(JAVA));
        assertThat(archive().file()).isNotEqualTo(old.file());
        assertThat(archives()).containsExactly(archive().file());
    }

    @Test
    void allWaysToWriteTheJarsPathShareOne() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link.jar"), jar);
        Path relative = Path.of("").toAbsolutePath().relativize(jar);
        for (Path other : List.of(link, relative, folder.resolve("caches/../sdcodec.jar"))) {
            Files.createDirectories(caches);
            ClassArchive archive = ClassArchive.of(other.toString(), Map.of("XDG_CACHE_HOME", caches.toString()));
            assertThat(archive.stem()).as("%s", other).isEqualTo(archive().stem());
            // And this is the path that the JVM is given, which compares paths.
            assertThat(Relaunch.command("java", List.of(), archive, other.toString(), new String[0]))
                    .containsSubsequence("-cp", jar.toRealPath().toString());
        }
    }

    @Test
    void archivesOfOtherJarsGoWhenTheyAreOld() throws Exception {
        PrivateFiles.createFolder(archive().folder());
        Path classes = archive().folder();
        Path recent = Files.writeString(classes.resolve("1-2-3.jsa"), "recent");
        Path old = Files.writeString(classes.resolve("3-4-5.jsa"), "old");
        Path other = Files.writeString(classes.resolve("prompt"), "no archive");
        for (Path path : List.of(old, other)) {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofDays(100))));
        }
        make(java(JAVA));
        assertThat(archives()).containsExactlyInAnyOrder(archive().file(), recent);
        assertThat(other).exists();
    }

    @Test
    void aJavaThatCannotMakeOneIsNotAskedAgainForADay() throws Exception {
        for (String body : List.of(JAVA + "; exit 1", "exit 0")) {
            Files.writeString(jar, "jar of " + body);
            assertThat(archive().isSettled()).isFalse();
            make(java(body));
            ClassArchive archive = archive();
            assertThat(archive.isSettled()).isTrue();
            assertThat(archive.reason()).isNotBlank();
            assertThat(archive.exists()).as("whether it is used").isFalse();
            Files.setLastModifiedTime(
                    archive.failure(), FileTime.from(Instant.now().minus(Duration.ofHours(25))));
            assertThat(archive().isSettled()).as("a day later").isFalse();
            make(java(JAVA));
            assertThat(archive().exists()).as("what another try makes").isTrue();
            assertThat(archive.failure()).doesNotExist();
        }
    }

    @Test
    void whatCannotBeWrittenForbidsNothingForEver() throws Exception {
        // As with a full disk: bytes are missing, and the JVM says so by its status, or does not.
        for (String end : List.of("exit 1", "exit 0")) {
            make(java(JAVA.replace("cat \"$list\"", ":") + "; " + end));
            assertThat(archive().exists()).isFalse();
            Files.deleteIfExists(archive().failure());
        }
        make(java(JAVA));
        assertThat(archive().exists()).isTrue();
    }

    @Test
    void oneProcessMakesItAtATime() throws Exception {
        PrivateFiles.createFolder(archive().folder());
        Path lock = archive().folder().resolve(archive().key() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            make(java(JAVA));
            assertThat(archives()).as("while another is at it").isEmpty();
        }
        Path unfinished =
                Files.createDirectory(archive().folder().resolve(archive().key() + ".unfinished"));
        Files.writeString(unfinished.resolve("made.jsa"), "half");
        make(java(JAVA));
        assertThat(archive().exists()).as("when that one was killed").isTrue();
        assertThat(unfinished).doesNotExist();
    }

    private String java(String body) throws IOException {
        Path script = Files.writeString(folder.resolve("java"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script.toString();
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(archive().folder())) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }
}
