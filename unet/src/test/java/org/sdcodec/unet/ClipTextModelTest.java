package org.sdcodec.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.Workers;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.json.Json;
import org.sdcodec.weights.testing.Goldens;
import org.sdcodec.weights.testing.SyntheticCheckpoint;

class ClipTextModelTest {
    private static final String SIZES = "\"hidden_size\": 32, \"vocab_size\": 64, \"intermediate_size\": 64,"
            + "\"num_hidden_layers\": 2, \"num_attention_heads\": 4";

    private final ModelFiles small = Goldens.committed("clip-small").model(DType.F32);

    private static ModelConfig config(String json) {
        return Json.parseConfig(json.getBytes(StandardCharsets.UTF_8), "config.json");
    }

    @Tag("exactness")
    @Test
    void theSameBitsOnBothBackEndsWithAnyNumberOfThreads() {
        ClipTextModel model = ClipTextModel.load(small, WeightResidency.KEEP);
        int[] ids = {62, 5, 0, 33, 63};
        float[] expected = null;
        for (Kernels kernels : new Kernels[] {new ScalarKernels(), KernelLookup.kernels()}) {
            for (int threads = 1; threads <= 4; threads++) {
                try (Engine engine = Engine.create(new Workers(threads), kernels)) {
                    float[] result = model.forward(engine, ids).copy().data();
                    expected = expected == null ? result : expected;
                    assertThat(result)
                            .as("%s, %d threads", kernels.name(), threads)
                            .containsExactly(expected);
                }
            }
        }
    }

    /** A causal network: what follows a token does not change it. */
    @Test
    void laterTokensDoNotChangeEarlierOnes() {
        ClipTextModel model = ClipTextModel.load(small, WeightResidency.KEEP);
        try (Engine engine = Engine.create(0)) {
            float[] three = model.forward(engine, new int[] {62, 5, 9}).copy().data();
            float[] longer =
                    model.forward(engine, new int[] {62, 5, 9, 63, 1, 2}).copy().data();
            assertThat(longer).startsWith(three);
        }
    }

    @Test
    void padsTheEmptyTextAsEachStableDiffusionDoes() {
        int[] first = ClipTextModel.load(small, WeightResidency.DROP).emptyText();
        assertThat(first).hasSize(77).startsWith(62, 63, 63).endsWith(63);
        ModelFiles second =
                new ModelFiles(config("{" + SIZES + ", \"hidden_act\": \"gelu\"}"), small.tensors(), "test");
        assertThat(ClipTextModel.load(second, WeightResidency.DROP).emptyText())
                .hasSize(77)
                .startsWith(62, 63, 0, 0)
                .endsWith(0);
    }

    @Test
    void readsTheOlderLayoutWithPrefixAndPositions() {
        Map<String, int[]> shapes = new HashMap<>();
        for (String name : small.tensors().names()) {
            int[] shape = small.tensors().info(name).shape().stream()
                    .mapToInt(Math::toIntExact)
                    .toArray();
            shapes.put("text_model." + name, shape);
        }
        shapes.put("text_model.embeddings.position_ids", new int[] {1, 77});
        ModelFiles files = new ModelFiles(
                config("{" + SIZES + "}"), new SyntheticCheckpoint(shapes, 3, DType.F32, "older"), "older");
        try (Engine engine = Engine.create(1)) {
            ClipTextModel model = ClipTextModel.load(files, WeightResidency.DROP);
            assertThat(model.forward(engine, model.emptyText()).pixels()).isEqualTo(77);
            assertThat(model.estimate().total()).isPositive();
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        ClipTextModel model = ClipTextModel.load(small, WeightResidency.DROP);
        try (Engine engine = Engine.create(1)) {
            assertThatThrownBy(() -> model.forward(engine, new int[] {64}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("token id 64 is not one of the vocabulary's 0 to 63");
            assertThatThrownBy(() -> model.forward(engine, new int[78]))
                    .hasMessage("a text must have 1 to 77 tokens, but there are 78");
            assertThatThrownBy(() -> model.forward(engine, new int[0])).hasMessageContaining("there are 0");
        }
        for (String entry : new String[] {"\"hidden_act\": \"gelu_new\"", "\"num_attention_heads\": 5"}) {
            ModelFiles other = new ModelFiles(config("{\"hidden_size\": 32, " + entry + "}"), small.tensors(), "test");
            assertThatThrownBy(() -> ClipTextModel.load(other, WeightResidency.DROP))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageStartingWith("config.json: ")
                    .hasMessageContaining(entry.substring(1, entry.indexOf('"', 1)));
        }
    }
}
