package org.sdcodec.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program in one jar: with jars inside, as Spring Boot packs it, or with all classes merged, as shading does. */
class PackagedProgramTest {

    private static final String LAUNCHER = "org.springframework.boot.loader.launch.JarLauncher";
    private static final String PROGRAM = "org/sdcodec/examples/";

    @TempDir
    Path folder;

    /** Jars and folders of classes that the program needs. */
    private static List<Path> library() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.replace('\\', '/')
                        .matches(".*(/classes|/(sdcodec|ejml|jackson-core)[^/]*(?<!tests)\\.jar)"))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }

    /** The files below a folder or in a jar, by their names. */
    private static Map<String, byte[]> files(Path entry) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        if (Files.isDirectory(entry)) {
            try (Stream<Path> all = Files.walk(entry)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    files.put(entry.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
                }
            }
            return files;
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            for (var each : jar.stream().filter(each -> !each.isDirectory()).toList()) {
                files.put(each.getName(), jar.getInputStream(each).readAllBytes());
            }
        }
        return files;
    }

    private static Map<String, byte[]> program() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : List.of("PackagedProgram.class", "TestPicture.class")) {
            try (var in = PackagedProgramTest.class.getClassLoader().getResourceAsStream(PROGRAM + name)) {
                files.put(PROGRAM + name, in.readAllBytes());
            }
        }
        return files;
    }

    private Path jar(String name, String manifest, Map<String, byte[]> files, boolean stored) throws IOException {
        Path jar = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar)) {
            out.write(bytes(manifest, files, stored));
        }
        return jar;
    }

    /** @param stored whether nothing is compressed */
    private static byte[] bytes(String manifest, Map<String, byte[]> files, boolean stored) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.UTF_8), stored);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                put(zip, file.getKey(), file.getValue(), stored);
            }
        }
        return out.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content, boolean stored) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        if (stored) {
            CRC32 crc = new CRC32();
            crc.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    @Test
    void springBootsLoaderFindsEverything() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        // The loader looks for folders by entries of their own.
        for (String name : List.of("BOOT-INF/", "BOOT-INF/classes/", "BOOT-INF/lib/")) {
            files.put(name, new byte[0]);
        }
        Path loader = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("spring-boot-loader"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
        files(loader).forEach((name, content) -> {
            if (name.endsWith(".class")) {
                files.put(name, content);
            }
        });
        program().forEach((name, content) -> files.put("BOOT-INF/classes/" + name, content));
        int number = 0;
        for (Path entry : library()) {
            Map<String, byte[]> inside = files(entry);
            inside.remove("META-INF/MANIFEST.MF");
            files.put("BOOT-INF/lib/library-" + number++ + ".jar", bytes("Manifest-Version: 1.0\n", inside, false));
        }
        String manifest = "Manifest-Version: 1.0\nMain-Class: " + LAUNCHER
                + "\nStart-Class: org.sdcodec.examples.PackagedProgram\n"
                + "Spring-Boot-Classes: BOOT-INF/classes/\nSpring-Boot-Lib: BOOT-INF/lib/\n";
        // Jars inside have to be stored as they are.
        Path jar = jar("boot.jar", manifest, files, true);
        assertThat(run("--add-modules=jdk.incubator.vector", "-jar", jar.toString()))
                .isEqualTo(expected("vector"));
        assertThat(run("-jar", jar.toString())).isEqualTo(expected("scalar"));
    }

    @Test
    void oneMergedJarHasEverything() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>(program());
        for (Path entry : library()) {
            files(entry).forEach((name, content) -> {
                if (!name.endsWith("module-info.class") && !name.equals("META-INF/MANIFEST.MF")) {
                    // Of services the entries of all files count; the library's names never meet.
                    boolean first = files.putIfAbsent(name, content) == null;
                    assertThat(first || !name.startsWith("META-INF/services/"))
                            .as(name)
                            .isTrue();
                }
            });
        }
        String manifest = "Manifest-Version: 1.0\nMain-Class: org.sdcodec.examples.PackagedProgram\n";
        Path jar = jar("merged.jar", manifest, files, false);
        assertThat(run("--add-modules=jdk.incubator.vector", "-jar", jar.toString()))
                .isEqualTo(expected("vector"));
    }

    /** What the program prints in this JVM, where its classes lie in folders and jars. */
    private static List<String> expected(String kernels) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            PackagedProgram.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        List<String> lines =
                new ArrayList<>(out.toString(StandardCharsets.UTF_8).lines().toList());
        assertThat(lines).hasSize(5).contains("written: true");
        return lines.stream()
                .map(line -> line.replaceAll("(scalar|vector) kernels", kernels + " kernels"))
                .toList();
    }

    private static List<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(output).isTrue();
        return output.lines().filter(line -> !line.startsWith("WARNING")).toList();
    }
}
