package org.sdcodec.unet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.testing.Goldens;

/**
 * Parity with diffusers on outputs that it wrote, and with PyTorch on variants that none of those cover (written by
 * {@code src/test/tools/unet_golden.py}).
 */
class UNetGoldenTest {
    private static final String ACTIVATION = "act.";
    private static final String CONTEXT = "input.context";
    private static final String OUTPUT = "output.t";
    /** The time step to which the golden activations belong. */
    private static final double ACTIVATION_TIMESTEP = 981;

    @Tag("exactness")
    @Test
    void smallNetworkGivesWhatDiffusersGives() {
        Goldens goldens = Goldens.committed("unet-small");
        assertParity(goldens, 2e-5, outputs(goldens));
    }

    /**
     * Heads per block, linear projections, lists of depths, and sizes that are one too large when halved and doubled.
     */
    @Tag("exactness")
    @Test
    void variantOfStableDiffusion2GivesWhatPyTorchGives() {
        Goldens goldens = Goldens.committed("unet-sd2-odd");
        assertParity(goldens, 2e-5, outputs(goldens));
    }

    @Tag("exactness")
    @Test
    void networkWithoutTextGivesWhatPyTorchGives() {
        Goldens goldens = Goldens.committed("unet-plain");
        assertParity(goldens, 2e-5, outputs(goldens));
    }

    @Test
    void eachBlockOfTheSmallNetworkGivesWhatDiffusersGives() {
        Goldens goldens = Goldens.committed("unet-small");
        Safetensors golden = goldens.tensors();
        Map<String, Double> distances = new LinkedHashMap<>();
        try (Engine engine = Engine.create(0);
                ModelFiles files = goldens.model(DType.F32)) {
            UNet2DConditionModel unet = UNet2DConditionModel.load(files, WeightResidency.KEEP);
            unet.forward(
                    engine,
                    Nchw.read(golden, "input.latent"),
                    ACTIVATION_TIMESTEP,
                    Nchw.read(golden, CONTEXT),
                    (path, output) -> distances.put(path, Nchw.distance(output, Nchw.read(golden, ACTIVATION + path))));
        }
        distances.forEach((path, distance) ->
                assertThat(distance).as("first deviating module: %s", path).isLessThan(1e-5));

        // The two attentions of a transformer block, and the last normalization, are fused with what follows.
        Set<String> expected = new TreeSet<>();
        for (String name : golden.names()) {
            if (name.startsWith(ACTIVATION) && !name.matches(".*attn[12]|act.conv_norm_out")) {
                expected.add(name.substring(ACTIVATION.length()));
            }
        }
        assertThat(distances.keySet()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void fullSizeNetworkGivesWhatDiffusersGives() {
        Goldens goldens = Goldens.fullSize("unet-sd14");
        // One of the outputs: each takes as many operations as all other tests together.
        assertParity(goldens, 1e-4, Set.of(outputs(goldens).last()));
    }

    private static void assertParity(Goldens goldens, double tolerance, Set<String> outputs) {
        Safetensors golden = goldens.tensors();
        Tensor latent = Nchw.read(golden, "input.latent");
        Tensor context = golden.names().contains(CONTEXT) ? Nchw.read(golden, CONTEXT) : null;
        try (Engine engine = Engine.create(0);
                ModelFiles files = goldens.model(DType.F32)) {
            UNet2DConditionModel unet = UNet2DConditionModel.load(files, WeightResidency.DROP);
            for (String output : outputs) {
                double timestep = Double.parseDouble(output.substring(OUTPUT.length()));
                Tensor result = unet.forward(engine, latent, timestep, context);
                double distance = Nchw.distance(result, Nchw.read(golden, output));
                assertThat(distance).as("%s of %s", output, goldens.name()).isLessThan(tolerance);
                engine.release(result);
            }
        }
    }

    private static TreeSet<String> outputs(Goldens goldens) {
        TreeSet<String> outputs = new TreeSet<>(goldens.tensors().names());
        outputs.removeIf(name -> !name.startsWith(OUTPUT));
        assertThat(outputs).isNotEmpty();
        return outputs;
    }
}
