package org.sdcodec.codec.denoise;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.unet.ClipTextModel;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.Fingerprint;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.TensorInfo;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.checkpoint.ModelPart;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.safetensors.SafetensorsWriter;

/**
 * The embedding of the empty text, on which the UNet's predictions are conditioned: from a file in the model, else from
 * the cache, else from the text encoder.
 */
final class EmptyPrompt {
    private static final String TENSOR = "last_hidden_state";

    /** Metadata of a cached file: a fingerprint of its tensor, by which damage is noticed. */
    private static final String CHECK = "fingerprint";

    /** Metadata of a cached file: those settings of the text encoder that its weights do not show. */
    private static final String SETTINGS = "settings";

    private static final int MAX_TOKENS = 1024;

    private EmptyPrompt() {}

    /**
     * Finds or computes it.
     *
     * @param channels that the UNet takes
     * @param memory in which the text encoder must find room, should it have to run
     * @param cache folder for what was computed, made if it does not exist; null to keep nothing. A cache that cannot
     *     be used does no harm
     * @return 1 × tokens × channels
     * @throws WeightsException if there is none, or it does not fit the UNet
     */
    static Tensor of(DiffusionModel model, int channels, Path cache, Engine engine, DecodeMemory memory) {
        Optional<Path> given = model.emptyPrompt();
        if (given.isPresent()) {
            try (Safetensors file = Safetensors.open(given.get())) {
                return read(file, channels);
            }
        }
        if (!model.has(ModelPart.TEXT_ENCODER)) {
            throw new WeightsException(model.path() + ": has a UNet, but neither a text encoder nor a file "
                    + model.emptyPromptName()
                    + " with the empty prompt's embedding; add one of them, or decode with 0 steps");
        }
        try (ModelFiles files = model.textEncoder()) {
            Path cached = cache == null
                    ? null
                    : cache.resolve("empty_prompt-" + Fingerprint.of(files.tensors()) + ".safetensors");
            Tensor prompt = cached == null ? null : readCached(cached, settings(files.config()), channels);
            if (prompt == null) {
                prompt = compute(files, engine, memory);
                if (cached != null) {
                    write(prompt, settings(files.config()), cached);
                }
            }
            if (prompt.channels() != channels) {
                throw new WeightsException(files.origin() + ": gives embeddings of " + prompt.channels()
                        + " channels, but the UNet takes " + channels + "; the two are of different models");
            }
            return prompt;
        }
    }

    private static Tensor compute(ModelFiles files, Engine engine, DecodeMemory memory) {
        ClipTextModel encoder = ClipTextModel.load(files, WeightResidency.DROP);
        memory.requireForPrompt(encoder.estimate());
        Tensor states = encoder.forward(engine, encoder.emptyText());
        Tensor prompt = states.copy();
        engine.release(states);
        engine.memory().clear();
        return prompt;
    }

    private static String settings(ModelConfig config) {
        return config.string("hidden_act", "") + " " + config.integer("num_attention_heads", 0) + " "
                + config.number("layer_norm_eps", 0);
    }

    private static Tensor read(Safetensors file, int channels) {
        if (!file.names().contains(TENSOR)) {
            throw new WeightsException(
                    file.origin() + ": has no tensor '" + TENSOR + "'; it has " + String.join(", ", file.names()));
        }
        TensorInfo info = file.info(TENSOR);
        List<Long> shape = info.shape();
        int rank = shape.size();
        boolean fits = (rank == 2 || rank == 3 && shape.get(0) == 1)
                && shape.get(rank - 1) == channels
                && shape.get(rank - 2) >= 1
                && shape.get(rank - 2) <= MAX_TOKENS;
        if (!fits) {
            throw new WeightsException(file.origin() + ": the tensor '" + TENSOR + "' has the shape " + shape
                    + ", but the UNet takes [1, tokens, " + channels + "]");
        }
        return Tensor.of(1, (int) (long) shape.get(rank - 2), channels, file.floats(TENSOR));
    }

    /** What an earlier run wrote; null if there is nothing, or nothing that can be used. */
    private static Tensor readCached(Path cached, String settings, int channels) {
        if (!Files.isRegularFile(cached)) {
            return null;
        }
        try (Safetensors file = Safetensors.open(cached)) {
            Tensor prompt = read(file, channels);
            boolean whole =
                    Fingerprint.of(file).toString().equals(file.metadata().get(CHECK));
            return whole && settings.equals(file.metadata().get(SETTINGS)) ? prompt : null;
        } catch (WeightsException e) {
            // Damaged: it is computed and written again.
            return null;
        }
    }

    private static void write(Tensor prompt, String settings, Path cached) {
        SafetensorsWriter bare = new SafetensorsWriter();
        bare.add(TENSOR, DType.F32, prompt.data(), 1, prompt.width(), prompt.channels());
        try (Safetensors tensors = Safetensors.read(ByteBuffer.wrap(bare.toBytes()), cached.toString())) {
            Files.createDirectories(cached.toAbsolutePath().getParent());
            bare.metadata(CHECK, Fingerprint.of(tensors).toString())
                    .metadata(SETTINGS, settings)
                    .write(cached);
        } catch (IOException | WeightsException e) {
            // A folder that cannot be written costs the next run some time, and this one nothing.
            return;
        }
    }
}
