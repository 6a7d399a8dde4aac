package org.sdcodec.codec.denoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Denoising;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.UnetWeights;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.unet.ClipTextModel;
import org.sdcodec.unet.UNet2DConditionModel;
import org.sdcodec.unet.scheduler.NoiseSchedule;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.safetensors.SafetensorsWriter;

class DenoiserTest {
    private static final long SEED = 7;
    private static final int HEIGHT = 5;
    private static final int WIDTH = 6;
    private static final double NOISE = 0.3;

    @TempDir
    Path folder;

    private final Engine engine = Engine.create(1);
    private Path model;
    private Path cache;

    @BeforeEach
    void writeModel() throws IOException {
        model = TestModels.stableDiffusion(folder.resolve("model"));
        cache = folder.resolve("cache/of models");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** With one step the clean latent is what equation 9 of Song et al. implies: x₀ = x − σ·ε for x = x₀ + σ·ε. */
    @Test
    void oneStepTakesAwayThePredictedNoise() {
        Tensor latent = latent();
        NoiseSchedule schedule = NoiseSchedule.stableDiffusion();
        double timestep = schedule.timestepFor(NOISE * 0.5);
        assertThat(timestep).isBetween(20.0, 60.0);
        float[] expected = new float[latent.size()];
        try (ModelFiles files = DiffusionModel.open(model).unet()) {
            Tensor noisy = latent.copy();
            for (int i = 0; i < noisy.size(); i++) {
                noisy.data()[i] *= (float) Math.sqrt(schedule.alphaCumprod(timestep));
            }
            float[] predicted = UNet2DConditionModel.load(files, WeightResidency.KEEP)
                    .forward(engine, noisy, timestep, prompt())
                    .data();
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (float) (latent.data()[i] - NOISE * 0.5 * predicted[i]);
            }
        }
        List<Integer> heard = new ArrayList<>();
        try (Denoiser denoiser = denoiser(null)) {
            prepare(denoiser).denoise(latent, NOISE, new Denoising(1, 0.5), heard::add);
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(latent.data()[i])
                    .as("element %d, seed %d", i, SEED)
                    .isCloseTo(expected[i], Offset.offset(2e-5f));
        }
        assertThat(heard).containsExactly(0);
    }

    /**
     * From t = 45 to 30 with the mean of the predictions at both ends, then from 15 to 0 with what the predictions at
     * 15 and 45 extrapolate to; equation 9 of Song et al. for each transfer.
     */
    @Test
    void theOriginalsStepsAreOneOfHeunAndOneOfAdamsAndBashforth() {
        Tensor latent = latent();
        Tensor start = latent.copy();
        float[] expected;
        try (ModelFiles files = DiffusionModel.open(model).unet()) {
            UNet2DConditionModel unet = UNet2DConditionModel.load(files, WeightResidency.KEEP);
            float[] first = unet.forward(engine, start, 45, prompt()).copy().data();
            Tensor x = start.copy();
            set(x, transferred(start.data(), first, 45, 30));
            set(x, transferred(start.data(), sum(first, 0.5, predicted(unet, x, 30), 0.5), 45, 30));
            expected = transferred(x.data(), sum(predicted(unet, x, 15), 1.5, first, -0.5), 15, 0);
        }
        List<Integer> heard = new ArrayList<>();
        try (Denoiser denoiser = denoiser(null)) {
            prepare(denoiser).denoiseAsOriginal(latent, heard::add);
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(latent.data()[i])
                    .as("element %d, seed %d", i, SEED)
                    .isCloseTo(expected[i], Offset.offset(2e-5f));
        }
        assertThat(latent.data()).isNotEqualTo(start.data());
        assertThat(heard).containsExactly(0, 1, 2).hasSize(Denoiser.ORIGINAL_CALLS);
    }

    private float[] predicted(UNet2DConditionModel unet, Tensor x, int timestep) {
        return unet.forward(engine, x, timestep, prompt()).copy().data();
    }

    private static void set(Tensor x, float[] values) {
        System.arraycopy(values, 0, x.data(), 0, values.length);
    }

    private static float[] sum(float[] a, double perA, float[] b, double perB) {
        float[] sum = new float[a.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (float) (perA * a[i] + perB * b[i]);
        }
        return sum;
    }

