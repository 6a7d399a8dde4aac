package org.sdcodec.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.engine.Engine;
import org.sdcodec.unet.UNet2DConditionModel;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.weights.ModelFiles;
import tools.jackson.core.json.JsonFactory;

/**
 * A program that depends on the library alone compiles against its public package and runs, on class path and module
 * path. The same program against the installed artifacts, outside of this build, is a part of {@code .ci/run}.
 */
class ConsumerTest {

    /** What a dependency on {@code org.sdcodec:sdcodec} brings. */
    private static final String LIBRARY = Stream.of(
                    Codec.class,
                    Engine.class,
                    ModelFiles.class,
                    Autoencoder.class,
                    UNet2DConditionModel.class,
                    JsonFactory.class,
                    DMatrixRMaj.class,
                    CommonOps_DDRM.class)
            .map(ConsumerTest::location)
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));

    @TempDir
    Path folder;

    private Path source;
    private Path classes;

    @BeforeEach
    void writeSource() throws IOException {
        source = Files.createDirectories(folder.resolve("src/example")).resolve("Consumer.java");
        classes = folder.resolve("classes");
        try (InputStream text = ConsumerTest.class.getResourceAsStream("/consumer/Consumer.java.txt")) {
            Files.copy(text, source);
        }
    }

    @Test
    void worksOnTheClassPath() throws Exception {
        assertThat(compile("-cp", LIBRARY, source.toString())).isEmpty();
        assertThat(run("-cp", classes + File.pathSeparator + LIBRARY, "example.Consumer"))
                .containsExactly(
                        "unnamed module: 40x24, preview 5x3, scalar, [scalar, original, ddcm, diffc]",
                        "MALFORMED_FILE");
    }

    /** As in a runtime image that jlink makes of the base and the vector module alone. */
    @Test
    void worksOnTheBaseModuleAlone() throws Exception {
        assertThat(compile("-cp", LIBRARY, source.toString())).isEmpty();
        assertThat(run(
                        "--limit-modules=java.base,jdk.incubator.vector",
                        "-cp",
                        classes + File.pathSeparator + LIBRARY,
                        "example.Consumer"))
                .containsExactly(
                        "unnamed module: 40x24, preview 5x3, scalar, [scalar, original, ddcm, diffc]",
                        "MALFORMED_FILE");
    }

    @Test
    void downloadsSayWhichModuleTheyNeed() throws Exception {
        Files.writeString(source, """
                package example;
                public final class Consumer {
                    public static void main(String[] args) {
                        try {
                            new org.sdcodec.weights.hub.Downloader(
                                    new org.sdcodec.weights.hub.HubEnvironment(java.util.Map.of()));
                            System.out.println("ready");
                        } catch (RuntimeException e) {
                            System.out.println(e.getMessage());
                        }
                    }
                }
                """);
        assertThat(compile("-cp", LIBRARY, source.toString())).isEmpty();
        String path = classes + File.pathSeparator + LIBRARY;
        assertThat(run("-cp", path, "example.Consumer")).containsExactly("ready");
        assertThat(run("--limit-modules=java.base,jdk.incubator.vector", "-cp", path, "example.Consumer"))
                .singleElement()
                .asString()
                .startsWith("downloads need the module java.net.http, which this Java runtime lacks; ");
    }

    @Test
    void worksOnTheModulePath() throws Exception {
        Path module = module("requires org.sdcodec;");
        assertThat(compile("--module-path", LIBRARY, module.toString(), source.toString()))
                .isEmpty();
        assertThat(run("--module-path", classes + File.pathSeparator + LIBRARY, "--module", "example/example.Consumer"))
                .containsExactly(
                        "module org.sdcodec: 40x24, preview 5x3, scalar, [scalar, original, ddcm, diffc]",
                        "MALFORMED_FILE");
    }

    @Test
    void whatIsNotPublicIsNotVisible() throws Exception {
        Path module = module("requires org.sdcodec;");
        Files.writeString(
                source,
                Files.readString(source).replace("org.sdcodec.Preview;", "org.sdcodec.codec.pipeline.SdcCodec;"));
        assertThat(compile("--module-path", LIBRARY, module.toString(), source.toString()))
                .contains("package org.sdcodec.codec.pipeline is not visible");
    }

    private Path module(String directives) throws IOException {
        return Files.writeString(folder.resolve("src/module-info.java"), "module example { " + directives + " }");
    }

    /** What the compiler says; nothing if all is well. */
    private String compile(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-d", classes.toString()));
        all.addAll(List.of(arguments));
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        ToolProvider.findFirst("javac").orElseThrow().run(out, out, all.toArray(String[]::new));
        // The engine's module requires an incubating one, if it is there.
        return said.toString()
                .lines()
                .filter(line -> !line.contains("using incubating module") && !line.equals("1 warning"))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--add-modules=jdk.incubator.vector");
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(output).isTrue();
        return output.lines()
                .filter(line -> !line.startsWith("WARNING"))
                .map(line -> line.replaceFirst("unnamed module @\\w+", "unnamed module"))
                .toList();
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
