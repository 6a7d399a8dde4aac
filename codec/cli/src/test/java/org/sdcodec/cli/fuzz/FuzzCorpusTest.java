package org.sdcodec.cli.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every input that is kept for the coverage-guided search, once. Inputs that failed are among them: {@code finding-}
 * and what was wrong.
 */
class FuzzCorpusTest {

    private static final int MOST_BYTES = 1 << 16;

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void everyInputIsAcceptedOrRefused(FuzzTarget target) throws IOException, URISyntaxException {
        List<Path> inputs;
        try (Stream<Path> files = Files.list(Path.of(
                FuzzCorpusTest.class.getResource("/fuzz/" + target.folder()).toURI()))) {
            inputs = files.sorted().toList();
        }
        assertThat(inputs).hasSizeGreaterThan(4);
        for (Path input : inputs) {
            byte[] bytes = Files.readAllBytes(input);
            assertThat(bytes.length).as(input.toString()).isLessThanOrEqualTo(MOST_BYTES);
            byte[] before = bytes.clone();
            try {
                target.run(bytes);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(input + " gave " + e, e);
            }
            assertThat(Arrays.equals(bytes, before)).as(input.toString()).isTrue();
        }
    }
}
