package org.sdcodec.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.imageio.SdcImageIO;

/** ImageIO finds the plug-in where the library is on the module path, with and without the vector module. */
class ModulePathTest {

    /** The library and what it needs, without the tests. */
    private static final String LIBRARY = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.replace('\\', '/')
                    .matches(".*(/classes|/(sdcodec|ejml-core|ejml-ddense|jackson-core)[^/]*(?<!tests)\\.jar)"))
            .collect(Collectors.joining(File.pathSeparator));

    @TempDir
    Path folder;

    @Test
    void imageIoFindsThePlugin() throws Exception {
        assertThat(run("--add-modules=org.sdcodec.imageio,jdk.incubator.vector"))
                .filteredOn(line -> !line.startsWith("WARNING"))
                .containsExactly("module org.sdcodec.imageio: 40x24, vector kernels");
    }

    @Test
    void withoutTheVectorModuleNothingIsPrinted() throws Exception {
        assertThat(run("--add-modules=org.sdcodec.imageio"))
                .containsExactly("module org.sdcodec.imageio: 40x24, scalar kernels");
    }

    private List<String> run(String modules) throws IOException, InterruptedException {
        Path file = folder.resolve("x.sdc");
        try (var in = SdcImageIO.class.getResourceAsStream("opaque.sdc")) {
            Files.copy(in, file);
        }
        // Alone, so that no other test shares a package with a module.
        String name = Program.class.getName().replace('.', '/') + ".class";
        Path program = folder.resolve("program").resolve(name);
        Files.createDirectories(program.getParent());
        try (var in = ModulePathTest.class.getClassLoader().getResourceAsStream(name)) {
            Files.copy(in, program);
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        modules,
                        "--module-path=" + LIBRARY,
                        "-cp",
                        folder.resolve("program").toString(),
                        Program.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(output).isTrue();
        return output.lines().toList();
    }

    /** Prints who reads files, what it gives, and on which kernels. */
    static final class Program {

        private Program() {}

        /** @param args the file */
        public static void main(String[] args) throws IOException {
            ImageReader reader = ImageIO.getImageReadersBySuffix("sdc").next();
            var image = ImageIO.read(new File(args[0]));
            System.out.println(reader.getClass().getModule() + ": " + image.getWidth() + "x" + image.getHeight() + ", "
                    + SdcImageIO.kernels().replaceAll("-.*", "") + " kernels");
        }
    }
}