    private static float[] transferred(float[] x, float[] noise, int timestep, int next) {
        NoiseSchedule schedule = NoiseSchedule.stableDiffusion();
        double from = schedule.alphaCumprod(timestep);
        double to = schedule.alphaCumprod(next);
        float[] result = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            double clean = (x[i] - Math.sqrt(1 - from) * noise[i]) / Math.sqrt(from);
            result[i] = (float) (Math.sqrt(to) * clean + Math.sqrt(1 - to) * noise[i]);
        }
        return result;
    }

    @Test
    void aScheduleOfAnotherLengthThanTheOriginalsIsRefused() throws IOException {
        Path config = model.resolve("scheduler/scheduler_config.json");
        Files.writeString(config, Files.readString(config).replace("{", "{\"num_train_timesteps\":500,"));
        try (Denoiser denoiser = denoiser(null)) {
            Denoiser.Run run = prepare(denoiser);
            assertThatThrownBy(() -> run.denoiseAsOriginal(latent(), i -> {}))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContainingAll("500 time steps", "a schedule of 1000", "0 steps");
        }
    }

    @Test
    void noStepsLeaveTheLatentAndMoreStepsDiffer() {
        float[] none = denoised(new Denoising(0, 1), null);
        assertThat(none).containsExactly(latent().data());
        float[] one = denoised(new Denoising(1, 1), null);
        float[] two = denoised(new Denoising(2, 1), null);
        assertThat(one).isNotEqualTo(none);
        assertThat(two).isNotEqualTo(one);
    }

    @Test
    void weightsThatWereLetGoAreReadAgain() {
        float[] expected = denoised(new Denoising(2, 1), null);
        try (Denoiser denoiser = denoiser(null)) {
            // As little as the run needs, so that nothing stays; then plenty; then a run that finds what the one before
            // left.
            for (long heap : new long[] {leastHeap(denoiser), 1L << 32, 1L << 32}) {
                Tensor latent = latent();
                denoiser.prepare(engine, HEIGHT, WIDTH, memory(heap))
                        .denoise(latent, NOISE, new Denoising(2, 1), step -> {});
                assertThat(latent.data()).as("heap of %d", heap).containsExactly(expected);
            }
        }
    }

    @Test
    void aUnetWithoutAScheduleNamesTheWayOut() throws IOException {
        Files.delete(model.resolve("scheduler/scheduler_config.json"));
        assertRefused(model.toString(), "no noise schedule", "scheduler_config.json", "0 steps");
    }

    @Test
    void noiseBelowTheScheduleIsClean() {
        try (Denoiser denoiser = denoiser(null)) {
            // √(β₀/(1−β₀)) with β₀ = 0.00085.
            assertThat(denoiser.isClean(0.02916)).isTrue();
            assertThat(denoiser.isClean(0.02918)).isFalse();
        }
    }

    @Test
    void theEmptyPromptIsComputedOnceAndThenReadFromTheCache() throws IOException {
        float[] computed = denoised(new Denoising(1, 1), cache);
        Path cached = onlyFileIn(cache);
        assertThat(cached.getFileName().toString()).matches("empty_prompt-[0-9a-f]{32}\\.safetensors");
        byte[] content = Files.readAllBytes(cached);
        Files.setLastModifiedTime(cached, FileTime.fromMillis(1000));
        assertThat(denoised(new Denoising(1, 1), cache)).containsExactly(computed);
        assertThat(onlyFileIn(cache)).isEqualTo(cached);
        assertThat(Files.getLastModifiedTime(cached).toMillis())
                .as("not written again")
                .isEqualTo(1000);
        assertThat(Files.readAllBytes(cached)).isEqualTo(content);
    }

    @Test
    void aDamagedCacheIsComputedAnew() throws IOException {
        float[] computed = denoised(new Denoising(1, 1), cache);
        Path cached = onlyFileIn(cache);
        byte[] whole = Files.readAllBytes(cached);
        byte[] flipped = whole.clone();
        flipped[whole.length - 2] ^= 1;
        for (byte[] damaged : new byte[][] {{}, Arrays.copyOf(whole, whole.length / 2), flipped}) {
            Files.write(cached, damaged);
            assertThat(denoised(new Denoising(1, 1), cache)).containsExactly(computed);
            assertThat(Files.readAllBytes(cached)).isEqualTo(whole);
        }
    }

    @Test
    void otherSettingsOfTheTextEncoderDoNotUseTheCache() throws IOException {
        float[] computed = denoised(new Denoising(1, 1), cache);
        Path config = model.resolve("text_encoder/config.json");
        Files.writeString(config, Files.readString(config).replace("\"quick_gelu\"", "\"gelu\""));
        assertThat(denoised(new Denoising(1, 1), cache)).isNotEqualTo(computed);
    }

    @Test
    void aCacheThatCannotBeWrittenDoesNoHarm() throws IOException {
        float[] computed = denoised(new Denoising(1, 1), null);
        Path file = Files.writeString(folder.resolve("a file"), "no folder");
        assertThat(denoised(new Denoising(1, 1), file)).containsExactly(computed);
    }

    @Test
    void anEmbeddingInTheModelReplacesTheTextEncoder() throws IOException {
        float[] computed = denoised(new Denoising(1, 1), null);
        Tensor prompt = prompt();
        writePrompt("last_hidden_state", prompt.data(), 1, 77, 32);
        remove(model.resolve("text_encoder"));
        assertThat(denoised(new Denoising(1, 1), cache)).containsExactly(computed);
        assertThat(cache).doesNotExist();
        writePrompt("last_hidden_state", prompt.data(), 77, 32);
        assertThat(denoised(new Denoising(1, 1), cache)).containsExactly(computed);
    }

    @Test
    void whatDoesNotFitTogetherIsNamed() throws IOException {
        writePrompt("last_hidden_state", new float[77 * 24], 1, 77, 24);
        assertRefused("empty_prompt.safetensors", "[1, 77, 24]", "[1, tokens, 32]");
        writePrompt("prompt", new float[32], 1, 1, 32);
        assertRefused("empty_prompt.safetensors", "'last_hidden_state'", "prompt");
        Files.delete(model.resolve("empty_prompt.safetensors"));
        remove(model.resolve("text_encoder"));
        assertRefused("neither a text encoder nor", "empty_prompt.safetensors", "0 steps");
        try (Denoiser other = new Denoiser(DiffusionModel.open(model), 16, null, UnetWeights.AUTO)) {
            assertThatThrownBy(() -> prepare(other))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("from 4 to 4 channels")
                    .hasMessageContaining("16");
        }
    }

    private void assertRefused(String... words) {
        try (Denoiser denoiser = denoiser(cache)) {
            assertThatThrownBy(() -> prepare(denoiser))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContainingAll(words);
        }
    }

    private void writePrompt(String name, float[] values, int... shape) {
        new SafetensorsWriter().add(name, DType.F32, values, shape).write(model.resolve("empty_prompt.safetensors"));
    }

    private Tensor prompt() {
        try (ModelFiles files = DiffusionModel.open(model).textEncoder()) {
            ClipTextModel encoder = ClipTextModel.load(files, WeightResidency.DROP);
            return encoder.forward(engine, encoder.emptyText()).copy();
        }
    }

    private float[] denoised(Denoising denoising, Path cacheFolder) {
        Tensor latent = latent();
        try (Denoiser denoiser = denoiser(cacheFolder)) {
            prepare(denoiser).denoise(latent, NOISE, denoising, step -> {});
        }
        return latent.data();
    }

    private Denoiser denoiser(Path cacheFolder) {
        return new Denoiser(DiffusionModel.open(model), 4, cacheFolder, UnetWeights.AUTO);
    }

    /** The least heap, in steps of 1 MiB, with which a run can be prepared. */
    private long leastHeap(Denoiser denoiser) {
        for (long heap = 1L << 20; ; heap += 1L << 20) {
            try {
                denoiser.prepare(engine, HEIGHT, WIDTH, memory(heap));
                return heap;
            } catch (PictureTooLargeException e) {
                // More, then.
            }
        }
    }

    private static DecodeMemory memory(long heap) {
        return new DecodeMemory(heap, heap / 2, 0, 8 * WIDTH, 8 * HEIGHT);
    }

    private Denoiser.Run prepare(Denoiser denoiser) {
        return denoiser.prepare(engine, HEIGHT, WIDTH, new DecodeMemory(1L << 32, 0, 0, 8 * WIDTH, 8 * HEIGHT));
    }

    private static Tensor latent() {
        Random random = new Random(SEED);
        Tensor tensor = Tensor.zeros(HEIGHT, WIDTH, 4);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.data()[i] = (float) random.nextGaussian();
        }
        return tensor;
    }

    private static Path onlyFileIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
