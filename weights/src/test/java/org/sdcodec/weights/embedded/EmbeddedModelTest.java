package org.sdcodec.weights.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sdcodec.weights.ModelFiles;

class EmbeddedModelTest {
    @Test
    void isThereWithFiniteWeights() {
        ModelFiles vae = EmbeddedModel.vae();
        assertThat(vae.config().string("_class_name", null)).startsWith("Autoencoder");
        assertThat(vae.tensors().names()).isNotEmpty().allSatisfy(name -> {
            for (float value : vae.tensors().floats(name)) {
                if (!Float.isFinite(value)) {
                    assertThat(value).isFinite();
                }
            }
        });
    }
}
