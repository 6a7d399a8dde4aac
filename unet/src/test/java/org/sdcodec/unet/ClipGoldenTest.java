package org.sdcodec.unet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.testing.Goldens;

/** Parity with transformers on the empty text. */
class ClipGoldenTest {
    private static final double TOLERANCE = 2e-5;

    @Test
    @Tag("exactness")
    void smallEncoderGivesWhatTransformersGives() {
        assertParity(Goldens.committed("clip-small"));
    }

    @Test
    void fullSizeEncoderGivesWhatTransformersGives() {
        Goldens goldens = Goldens.fullSize("clip-sd14");
        assertParity(goldens);
    }

    private static void assertParity(Goldens goldens) {
        Safetensors golden = goldens.tensors();
        try (Engine engine = Engine.create(0);
                ModelFiles files = goldens.model(DType.F32)) {
            ClipTextModel model = ClipTextModel.load(files, WeightResidency.DROP);
            int[] ids = model.emptyText();
            float[] goldenIds = golden.floats("input.ids");
            assertThat(ids).hasSameSizeAs(goldenIds);
            for (int i = 0; i < ids.length; i++) {
                assertThat((float) ids[i]).isEqualTo(goldenIds[i]);
            }
            Tensor output = model.forward(engine, ids, (path, layer) -> {
                if (golden.names().contains("act." + path)) {
                    assertThat(Nchw.distance(layer, Nchw.read(golden, "act." + path)))
                            .as("first deviating module: %s", path)
                            .isLessThan(TOLERANCE);
                }
            });
            assertThat(Nchw.distance(output, Nchw.read(golden, "last_hidden_state")))
                    .as(goldens.name())
                    .isLessThan(TOLERANCE);
        }
    }
}
