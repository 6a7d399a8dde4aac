package org.sdcodec.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void liesAmongTheUsersCaches() {
        assertThat(archive().file().getParent()).isEqualTo(caches.resolve("sdcodec"));
        assertThat(ClassArchive.of(jar.toString(), Map.of("HOME", "/home/x")).file())
                .startsWithRaw(Path.of("/home/x/.cache/sdcodec"));
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
        ClassArchive archive = archive();
        assertThat(Relaunch.command("java", List.of(), archive, "x", new String[0]))
                .noneMatch(option -> option.contains("SharedArchiveFile"));
        archive.make(java(JAVA));
        assertThat(files()).containsExactly(archive.file());
        assertThat(Relaunch.command("java", List.of("-Xshare:off"), archive, "x", new String[0]))
                .containsSubsequence("-XX:SharedArchiveFile=" + archive.file(), "-Xshare:off");
        assertThat(Relaunch.command("java", List.of("-XX:+UseZGC"), archive, "x", new String[0]))
                .as("with another collector")
                .noneMatch(option -> option.contains("SharedArchiveFile"));
    }

    @Test
    void aNewJarHasANewArchiveThatReplacesTheOld() throws Exception {
        ClassArchive old = archive();
        old.make(java(JAVA));
        Files.writeString(jar, "another jar");
        ClassArchive current = archive();
        assertThat(current.file()).isNotEqualTo(old.file());
        assertThat(current.exists()).isFalse();
        current.make(java(JAVA));
        assertThat(files()).containsExactly(current.file());
    }

    @Test
    void archivesOfOtherJarsGoWhenTheyAreOld() throws Exception {
        Path sdcodec = Files.createDirectories(caches.resolve("sdcodec"));
        Path recent = Files.writeString(sdcodec.resolve("classes-1-2.jsa"), "recent");
        Path old = Files.writeString(sdcodec.resolve("classes-3-4.jsa"), "old");
        Path other = Files.writeString(sdcodec.resolve("prompt"), "no archive");
        for (Path path : List.of(old, other)) {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofDays(100))));
        }
        ClassArchive archive = archive();
        archive.make(java(JAVA));
        assertThat(files()).containsExactlyInAnyOrder(archive.file(), recent, other);
    }

    @Test
    void aJavaThatCannotMakeOneIsNotAskedAgain() throws Exception {
        for (String body : List.of(JAVA + "; exit 1", "exit 0")) {
            Files.writeString(jar, "jar of " + body);
            ClassArchive archive = archive();
            assertThat(archive.isSettled()).isFalse();
            archive.make(java(body));
            assertThat(archive.isSettled()).isTrue();
            assertThat(archive.exists()).as("whether it is used").isFalse();
            assertThat(files()).containsExactly(archive.file());
        }
    }

    @Test
    void oneProcessMakesItAtATime() throws Exception {
        archive().make(java(JAVA));
        Path made = archive().file();
        Path unfinished =
                made.resolveSibling(made.getFileName().toString().replaceFirst("[0-9a-f]+\\.jsa$", "unfinished"));
        Files.delete(made);
        Files.createDirectory(unfinished);
        archive().make(java(JAVA));
        assertThat(files()).as("while another is at it").containsExactly(unfinished);

        Files.setLastModifiedTime(unfinished, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        archive().make(java(JAVA));
        assertThat(files()).as("when that one was killed long ago").containsExactly(made);
    }

    private String java(String body) throws IOException {
        Path script = Files.writeString(folder.resolve("java"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script.toString();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(caches.resolve("sdcodec"))) {
            return files.toList();
        }
    }
}
