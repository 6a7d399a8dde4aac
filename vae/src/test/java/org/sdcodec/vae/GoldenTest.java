package org.sdcodec.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.embedded.EmbeddedModel;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.testing.Goldens;

/**
 * Parity with diffusers, whose own float32 results differ from float64 by a relative L2 error of about 8e-7. The sets
 * named "patched", "f32", "pooled", "shuffled" and "flux2" come from autoencoder_golden.py, "embedded" from the
 * training's export.
 */
class GoldenTest {
    private static final double TOLERANCE = 1e-5;

    private static Engine engine;

    @BeforeAll
    static void start() {
        engine = Engine.create(2);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Tag("exactness")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "vae-kl-tiny",
                "vae-tiny-small",
                "vae-tiny-taesd",
                "vae-kl-patched",
                "vae-tiny-patched",
                "vae-tiny-f32",
                "vae-tiny-pooled",
                "vae-tiny-shuffled",
                "vae-kl-flux2"
            })
    void smallNetworksAgree(String name) {
        assertAgrees(Goldens.committed(name), TOLERANCE);
    }

    @Test
    void stableDiffusionsAutoencoderAgrees() {
        Goldens goldens = Goldens.fullSize("vae-kl-sd14");
        assertAgrees(goldens, 3e-5);
    }

    @ParameterizedTest
    @CsvSource({"vae-kl-tiny, 13, 17", "vae-tiny-small, 7, 7"})
    void everyBlockAgrees(String name, int inEncoder, int inDecoder) {
        ConvolutionalAutoencoder model = load(Goldens.committed(name));
        TensorSource goldens = Goldens.committed(name).tensors();
        Tensor grid = new Patches(1, 1).toGrid(engine, PixelSource.of(Parity.tensor(goldens, "input.image")));
        assertThat(Parity.compareBlocks(engine, model.encoder(), grid, goldens, TOLERANCE))
                .isEqualTo(inEncoder);
        Tensor latent = Parity.tensor(goldens, "input.latent");
        assertThat(Parity.compareBlocks(engine, model.decoder(), latent, goldens, TOLERANCE))
                .isEqualTo(inDecoder);
    }

    @Test
    void theMeanIsTheLatent() {
        Autoencoder model = load(Goldens.committed("vae-kl-patched"));
        Tensor image = Parity.tensor(Goldens.committed("vae-kl-patched").tensors(), "input.image");
        assertThat(model.encode(engine, image).toNchw())
                .isEqualTo(model.posterior(engine, image).mean().toNchw());
    }

    /** The expected tensors come from PyTorch on the weights as rounded to F16; see weights/training/export.py. */
    @Tag("exactness")
    @Test
    void theEmbeddedModelAgrees() {
        TensorSource goldens = Goldens.committed("embedded").tensors();
        assertAgrees(Autoencoders.load(EmbeddedModel.vae()), goldens, TOLERANCE);
    }

    /** A published checkpoint, whose expected tensors come from F64. It works on pictures in 0..1. */
    @Test
    void thePublishedAutoencoderAgrees() {
        Path folder = Goldens.folder("../models/taef2");
        try (ModelFiles files = DiffusionModel.open(folder).vae();
                Safetensors goldens = Safetensors.open(folder.resolve("golden.safetensors"))) {
            Autoencoder model = Autoencoders.load(files);
            Tensor image = Parity.tensor(goldens, "input.image");
            for (int i = 0; i < image.size(); i++) {
                image.data()[i] = 2 * image.data()[i] - 1;
            }
            Tensor latents = model.encode(engine, image);
            Parity.assertClose("encode.latents", latents, Parity.tensor(goldens, "encode.latents"), TOLERANCE);
            Tensor sample = Parity.tensor(goldens, "decode.sample");
            Tensor latent = Parity.tensor(goldens, "input.latent");
            Tensor decoded = model.decode(engine, latent, sample.height(), sample.width());
            for (int i = 0; i < decoded.size(); i++) {
                decoded.data()[i] = (decoded.data()[i] + 1) / 2;
            }
            Parity.assertClose("decode.sample", decoded, sample, TOLERANCE);
        }
    }

    private static void assertAgrees(Goldens goldens, double tolerance) {
        assertAgrees(load(goldens), goldens.tensors(), tolerance);
    }

    private static void assertAgrees(Autoencoder model, TensorSource goldens, double tolerance) {
        Tensor image = Parity.tensor(goldens, "input.image");
        if (model.isVariational()) {
            Posterior posterior = model.posterior(engine, image);
            Parity.assertClose("encode.mean", posterior.mean(), Parity.tensor(goldens, "encode.mean"), tolerance);
            if (goldens.names().contains("encode.logvar")) {
                Tensor logvar = Parity.tensor(goldens, "encode.logvar");
                Parity.assertClose("encode.logvar", posterior.logvar(), logvar, tolerance);
            }
        } else {
            Tensor latents = Parity.tensor(goldens, "encode.latents");
            Parity.assertClose("encode.latents", model.encode(engine, image), latents, tolerance);
        }
        Tensor sample = Parity.tensor(goldens, "decode.sample");
        Tensor latent = Parity.tensor(goldens, "input.latent");
        Tensor decoded = model.decode(engine, latent, sample.height(), sample.width());
        Parity.assertClose("decode.sample", decoded, sample, tolerance);
    }

    private static ConvolutionalAutoencoder load(Goldens goldens) {
        return (ConvolutionalAutoencoder) Autoencoders.load(goldens.model(DType.F32));
    }
}
