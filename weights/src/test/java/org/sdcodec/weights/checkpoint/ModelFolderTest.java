package org.sdcodec.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.safetensors.SafetensorsWriter;

class ModelFolderTest {
    @TempDir
    Path folder;

    private void config() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"latent_channels\":4}");
    }

    private void weights(String name, float value) {
        new SafetensorsWriter().add("t", DType.F32, new float[] {value}, 1).write(folder.resolve(name));
    }

    private float opened() {
        try (ModelFiles files = ModelFolder.open(folder)) {
            assertThat(files.config().integer("latent_channels", 1)).isEqualTo(4);
            assertThat(files.origin()).isEqualTo(folder.toString());
            return files.weights().get("t", 1)[0];
        }
    }

    private void assertRefused(String sentence) {
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContaining(sentence);
    }

    @Test
    void prefersThePublishedNamesInTheirOrder() throws IOException {
        config();
        weights("anything.safetensors", 1);
        assertThat(opened()).isEqualTo(1);
        Files.writeString(
                folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"t\":\"anything.safetensors\"}}");
        weights("model.fp16.safetensors", 2);
        assertThat(opened()).isEqualTo(2);
        weights("diffusion_pytorch_model.fp16.safetensors", 3);
        assertThat(opened()).isEqualTo(3);
        weights("diffusion_pytorch_model.safetensors", 4);
        assertThat(opened()).isEqualTo(4);
    }

    @Test
    void opensAShardedModel() throws IOException {
        config();
        weights("part-1.safetensors", 5);
        new SafetensorsWriter().write(folder.resolve("part-2.safetensors"));
        Files.writeString(
                folder.resolve("diffusion_pytorch_model.safetensors.index.json"),
                "{\"weight_map\":{\"t\":\"part-1.safetensors\"}}");
        assertThat(opened()).isEqualTo(5);
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertRefused("has no config.json, which a model's folder holds");
        Files.createDirectories(folder.resolve("vae"));
        Files.writeString(folder.resolve("vae/config.json"), "{}");
        assertRefused("seems to hold several networks: give one of them, e.g. " + folder.resolve("vae"));
        config();
        assertRefused("has no safetensors file; expected diffusion_pytorch_model.safetensors");
        Files.writeString(folder.resolve("diffusion_pytorch_model.bin"), "");
        assertRefused("diffusion_pytorch_model.bin is a pickle, which is not read");
        weights("x.safetensors", 1);
        weights("y.safetensors", 1);
        assertRefused("has 2 safetensors files (x.safetensors, y.safetensors); keep one");
    }

    @Test
    void refusesWhatIsNoFolder() {
        assertThatThrownBy(() -> ModelFolder.open(folder.resolve("none")))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("there is no such folder");
        weights("t.safetensors", 1);
        assertThatThrownBy(() -> ModelFolder.open(folder.resolve("t.safetensors")))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("is not a folder");
    }
}
