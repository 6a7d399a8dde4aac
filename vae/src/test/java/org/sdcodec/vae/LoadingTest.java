package org.sdcodec.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.TensorInfo;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.json.Json;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import org.sdcodec.weights.testing.Goldens;
import org.sdcodec.weights.testing.SyntheticCheckpoint;

/** What is accepted and what is refused when a model is loaded, and by which sentence. */
class LoadingTest {
    private static final String KL = "vae-kl-tiny";
    private static final String TINY = "vae-tiny-small";

    private static ModelFiles model(String name) {
        return Goldens.committed(name).model(DType.F32);
    }

    private static ModelFiles withConfig(String name, String json) {
        ModelConfig config = Json.parseConfig(json.getBytes(StandardCharsets.UTF_8), "config.json");
        return new ModelFiles(config, model(name).tensors(), name);
    }

    private static int[] shape(TensorInfo info) {
        return info.shape().stream().mapToInt(Math::toIntExact).toArray();
    }

    /** The model's tensors with other shapes, or without some: those given as null. */
    private static ModelFiles withShapes(String name, Map<String, int[]> changes) {
        Map<String, int[]> shapes = new TreeMap<>();
        TensorSource tensors = model(name).tensors();
        tensors.names().forEach(tensor -> shapes.put(tensor, shape(tensors.info(tensor))));
        changes.forEach((tensor, shape) -> {
            if (shape == null) {
                shapes.remove(tensor);
            } else {
                shapes.put(tensor, shape);
            }
        });
        return new ModelFiles(
                model(name).config(), new SyntheticCheckpoint(shapes, 1, DType.F32, "vae.safetensors"), name);
    }

