package org.sdcodec.modulepath;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.Autoencoders;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.embedded.EmbeddedModel;
import tools.jackson.core.json.JsonFactory;

/** The networks' modules on the module path of another JVM: what they export suffices to run the embedded model. */
class ModulePathTest {
    private static final String VECTOR = "jdk.incubator.vector";

    @ParameterizedTest
    @CsvSource({"true, vector", "false, scalar"})
    void theEmbeddedModelRuns(boolean vectorModule, String kernels) throws Exception {
        String modules = "org.sdcodec.vae" + (vectorModule ? "," + VECTOR : "");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=" + modules,
                "--module-path",
                Stream.of(Engine.class, ModelFiles.class, Autoencoder.class, JsonFactory.class)
                        .map(ModulePathTest::location)
                        .collect(Collectors.joining(File.pathSeparator)),
                "-cp",
                location(ModulePathTest.class),
                Consumer.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(output.lines().filter(line -> !line.startsWith("WARNING")))
                .as(output)
                .containsExactly("module org.sdcodec.vae on " + kernels + ": 2×3×48");
    }

    @Test
    void onTheClassPathThereAreNoModules() {
        assertThat(Autoencoder.class.getModule().isNamed()).isFalse();
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

    /** A program outside of the modules. */
    static final class Consumer {
        private Consumer() {}

        public static void main(String[] args) {
            try (ModelFiles files = EmbeddedModel.vae();
                    Engine engine = Engine.create(1)) {
                Autoencoder vae = Autoencoders.load(files);
                Tensor latent = vae.encode(engine, Tensor.zeros(16, 24, 3));
                String kernels = KernelLookup.kernels().name().replaceFirst("-.*", "");
                System.out.println(Autoencoder.class.getModule() + " on " + kernels + ": " + latent);
            }
        }
    }
}
