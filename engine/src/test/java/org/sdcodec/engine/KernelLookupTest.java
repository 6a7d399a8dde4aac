package org.sdcodec.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KernelLookupTest {
    /** For a run that demands particular kernels, e.g. vector-128 under -XX:MaxVectorSize=16. */
    private static final String EXPECTED = "sdcodec.test.expectedKernels";

    /**
     * Says which back end these tests run on, and fails if it is not the one that was meant: without this test a JVM
     * that silently falls back to scalar would pass all others.
     */
    @Test
    @Tag("exactness")
    void runsOnTheBackEndThatWasMeant() {
        KernelLookup.Choice choice = KernelLookup.choice();
        System.out.println("kernels: " + choice.kernels().name() + ", because " + choice.reason());
        String expected = System.getProperty(EXPECTED);
        if (expected != null) {
            assertThat(choice.kernels().name()).isEqualTo(expected);
        } else if ("scalar".equals(System.getProperty(KernelLookup.PROPERTY))) {
            assertThat(choice.kernels().name()).isEqualTo("scalar");
        } else {
            assertThat(choice.kernels().name()).startsWith("vector-");
        }
        try (Engine engine = Engine.create(1)) {
            assertThat(engine.kernels()).isSameAs(choice.kernels());
        }
    }

    @Test
    void obeysTheProperty() {
        KernelLookup.Choice scalar = KernelLookup.choose("scalar");
        assertThat(scalar.kernels().name()).isEqualTo("scalar");
        assertThat(scalar.kernels().lanes()).isEqualTo(1);
        assertThat(scalar.reason()).isEqualTo("forced by -Dsdcodec.kernels=scalar");

        KernelLookup.Choice vector = KernelLookup.choose("vector");
        assertThat(vector.kernels().name())
                .isEqualTo("vector-" + 32 * vector.kernels().lanes());
        assertThat(vector.reason())
                .startsWith("forced by -Dsdcodec.kernels=vector; register tiles "
                        + vector.kernels().tile() + ", ");
    }

    @Test
    void obeysThePropertyWithATile() {
        for (String tile : List.of("6x2", "12x2", "6x4", "6x4s")) {
            KernelLookup.Choice choice = KernelLookup.choose("vector:" + tile);
            assertThat(choice.kernels().tile()).isEqualTo(tile);
            assertThat(choice.reason()).isEqualTo("forced by -Dsdcodec.kernels=vector:" + tile);
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> KernelLookup.choose("vector:7x7"))
                .withMessageEndingWith("there is no register tile '7x7', only 6x2, 12x2, 6x4, 6x4s");
    }

    @Test
    void refusesAnUnknownBackEnd() {
        assertThatIllegalStateException()
                .isThrownBy(() -> KernelLookup.choose("cuda"))
                .withMessage(
                        "-Dsdcodec.kernels must be scalar, vector or vector:TILE, such as vector:6x4, but is 'cuda'");
    }

    @Test
    void fallsBackWithAReasonWithoutTheModule() throws Exception {
        assertThat(inAnotherJvm())
                .containsExactly(
                        "scalar: the module jdk.incubator.vector is not there; start java with"
                                + " --add-modules=jdk.incubator.vector for the vector kernels",
                        "scalar: the module jdk.incubator.vector is not there; start java with"
                                + " --add-modules=jdk.incubator.vector for the vector kernels");
    }

    @Test
    void failsAtEveryCallIfAForcedBackEndCannotRun() throws Exception {
        String refusal = "IllegalStateException: -Dsdcodec.kernels=vector cannot be obeyed: the module"
                + " jdk.incubator.vector is not there; start java with --add-modules=jdk.incubator.vector for the"
                + " vector kernels";
        assertThat(inAnotherJvm("-Dsdcodec.kernels=vector")).containsExactly(refusal, refusal);
    }

    /** What {@link #main} prints in a JVM without the vector module. */
    private static List<String> inAnotherJvm(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Dstdout.encoding=UTF-8"));
        command.addAll(List.of(options));
        command.addAll(
                List.of("-cp", classes(KernelLookup.class) + File.pathSeparator + classes(KernelLookupTest.class)));
        command.add(Asked.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        return output.lines().toList();
    }

    private static String classes(Class<?> type) {
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

    /** Asks twice and prints the answers; needs nothing but the JDK and the engine. */
    static final class Asked {
        private Asked() {}

        public static void main(String[] args) {
            for (int i = 0; i < 2; i++) {
                try {
                    KernelLookup.Choice choice = KernelLookup.choice();
                    System.out.println(choice.kernels().name() + ": " + choice.reason());
                } catch (RuntimeException | Error e) {
                    System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
                }
            }
        }
    }
}
