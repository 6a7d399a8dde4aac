package org.sdcodec.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import org.sdcodec.weights.testing.LdmCheckpoint;

/** Autoencoders in single files get the scale of the family that they belong to. */
class LatentFamilyTest {
    private static final int[] LEVELS = {1, 2};

    @TempDir
    Path folder;

    private Path write(String file, Map<String, int[]> shapes, String architecture) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        if (architecture != null) {
            writer.metadata("modelspec.architecture", architecture);
        }
        shapes.forEach((name, shape) ->
                writer.add(name, DType.F16, () -> Specs.of(shapes).floats(name), shape));
        Path path = folder.resolve(file);
        writer.write(path);
        return path;
    }

    private static Map<String, int[]> vae(String prefix, int channels) {
        return new TreeMap<>(LdmCheckpoint.vae(prefix, 32, LEVELS, 1, channels));
    }

    private static ModelConfig config(Path path) {
        try (ModelFiles files = DiffusionModel.open(path).vae()) {
            return files.config();
        }
    }

    private static void assertScale(Path path, double scale, double shift) {
        assertThat(config(path).number("scaling_factor", 0)).isEqualTo(scale);
        assertThat(config(path).number("shift_factor", 0)).isEqualTo(shift);
    }

    @ParameterizedTest
    @CsvSource({
        "vae-ft-mse-840000-ema-pruned.safetensors, 4, 0.18215, 0",
        "sdxl_vae.safetensors, 4, 0.13025, 0",
        "xlVAEC_c9.safetensors, 4, 0.13025, 0",
        "sd3_vae.safetensors, 16, 1.5305, 0.0609",
        "ae.safetensors, 16, 0.3611, 0.1159",
        "FLUX.1-vae.safetensors, 16, 0.3611, 0.1159"
    })
    void theNameOfTheFileTells(String file, int channels, double scale, double shift) throws IOException {
        assertScale(write(file, vae("", channels), null), scale, shift);
    }

    @ParameterizedTest
    @CsvSource({
        "stable-diffusion-xl-v1-base/vae, 4, 0.13025, 0",
        "stable-diffusion-v1/vae, 4, 0.18215, 0",
        "stable-diffusion-v3-medium, 16, 1.5305, 0.0609",
        "flux-1-dev, 16, 0.3611, 0.1159"
    })
    void theMetadataTell(String architecture, int channels, double scale, double shift) throws IOException {
        assertScale(write("x.safetensors", vae("", channels), architecture), scale, shift);
    }

    @ParameterizedTest
    @CsvSource({
        "conditioner.embedders.0.x, first_stage_model., 4, 0.13025, 0",
        "model.diffusion_model.joint_blocks.0.x, first_stage_model., 16, 1.5305, 0.0609",
        "model.diffusion_model.double_blocks.0.x, vae., 16, 0.3611, 0.1159"
    })
    void otherTensorsTellAndTheAutoencoderAloneIsRead(
            String other, String prefix, int channels, double scale, double shift) throws IOException {
        Map<String, int[]> tensors = vae(prefix, channels);
        tensors.put(other, new int[] {1});
        tensors.put("model.diffusion_model.input_blocks.0.0.weight", new int[] {32, 4, 3, 3});
        Path path = write("model.safetensors", tensors, null);
        assertScale(path, scale, shift);
        DiffusionModel model = DiffusionModel.open(path);
        assertThat(model.parts()).containsExactly(ModelPart.VAE);
        assertThatThrownBy(model::unet).hasMessageContaining("has no unet; it is a");
    }

    @Test
    void sixteenChannelsAloneNeedAConfiguration() throws IOException {
        Path path = write("vae.safetensors", vae("", 16), null);
        assertThatThrownBy(() -> config(path))
                .isInstanceOf(WeightsException.class)
                .hasMessage(
                        path + ": is an autoencoder with 16 latent channels, whose scale its tensors do not tell; put"
                                + " its config.json beside it, or give the file a name with sd3 or flux in it, whichever it is");
        Files.writeString(
                folder.resolve("config.json"),
                "{\"_class_name\":\"AutoencoderKL\",\"scaling_factor\":1.25,\"shift_factor\":0.5}");
        assertScale(path, 1.25, 0.5);
    }

    /** With the names of diffusers and the widths of the published variant with a narrower decoder. */
    @Test
    void theStatisticsOfTheLatentTellFlux2() throws IOException {
        Map<String, int[]> tensors = vae("", 32);
        tensors.put("bn.running_mean", new int[] {128});
        tensors.put("bn.running_var", new int[] {128});
        Path path = write("flux2-vae.safetensors", tensors, null);
        ModelConfig config = config(path);
        assertThat(config.string("_class_name", "")).isEqualTo("AutoencoderKLFlux2");
        assertThat(config.number("batch_norm_eps", 0)).isEqualTo(1e-4);
        assertThat(config.has("scaling_factor")).isFalse();
        assertThat(config.integers("block_out_channels", null)).containsExactly(32, 64);
        assertThat(config.integers("decoder_block_out_channels", null)).containsExactly(32, 64);
    }
}
