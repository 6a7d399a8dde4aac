package org.sdcodec.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.Fingerprint;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import org.sdcodec.weights.testing.LdmCheckpoint;

/** Checkpoints of small width in every layout, written to disk and opened again. */
class DiffusionModelTest {
    private static final int[] LEVELS = {1, 2};
    private static final Map<String, int[]> VAE = LdmCheckpoint.vae("first_stage_model.", 32, LEVELS, 1, 4);
    private static final Map<String, int[]> UNET =
            LdmCheckpoint.unet("model.diffusion_model.", 4, 32, LEVELS, 1, 768, false);
    private static final Map<String, int[]> UNET_V2 =
            LdmCheckpoint.unet("model.diffusion_model.", 4, 64, LEVELS, 1, 1024, true);
    private static final Map<String, int[]> CLIP = Map.of(
            "cond_stage_model.transformer.text_model.embeddings.token_embedding.weight", new int[] {8, 64},
            "cond_stage_model.transformer.text_model.embeddings.position_embedding.weight", new int[] {77, 64},
            "cond_stage_model.transformer.text_model.encoder.layers.0.mlp.fc1.weight", new int[] {256, 64},
            "cond_stage_model.transformer.text_model.encoder.layers.0.layer_norm1.weight", new int[] {64},
            "cond_stage_model.transformer.text_model.embeddings.position_ids", new int[] {1, 77});

    @TempDir
    Path folder;

    @SafeVarargs
    private Path write(String file, Map<String, int[]>... parts) throws IOException {
        Map<String, int[]> all = new TreeMap<>();
        for (Map<String, int[]> part : parts) {
            all.putAll(part);
        }
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Specs.of(all).write(path);
        return path;
    }

