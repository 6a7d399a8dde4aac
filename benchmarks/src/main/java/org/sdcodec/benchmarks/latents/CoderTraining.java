package org.sdcodec.benchmarks.latents;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.sdcodec.codec.entropy.LatentPriorTrainer;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.engine.Tensor;
import org.sdcodec.weights.safetensors.Safetensors;

/**
 * Trains the state from which the entropy coder starts, after {@code weights/training/coder_prior.py} has trained its
 * network.
 */
public final class CoderTraining {
    private static final long SEED = 1;
    /** Latents between two lines of progress. */
    private static final int REPORT = 100;

    private CoderTraining() {}

    /**
     * Codes every latent at every step, in a fixed disorder, and writes what the coder has learned.
     *
     * @param network as coder_prior.py exports it
     * @param latents safetensors: latents c×h×w, each a tensor of its own
     * @param scale from the latents of the file to the scale of the diffusion model
     * @param stepCodes of the steps
     * @param out the prior to write
     */
    public static void run(PrintStream log, Path network, Path latents, float scale, int[] stepCodes, Path out)
            throws IOException {
        LatentPriorTrainer trainer = new LatentPriorTrainer(Files.readAllBytes(network));
        try (Safetensors tensors = Safetensors.open(latents)) {
            List<String> names = new ArrayList<>(tensors.names());
            List<int[]> tasks = new ArrayList<>();
            for (int i = 0; i < names.size() * stepCodes.length; i++) {
                tasks.add(new int[] {i / stepCodes.length, stepCodes[i % stepCodes.length]});
            }
            Collections.shuffle(tasks, new Random(SEED));
            long bytes = 0;
            for (int i = 0; i < tasks.size(); i++) {
                int code = tasks.get(i)[1];
                bytes += trainer.learn(symbols(tensors, names.get(tasks.get(i)[0]), scale, code), code);
                if ((i + 1) % REPORT == 0) {
                    log.printf(
                            Locale.ROOT, "%d of %d, %.0f bytes each%n", i + 1, tasks.size(), (double) bytes / REPORT);
                    bytes = 0;
                }
            }
        }
        Files.write(out, trainer.toBytes());
    }

    private static LatentSymbols symbols(Safetensors tensors, String name, float scale, int code) {
        List<Long> shape = tensors.info(name).shape();
        if (shape.size() != 3) {
            throw new IllegalArgumentException(
                    "the tensor '" + name + "' has the shape " + shape + ", but [c, h, w] was expected");
        }
        float[] values = tensors.floats(name);
        for (int i = 0; i < values.length; i++) {
            values[i] *= scale;
        }
        int channels = Math.toIntExact(shape.get(0));
        Tensor latent = Tensor.fromNchw(channels, Math.toIntExact(shape.get(1)), Math.toIntExact(shape.get(2)), values);
        int[] quantized = new ScalarQuantizer(code).quantize(latent.data());
        return LatentSymbols.of(latent.height(), latent.width(), channels, quantized);
    }
}
