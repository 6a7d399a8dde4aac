package org.sdcodec.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Archives of this Java, whole and damaged, of a jar with one small program. The JVM by itself crashes on some of them,
 * or never ends.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs a POSIX file system")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DamagedArchiveTest {

    private static final int PAGE = 4096;

    @TempDir
    static Path folder;

    private static Path jar;
    private static byte[] whole;
    private static String name;

    /** Prints a word if it has the classes that a start needs. */
    public static final class Program {

        private Program() {}

        /** @param args none */
        public static void main(String[] args) {
            ClassArchive.removeIfRefused();
            System.out.print("started " + Subcommand.named("encode").title());
        }
    }

    @BeforeAll
    static void makeArchive() throws Exception {
        jar = folder.toRealPath().resolve("program.jar");
        writeJar(jar);
        ClassArchive archive = archive();
        PrivateFiles.createFolder(archive.folder());
        Path list = Files.writeString(
                folder.resolve("classes.txt"),
                "java/lang/Object\n" + Subcommand.class.getName().replace('.', '/') + "\n");
        Path made = folder.resolve("made.jsa");
        List<String> dump = new ArrayList<>(List.of(java()));
        dump.addAll(Relaunch.MODULES_AND_HEAP);
        dump.addAll(List.of("-XX:+UseG1GC", "-Xshare:dump", "-XX:SharedClassListFile=" + list));
        dump.addAll(List.of("-XX:SharedArchiveFile=" + made, "-cp", jar.toString()));
        Process process = new ProcessBuilder(dump)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("dump.txt").toFile())
                .start();
        assertThat(process.waitFor()).as("status of the dump").isZero();
        whole = Files.readAllBytes(made);
        name = archive.nameFor(made).getFileName().toString();
    }

    @AfterAll
    static void forget() {
        whole = null;
    }

    private enum Damage {
        FIRST_PAGE_ZERO {
            @Override
            byte[] of(byte[] bytes) {
                Arrays.fill(bytes, 0, PAGE, (byte) 0);
                return bytes;
            }
        },
        A_PAGE_ZERO {
            @Override
            byte[] of(byte[] bytes) {
                int page = bytes.length / PAGE / 3 * PAGE;
                Arrays.fill(bytes, page, page + PAGE, (byte) 0);
                return bytes;
            }
        },
        EVERY_TENTH_PAGE_ZERO {
            @Override
            byte[] of(byte[] bytes) {
                for (int at = PAGE; at + PAGE <= bytes.length; at += 10 * PAGE) {
                    Arrays.fill(bytes, at, at + PAGE, (byte) 0);
                }
                return bytes;
            }
        },
        LAST_PAGE_ZERO {
            @Override
            byte[] of(byte[] bytes) {
                Arrays.fill(bytes, bytes.length - PAGE, bytes.length, (byte) 0);
                return bytes;
            }
        },
        ONE_BIT {
            @Override
            byte[] of(byte[] bytes) {
                bytes[bytes.length / 2] ^= 1;
                return bytes;
            }
        },
        NOISE {
            @Override
            byte[] of(byte[] bytes) {
                Random random = new Random(1);
                for (int i = 0; i < 1000; i++) {
                    bytes[PAGE + random.nextInt(bytes.length - PAGE)] = (byte) random.nextInt();
                }
                return bytes;
            }
        },
        PAGES_SWAPPED {
            @Override
            byte[] of(byte[] bytes) {
                byte[] swapped = bytes.clone();
                int far = bytes.length / PAGE / 2 * PAGE;
                System.arraycopy(bytes, PAGE, swapped, far, PAGE);
                System.arraycopy(bytes, far, swapped, PAGE, PAGE);
                return swapped;
            }
        },
        CUT_IN_ITS_HEADER {
            @Override
            byte[] of(byte[] bytes) {
                return Arrays.copyOf(bytes, 100);
            }
        },
        CUT_IN_HALF {
            @Override
            byte[] of(byte[] bytes) {
                return Arrays.copyOf(bytes, bytes.length / 2);
            }
        },
        LAST_BYTE_MISSING {
            @Override
            byte[] of(byte[] bytes) {
                return Arrays.copyOf(bytes, bytes.length - 1);
            }
        },
        BYTES_ADDED {
            @Override
            byte[] of(byte[] bytes) {
                return Arrays.copyOf(bytes, bytes.length + PAGE);
            }
        },
        EMPTY {
            @Override
            byte[] of(byte[] bytes) {
                return new byte[0];
            }
        },
        TEXT {
            @Override
            byte[] of(byte[] bytes) {
                return "no archive".getBytes(StandardCharsets.US_ASCII);
            }
        };

        abstract byte[] of(byte[] bytes);
    }

    @Test
    void aWholeArchiveIsUsed() throws Exception {
        Path file = put(whole);
        ClassArchive archive = archive();
        assertThat(archive.file()).isEqualTo(file);
        assertThat(start(archive, "-Xshare:on")).isEqualTo("started encode");
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void aDamagedArchiveIsRemovedAndTheStartGoesWell(Damage damage) throws Exception {
        Path file = put(damage.of(whole.clone()));
        ClassArchive archive = archive();
        assertThat(archive.exists()).isFalse();
        assertThat(archive.isSettled()).as("whether no other is made").isFalse();
        assertThat(file).doesNotExist();
        assertThat(start(archive)).isEqualTo("started encode");
    }

    @Test
    void aWholeArchiveOfAnotherJarIsRefusedByTheJvmAndGoes() throws Exception {
        Path other = folder.toRealPath().resolve("other.jar");
        writeJar(other);
        FileTime time = FileTime.fromMillis(Files.getLastModifiedTime(jar).toMillis() - 10_000);
        Files.setLastModifiedTime(other, time);
        ClassArchive own = ClassArchive.of(other.toString(), caches());
        Path foreign = own.nameFor(put(whole));
        Files.write(foreign, whole);
        ClassArchive archive = ClassArchive.of(other.toString(), caches());
        assertThat(archive.file()).as("it has the right name and checksum").isEqualTo(foreign);
        assertThat(start(archive)).isEqualTo("started encode");
        assertThat(foreign).doesNotExist();
        ClassArchive after = ClassArchive.of(other.toString(), caches());
        assertThat(after.reason()).contains("refuses");
        assertThat(after.isSettled()).isTrue();
    }

    private static Map<String, String> caches() {
        return Map.of("XDG_CACHE_HOME", folder.resolve("caches").toString());
    }

    private static ClassArchive archive() {
        return ClassArchive.of(jar.toString(), caches());
    }

    /** Puts an archive where the whole one would be. */
    private static Path put(byte[] content) throws IOException {
        return Files.write(archive().folder().resolve(name), content);
    }

    private static void writeJar(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Class<?> type : List.of(
                    Program.class,
                    Subcommand.class,
                    Subcommand.Network.class,
                    Subcommand.Rehearsal.class,
                    ClassArchive.class,
                    Checksums.class,
                    PrivateFiles.class,
                    Handover.class)) {
                String entry = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new ZipEntry(entry));
                jar.write(type.getClassLoader().getResourceAsStream(entry).readAllBytes());
            }
        }
    }

    /** What the program prints; fails if it does not end well. */
    private static String start(ClassArchive archive, String... more) throws Exception {
        List<String> command = Relaunch.command(java(), List.of(), archive, jar.toString(), new String[0]);
        command.addAll(1 + command.indexOf(java()), List.of(more));
        command.set(command.indexOf(Launcher.class.getName()), Program.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(caches());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            fail("status " + process.exitValue() + ": " + said);
        }
        return said.replace(Relaunch.INCUBATOR_WARNING, "").strip();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