    /** Writes the same values under other names. */
    private static void write(TensorSource tensors, UnaryOperator<String> rename, Path path) throws IOException {
        Files.createDirectories(path.getParent());
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String name : tensors.names()) {
            int[] shape =
                    tensors.info(name).shape().stream().mapToInt(Long::intValue).toArray();
            writer.add(rename.apply(name), DType.F32, tensors.floats(name), shape);
        }
        writer.write(path);
    }

    private void text(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    @Test
    void aMissingPartIsNamedWithWhatThereIs() throws IOException {
        Path path = write("unet.safetensors", LdmCheckpoint.unet("", 4, 32, LEVELS, 1, 768, false));
        assertThatThrownBy(DiffusionModel.open(path)::vae)
                .hasMessage(path + ": has no vae; it is a UNet file with unet");
    }

    private static Fingerprint vaeOf(Path path) {
        try (ModelFiles vae = DiffusionModel.open(path).vae()) {
            return Fingerprint.of(vae.tensors());
        }
    }

    private static void assertRefused(Path path, String... sentence) {
        assertThatThrownBy(() -> DiffusionModel.open(path))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(path.toString())
                .hasMessageContainingAll(sentence);
    }

    @Test
    void opensASingleFileCheckpoint() throws IOException {
        Path file = write(
                "v1.safetensors",
                VAE,
                UNET,
                CLIP,
                Map.of("model_ema.decay", new int[] {1}, "alphas_cumprod", new int[] {10}));
        DiffusionModel model = DiffusionModel.open(file);
        assertThat(model.layout()).isEqualTo("single-file checkpoint");
        assertThat(model.parts())
                .containsExactly(ModelPart.VAE, ModelPart.UNET, ModelPart.TEXT_ENCODER, ModelPart.SCHEDULER);
        try (ModelFiles unet = model.unet();
                ModelFiles text = model.textEncoder()) {
            String name = "down_blocks.0.resnets.0.conv1.weight";
            assertThat(unet.weights().get(name, 32, 32, 3, 3))
                    .isEqualTo(Specs.of(UNET).floats("model.diffusion_model.input_blocks.1.0.in_layers.2.weight"));
            assertThat(unet.config().integers("block_out_channels", null)).containsExactly(32, 64);
            assertThat(unet.tensors().names()).hasSize(UNET.size());
            assertThat(text.tensors().names())
                    .contains("embeddings.token_embedding.weight")
                    .doesNotContain("embeddings.position_ids")
                    .hasSize(CLIP.size() - 1);
            assertThat(text.config().string("hidden_act", "")).isEqualTo("quick_gelu");
        }
        assertThat(model.scheduler().string("prediction_type", "")).isEqualTo("epsilon");
        assertThat(model.scheduler().number("beta_end", 0)).isEqualTo(0.012);
    }

    @Test
    void anEmptyPromptBesideFilesBelongsToTheOneItNames() throws IOException {
        Map<String, int[]> states = Map.of("last_hidden_state", new int[] {77, 64});
        DiffusionModel first = DiffusionModel.open(write("a.safetensors", VAE, UNET, CLIP));
        DiffusionModel second = DiffusionModel.open(write("b.safetensors", VAE, UNET));
        assertThat(first.emptyPrompt()).isEmpty();
        assertThat(second.emptyPrompt()).isEmpty();
        Path anyones = write("empty_prompt.safetensors", states);
        assertThat(first.emptyPrompt()).as("it has a text encoder").isEmpty();
        assertThat(second.emptyPrompt()).contains(anyones);
        for (DiffusionModel model : new DiffusionModel[] {first, second}) {
            Path own = write(model.emptyPromptName(), states);
            assertThat(model.emptyPrompt()).contains(own);
        }
        assertThat(first.emptyPromptName()).isEqualTo("a.empty_prompt.safetensors");
        assertThat(DiffusionModel.looksLikeModel(anyones)).isFalse();
        Files.delete(second.path());
        assertThat(DiffusionModel.open(folder).path())
                .as("embeddings are not taken for models")
                .isEqualTo(first.path());
    }

    @Test
    void anEmptyPromptInAFolderBelongsToItsModel() throws IOException {
        text("m/vae/config.json", "{\"_class_name\":\"AutoencoderKL\"}");
        write("m/vae/diffusion_pytorch_model.safetensors", Map.of("quant_conv.bias", new int[] {8}));
        write("empty_prompt.safetensors", Map.of("last_hidden_state", new int[] {77, 64}));
        DiffusionModel model = DiffusionModel.open(folder.resolve("m"));
        assertThat(model.emptyPrompt()).isEmpty();
        Path own = write("m/empty_prompt.safetensors", Map.of("last_hidden_state", new int[] {77, 64}));
        assertThat(model.emptyPrompt()).contains(own);
    }

    @Test
    void theSameAutoencoderHasOneFingerprintInEveryLayout() throws IOException {
        Path checkpoint = write("all/v1.safetensors", VAE, UNET, CLIP);
        Fingerprint expected = vaeOf(checkpoint);
        write(Specs.of(VAE), name -> name.substring("first_stage_model.".length()), folder.resolve("a/v.safetensors"));
        assertThat(vaeOf(folder.resolve("a/v.safetensors"))).isEqualTo(expected);
        assertThat(vaeOf(folder.resolve("a"))).isEqualTo(expected);
        try (ModelFiles vae = DiffusionModel.open(checkpoint).vae()) {
            write(vae.tensors(), name -> name, folder.resolve("b/vae/diffusion_pytorch_model.safetensors"));
            write(
                    vae.tensors(),
                    LdmNames.oldVaeAttention()::fromDiffusers,
                    folder.resolve("c/diffusion_pytorch_model.safetensors"));
        }
        text("b/vae/config.json", "{\"_class_name\":\"AutoencoderKL\"}");
        text("b/model_index.json", "{}");
        assertThat(vaeOf(folder.resolve("b"))).isEqualTo(expected);
        assertThat(vaeOf(folder.resolve("b/vae"))).isEqualTo(expected);
        text("c/config.json", "{\"_class_name\":\"AutoencoderKL\",\"scaling_factor\":0.5}");
        assertThat(vaeOf(folder.resolve("c"))).isEqualTo(expected);
        Path fileOfFolder = folder.resolve("c/diffusion_pytorch_model.safetensors");
        assertThat(vaeOf(fileOfFolder)).isEqualTo(expected);
        try (ModelFiles vae = DiffusionModel.open(fileOfFolder).vae()) {
            assertThat(vae.config().number("scaling_factor", 0)).isEqualTo(0.5);
        }
    }

    @Test
    void opensADiffusersFolderInTheFp16Variant() throws IOException {
        text("m/vae/config.json", "{\"_class_name\":\"AutoencoderKL\"}");
        text("m/unet/config.json", "{\"_class_name\":\"UNet2DConditionModel\"}");
        text("m/text_encoder/config.json", "{\"architectures\":[\"CLIPTextModel\"]}");
        text("m/scheduler/scheduler_config.json", "{\"prediction_type\":\"v_prediction\"}");
        write("m/vae/diffusion_pytorch_model.fp16.safetensors", Map.of("quant_conv.bias", new int[] {8}));
        write("m/unet/unet-1.safetensors", Map.of("conv_in.bias", new int[] {8}));
        text(
                "m/unet/diffusion_pytorch_model.safetensors.index.json",
                "{\"weight_map\":{\"conv_in.bias\":\"unet-1.safetensors\"}}");
        write("m/text_encoder/model.fp16.safetensors", Map.of("text_model.final_layer_norm.bias", new int[] {8}));
        DiffusionModel model = DiffusionModel.open(folder.resolve("m"));
        assertThat(model.layout()).isEqualTo("diffusers folder");
        assertThat(model.parts()).containsExactly(ModelPart.values());
        assertThat(model.scheduler().string("prediction_type", "")).isEqualTo("v_prediction");
        try (ModelFiles vae = model.vae();
                ModelFiles unet = model.unet();
                ModelFiles text = model.textEncoder()) {
            assertThat(vae.weights().get("quant_conv.bias", 8)).hasSize(8);
            assertThat(unet.weights().get("conv_in.bias", 8)).hasSize(8);
            assertThat(text.weights().get("final_layer_norm.bias", 8)).hasSize(8);
        }
        DiffusionModel encoder = DiffusionModel.open(folder.resolve("m/text_encoder"));
        assertThat(encoder.parts()).containsExactly(ModelPart.TEXT_ENCODER);
        assertThatThrownBy(encoder::vae)
                .hasMessage(folder.resolve("m/text_encoder")
                        + ": has no vae; it is a text encoder folder with text_encoder");
        assertThatThrownBy(encoder::scheduler).hasMessageContaining("has no scheduler");
    }

    @Test
    void tellsANetworksFolderByItsKeysWhereItsNameIsLeftOut() throws IOException {
        for (String name : new String[] {"a", "b", "c"}) {
            write(name + "/model.safetensors", Map.of("x", new int[] {1}));
        }
        text("a/config.json", "{\"latent_channels\":4}");
        text("b/config.json", "{\"cross_attention_dim\":768}");
        text("c/config.json", "{\"architectures\":null,\"max_position_embeddings\":77}");
        assertThat(DiffusionModel.open(folder.resolve("a")).parts()).containsExactly(ModelPart.VAE);
        assertThat(DiffusionModel.open(folder.resolve("b")).parts()).containsExactly(ModelPart.UNET);
        assertThat(DiffusionModel.open(folder.resolve("c")).parts()).containsExactly(ModelPart.TEXT_ENCODER);
    }

    @Test
    void opensTaesdInItsOwnFilesAndInDiffusersFolder() throws IOException {
        TensorSource tensors = Specs.named("vae-tiny-taesd");
        Map<String, int[]> encoder = new TreeMap<>();
        Map<String, int[]> decoder = new TreeMap<>();
        for (String name : tensors.names()) {
            int[] shape =
                    tensors.info(name).shape().stream().mapToInt(Long::intValue).toArray();
            String[] path = name.split("\\.", 4);
            if (name.startsWith("encoder")) {
                encoder.put(path[2] + "." + path[3], shape);
            } else {
                decoder.put(Integer.parseInt(path[2]) + 1 + "." + path[3], shape);
            }
        }
        Path first = write("t/taesd_encoder.safetensors", encoder);
        Path second = write("t/taesd_decoder.safetensors", decoder);
        for (Path path : new Path[] {folder.resolve("t"), first, second}) {
            try (ModelFiles vae = DiffusionModel.open(path).vae()) {
                assertThat(Specs.shapes(vae.tensors())).isEqualTo(Specs.shapes(tensors));
                assertThat(vae.config().string("_class_name", "")).isEqualTo("AutoencoderTiny");
                assertThat(vae.tensors().floats("decoder.layers.18.bias"))
                        .isEqualTo(Specs.of(decoder).floats("19.bias"));
                write(vae.tensors(), name -> name, folder.resolve("d/diffusion_pytorch_model.safetensors"));
            }
        }
        assertThat(vaeOf(folder.resolve("d/diffusion_pytorch_model.safetensors")))
                .isEqualTo(vaeOf(first));
        text("d/config.json", "{\"_class_name\":\"AutoencoderTiny\"}");
        assertThat(vaeOf(folder.resolve("d"))).isEqualTo(vaeOf(first));
        Files.delete(second);
        assertThatThrownBy(() -> DiffusionModel.open(first))
                .hasMessage(second + ": there is no such file; TAESD needs its encoder and its decoder");
        Path half = Files.move(first, first.resolveSibling("half.safetensors"));
        assertRefused(half, "holds one half of a TAESD");
    }

    @Test
    void opensTheTwoFilesOfTaesdsRelatives() throws IOException {
        Map<String, int[]> half = Map.of("0.weight", new int[] {8, 3, 3, 3});
        Path first = write("f/taef2_encoder.safetensors", half);
        assertThatThrownBy(() -> DiffusionModel.open(first.getParent()))
                .hasMessageContaining("taef2_decoder.safetensors: there is no such file");
        write("f/taef2_decoder.safetensors", half);
        assertThat(DiffusionModel.open(first.getParent()).layout()).isEqualTo("TAESD");
        write("f/taesana_encoder.safetensors", half);
        assertThatThrownBy(() -> DiffusionModel.open(first.getParent()))
                .hasMessage(
                        first.getParent() + ": holds 2 models, taef2, taesana; give one of the files, e.g. " + first);
    }

    @Test
    void asksWhatASecondGenerationUnetPredicts() throws IOException {
        Map<String, int[]> clip = LdmCheckpoint.openClip("cond_stage_model.model.", 8, 64, 3);
        DiffusionModel model = DiffusionModel.open(write("custom.safetensors", VAE, UNET_V2, clip));
        try (ModelFiles text = model.textEncoder()) {
            assertThat(text.config().integer("num_hidden_layers", 9)).isEqualTo(2);
            assertThat(text.config().string("hidden_act", "")).isEqualTo("gelu");
        }
        assertThatThrownBy(model::scheduler)
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("write a file custom.yaml beside it with the line 'parameterization: eps'");
        text("custom.yaml", "model:\n  params:\n    parameterization: \"v\"\n");
        assertThat(prediction(model.path())).isEqualTo("v_prediction");
        text("custom.yaml", "model:\n  params:\n    linear_start: 0.00085\n");
        assertThat(prediction(model.path())).isEqualTo("epsilon");
        // As large as is read, and all of it white space, at whose every line a search could begin.
        text("custom.yaml", "\n".repeat(1 << 20));
        assertThat(prediction(model.path())).isEqualTo("epsilon");
        assertThat(prediction(write("v2-1_768-ema-pruned.safetensors", UNET_V2)))
                .isEqualTo("v_prediction");
        assertThat(prediction(write("v2-1_512-ema-pruned.safetensors", UNET_V2)))
                .isEqualTo("epsilon");

        SafetensorsWriter writer = new SafetensorsWriter().metadata("modelspec.prediction_type", "v");
        UNET_V2.forEach((name, shape) ->
                writer.add(name, DType.F32, () -> Specs.of(UNET_V2).floats(name), shape));
        Path spec = folder.resolve("spec.safetensors");
        writer.write(spec);
        assertThat(prediction(spec)).isEqualTo("v_prediction");
    }

    private static String prediction(Path path) {
        return DiffusionModel.open(path).scheduler().string("prediction_type", "");
    }

    @Test
    void refusesOtherModelsByName() throws IOException {
        assertRefused(
                write("xl.safetensors", UNET, Map.of("conditioner.embedders.0.x", new int[] {1})),
                "is a Stable Diffusion XL checkpoint without an autoencoder");
        assertRefused(
                write("flux.safetensors", Map.of("double_blocks.0.x", new int[] {1})),
                "is a FLUX checkpoint without an autoencoder");
        assertRefused(
                write("lora.safetensors", Map.of("lora_unet_down.alpha", new int[] {1})),
                "is a LoRA, which is an addition");
        assertRefused(
                write("odd.safetensors", Map.of("bert.weight", new int[] {1})),
                "is not a Stable Diffusion model",
                "the first is 'bert.weight'");
        Path wide = write("wide-vae.safetensors", LdmCheckpoint.vae("", 32, LEVELS, 1, 12));
        assertThatThrownBy(() -> DiffusionModel.open(wide).vae())
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("is an autoencoder with 12 latent channels");
        Map<String, int[]> inpainting = new TreeMap<>(UNET);
        inpainting.put("model.diffusion_model.input_blocks.0.0.weight", new int[] {32, 9, 3, 3});
        Path inpaint = write("inpaint.safetensors", inpainting);
        assertThatThrownBy(() -> DiffusionModel.open(inpaint).unet())
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("takes 9 channels and gives 4");
        text("n/config.json", "{\"_class_name\":\"VQModel\"}");
        assertThatThrownBy(() -> DiffusionModel.open(folder.resolve("n")))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("describes a VQModel, which is not supported");
    }

    @Test
    void refusesPicklesByTheirContent() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(1);
        }
        Path torch = folder.resolve("p/model.safetensors");
        Files.createDirectories(torch.getParent());
        Files.write(torch, bytes.toByteArray());
        assertRefused(torch, "is a PyTorch pickle (zip)", "get the model's .safetensors file instead");
        Path old = folder.resolve("q/sd-v1-4.ckpt");
        Files.createDirectories(old.getParent());
        Files.write(
                old, new byte[] {(byte) 0x80, 2, (byte) 0x8a, 0x0a, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9});
        assertRefused(old, "is a pickle", "get the model's .safetensors file instead");
        assertThatThrownBy(() -> DiffusionModel.open(old.getParent())).hasMessageStartingWith(old + ": is a pickle");
        text("r/x.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:00\n");
        assertRefused(folder.resolve("r/x.safetensors"), "is a Git LFS pointer");
        text("r/y.safetensors", "<!doctype html><title>Sign in</title>");
        assertRefused(folder.resolve("r/y.safetensors"), "is a web page");
        text("r/z.gguf", "GGUF\3\0\0\0\0\0\0\0\0\0\0\0");
        assertRefused(folder.resolve("r/z.gguf"), "is a GGUF file");
        text("s/vae/config.json", "{}");
        text("s/vae/diffusion_pytorch_model.safetensors", "version https://git-lfs.github.com/spec/v1\n");
        assertThatThrownBy(() -> DiffusionModel.open(folder.resolve("s")).vae())
                .hasMessageContaining("is a Git LFS pointer");
    }

    @Test
    void saysWhatAFolderLacks() throws IOException {
        assertRefused(folder, "holds no model; expected a diffusers folder");
        assertRefused(folder.resolve("none"), "there is no such file");
        text("m/model_index.json", "{}");
        assertRefused(folder.resolve("m"), "the model was not fetched completely");
        text("m/unet/config.json", "{}");
        text("m/vae/config.json", "{}");
        text("m/vae/diffusion_pytorch_model.bin", "");
        DiffusionModel partly = DiffusionModel.open(folder.resolve("m"));
        assertThat(partly.parts()).containsExactly(ModelPart.VAE);
        assertThatThrownBy(partly::vae).hasMessageContaining("is a pickle, which is not read");
        assertRefused(folder.resolve("m/unet"), "has a config.json, but no .safetensors file next to it");
        write("two/a.safetensors", VAE);
        write("two/b.safetensors", VAE);
        assertRefused(folder.resolve("two"), "holds 2 safetensors files; give one of them, e.g.");
    }
}
