package org.sdcodec.engine.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TileWriterTest {
    /** From the module's folder, where Maven runs tests. */
    private static final Path SOURCES = Path.of("src", "main", "java", "org", "sdcodec", "engine", "kernel", "vector");

    @Test
    void theCommittedTilesAreThoseWritten() throws IOException {
        for (Map.Entry<String, String> source : TileWriter.sources().entrySet()) {
            assertThat(Files.readString(SOURCES.resolve(source.getKey())))
                    .as("%s; to write it again: java -cp target/test-classes %s %s", source.getKey(), writer(), SOURCES)
                    .isEqualTo(source.getValue());
        }
    }

    private static String writer() {
        return TileWriter.class.getName();
    }

    @Test
    void everyShapeHasALabel() {
        for (TileShape shape : TileShape.values()) {
            assertThat(TileShape.of(shape.label())).isSameAs(shape);
            assertThat(new VectorKernels(shape.label()).tile()).isEqualTo(shape.label());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TileShape.of("7x7"))
                .withMessage("there is no register tile '7x7', only 6x2, 12x2, 6x4, 6x4s");
    }
}
