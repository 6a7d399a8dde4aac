package org.sdcodec.weights.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.safetensors.Safetensors;

class SyntheticCheckpointTest {
    private static final String SPECIFICATION =
            "{\"note\":[{}],\"tensors\":{\"norm.weight\":[5],\"conv.weight\":[4,3,3,3]},\"seed\":7}";

    /** The expected values were computed with numpy by the rule's first implementation. */
    @Test
    void followsTheRule() {
        float[] convolution = SyntheticCheckpoint.values("encoder.conv_in.weight", new int[] {4, 3, 3, 3}, 1);
        assertThat(convolution).hasSize(108).startsWith(0x1.62599cp-3f, -0x1.878b2p-3f, 0x1.3706p-8f);
        assertThat(convolution[107]).isEqualTo(0x1.3270bep-2f);
        assertThat(SyntheticCheckpoint.values("norm.weight", new int[] {5}, 7))
                .startsWith(0x1.e9479p-1f, 0x1.0a5318p+0f, 0x1.cef88ap-1f)
                .endsWith(0x1.f60a3p-1f);
        assertThat(SyntheticCheckpoint.values("norm.bias", new int[] {5}, 7))
                .startsWith(-0x1.5ae4a6p-4f, 0x1.05cb14p-4f, -0x1.460166p-4f)
                .endsWith(-0x1.80bef6p-4f);
        assertThat(SyntheticCheckpoint.values("é.weight", new int[] {2, 2}, -1))
                .startsWith(-0x1.b24708p-2f, -0x1.916360p-2f, -0x1.5f9f0ap-1f)
                .endsWith(-0x1.22d516p-2f);
    }

    @Test
    void givesTheSameFromMemoryAndFromAFile(@TempDir Path folder) {
        for (DType dtype : new DType[] {DType.F32, DType.F16, DType.BF16}) {
            SyntheticCheckpoint checkpoint =
                    SyntheticCheckpoint.parse(SPECIFICATION.getBytes(StandardCharsets.UTF_8), dtype, "test");
            Path file = folder.resolve(dtype + ".safetensors");
            checkpoint.write(file);
            try (Safetensors written = Safetensors.open(file)) {
                assertThat(written.names()).containsExactly("conv.weight", "norm.weight");
                for (String name : written.names()) {
                    assertThat(written.floats(name)).containsExactly(checkpoint.floats(name));
                    assertThat(written.info(name)).isEqualTo(checkpoint.info(name));
                }
            }
        }
    }
}