    /**
     * Writes the model's folder with its tensors under other names, and matrices as 1 × 1 convolutions if so wished.
     */
    private static void write(Path folder, UnaryOperator<String> rename, boolean convolutions) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        TensorSource tensors = model(KL).tensors();
        for (String tensor : tensors.names()) {
            int[] shape = shape(tensors.info(tensor));
            int[] stored = convolutions && shape.length == 2 ? new int[] {shape[0], shape[1], 1, 1} : shape;
            writer.add(rename.apply(tensor), DType.F32, tensors.floats(tensor), stored);
        }
        writer.write(folder.resolve("diffusion_pytorch_model.safetensors"));
        Files.writeString(folder.resolve("config.json"), Goldens.committed(KL).configText());
    }

    private static void assertRefused(ModelFiles files, String sentence) {
        assertThatThrownBy(() -> Autoencoders.load(files))
                .isInstanceOf(WeightsException.class)
                .hasMessage(sentence);
    }

    @Test
    void aMissingTensorIsNamed() {
        Map<String, int[]> changes = new TreeMap<>();
        changes.put("decoder.mid_block.attentions.0.to_q.weight", null);
        assertRefused(
                withShapes(KL, changes),
                "vae.safetensors: tensor 'decoder.mid_block.attentions.0.to_q.weight' is missing, expected with shape"
                        + " [64, 64]");
        changes.clear();
        changes.put("encoder.layers.2.weight", null);
        assertRefused(
                withShapes(TINY, changes),
                "vae.safetensors: tensor 'encoder.layers.2.weight' is missing, expected with shape [16, 16, 3, 3]");
    }

    @Test
    void aMisshapenTensorIsNamed() {
        assertRefused(
                withShapes(KL, Map.of("encoder.conv_out.weight", new int[] {4, 64, 3, 3})),
                "vae.safetensors: tensor 'encoder.conv_out.weight' has shape [4, 64, 3, 3], but the model's configuration"
                        + " asks for [8, 64, 3, 3]");
        assertRefused(
                withShapes(TINY, Map.of("decoder.layers.15.bias", new int[] {3, 1})),
                "vae.safetensors: tensor 'decoder.layers.15.bias' has shape [3, 1], but the model's configuration asks for"
                        + " [3]");
    }

    @Test
    void anUnusedTensorIsNamed() {
        assertRefused(
                withShapes(KL, Map.of("encoder.down_blocks.0.resnets.1.norm1.weight", new int[] {16})),
                "vae.safetensors: tensor 'encoder.down_blocks.0.resnets.1.norm1.weight' of shape [16] has no place in the"
                        + " model that the configuration describes");
        assertRefused(
                withShapes(TINY, Map.of("loss.logvar", new int[0], "z", new int[] {1})),
                "vae.safetensors: tensor 'loss.logvar' of shape [] has no place in the model that the configuration"
                        + " describes, nor have 1 others");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "\"_class_name\":\"VQModel\"|_class_name = 'VQModel' is not supported; expected AutoencoderKL or"
                        + " AutoencoderTiny or AutoencoderKLFlux2",
                "\"in_channels\":4|in_channels = '4' is not supported; expected 3",
                "\"out_channels\":1|out_channels = '1' is not supported; expected 3",
                "\"act_fn\":\"gelu\"|act_fn = 'gelu' is not supported; expected silu or swish",
                "\"down_block_types\":[\"AttnDownEncoderBlock2D\"]|down_block_types = 'AttnDownEncoderBlock2D' is not"
                        + " supported; expected DownEncoderBlock2D",
                "\"up_block_types\":[\"UpDecoderBlock2D\",\"UpDecoderBlock2D\"]|up_block_types has 2 items, but there are"
                        + " 1 levels of channels",
                "\"latents_mean\":[0.1]|latents_mean = '0.1' is not supported; leave it out",
                "\"block_out_channels\":[32,48]|norm_num_groups = 32 does not divide every one of block_out_channels ="
                        + " [32, 48]",
                "\"block_out_channels\":[0]|block_out_channels = '[0]', but expected whole numbers from 1 to 2147483647",
                "\"layers_per_block\":100000|layers_per_block = '100000', but expected whole numbers from 1 to 64",
                "\"trained_quantization\":\"trellis\"|trained_quantization = 'trellis' is not supported; expected none or"
                        + " rounding",
                "\"patch_size\":33|patch_size = '33', but expected whole numbers from 1 to 32",
                "\"scaling_factor\":0|scaling_factor = 0.0, but expected a positive number",
                "\"block_out_channels\":[1,1,1,1,1,1,1,1,1,1,1]|block_out_channels = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] is"
                        + " not supported; expected at most 10 levels of at most 65536 channels"
            })
    void unsupportedValuesOfAutoencoderKlAreNamed(String entry, String sentence) {
        assertRefused(withConfig(KL, "{" + entry + "}"), "config.json: " + sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "\"act_fn\":\"gelu\"|act_fn = 'gelu' is not supported; expected relu",
                "\"upsample_fn\":\"bilinear\"|upsample_fn = 'bilinear' is not supported; expected nearest",
                "\"upsampling_scaling_factor\":4|upsampling_scaling_factor = '4' is not supported; expected 2",
                "\"encoder_block_out_channels\":[16,16]|encoder_block_out_channels has 2 levels, but"
                        + " decoder_block_out_channels has 4",
                "\"num_encoder_blocks\":[1]|num_encoder_blocks = [1], but expected one number of at most 64 for each of"
                        + " the 4 levels of channels"
            })
    void unsupportedValuesOfAutoencoderTinyAreNamed(String entry, String sentence) {
        assertRefused(
                withConfig(TINY, "{\"_class_name\":\"AutoencoderTiny\"," + entry + "}"), "config.json: " + sentence);
    }

    @Test
    void givesTheConfigurationsNumbers() {
        Autoencoder kl = Autoencoders.load(model("vae-kl-patched"));
        assertThat(kl.downsampling()).isEqualTo(8);
        assertThat(kl.latentChannels()).isEqualTo(3);
        assertThat(kl.scalingFactor()).isEqualTo(1.5f);
        assertThat(kl.shiftFactor()).isEqualTo(0.25f);
        Autoencoder tiny = Autoencoders.load(model("vae-tiny-patched"));
        assertThat(tiny.downsampling()).isEqualTo(8);
        assertThat(tiny.latentChannels()).isEqualTo(5);
        assertThat(tiny.scalingFactor()).isEqualTo(2);
        assertThat(Autoencoders.load(model(KL)).scalingFactor()).isEqualTo(0.18215f);
        assertThat(Autoencoders.load(model(KL)).shiftFactor()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void bothGenerationsOfAttentionNamesAreRead(boolean old, boolean convolutions, @TempDir Path folder)
            throws IOException {
        Map<String, String> names = Map.of("to_q", "query", "to_k", "key", "to_v", "value", "to_out.0", "proj_attn");
        write(
                folder,
                name -> {
                    for (String part : old ? names.keySet() : Set.<String>of()) {
                        name = name.replace("." + part + ".", "." + names.get(part) + ".");
                    }
                    return name;
                },
                convolutions);
        Tensor latent = Tensor.of(2, 3, 4, SyntheticCheckpoint.uniform("latent", 24, 3));
        try (Engine engine = Engine.create(1);
                ModelFiles files = DiffusionModel.open(folder).vae()) {
            assertThat(Autoencoders.load(files).decode(engine, latent, 16, 24).toNchw())
                    .isEqualTo(Autoencoders.load(model(KL))
                            .decode(engine, latent, 16, 24)
                            .toNchw());
        }
    }

    @Test
    void aHalfMindsItsOwnTensorsOnly() {
        Map<String, int[]> changes = new TreeMap<>();
        changes.put("decoder.mid_block.attentions.0.to_q.weight", null);
        changes.put("decoder.stray", new int[] {1});
        assertThat(Autoencoders.load(withShapes(KL, changes), Half.ENCODER).downsampling())
                .isEqualTo(8);
        changes.put("encoder.stray", new int[] {1});
        assertThatThrownBy(() -> Autoencoders.load(withShapes(KL, changes), Half.ENCODER))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("tensor 'encoder.stray' of shape [1] has no place in the model");
        assertThatThrownBy(() -> Autoencoders.load(withShapes(KL, Map.of("stray", new int[] {1})), Half.DECODER))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("tensor 'stray' of shape [1] has no place in the model");
    }

    @ParameterizedTest
    @ValueSource(strings = {KL, TINY})
    void aHalfDoesWhatTheWholeDoes(String name) {
        Autoencoder whole = Autoencoders.load(model(name));
        Autoencoder encoder = Autoencoders.load(model(name), Half.ENCODER);
        Autoencoder decoder = Autoencoders.load(model(name), Half.DECODER);
        int side = 2 * whole.downsampling();
        Tensor image = Tensor.zeros(side, side, 3);
        image.data()[5] = 1;
        try (Engine engine = Engine.create(1)) {
            Tensor latent = whole.encode(engine, image);
            assertThat(encoder.encode(engine, image).toNchw()).isEqualTo(latent.toNchw());
            assertThat(decoder.decode(engine, latent, side, side).toNchw())
                    .isEqualTo(whole.decode(engine, latent, side, side).toNchw());
            assertThatThrownBy(() -> encoder.decode(engine, latent, side, side))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the decoder of this model was not loaded");
            assertThatThrownBy(() -> decoder.encode(engine, image))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the encoder of this model was not loaded");
        }
    }
}
