package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Focus;
import org.sdcodec.InterruptedCallException;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.RateTarget;
import org.sdcodec.Region;
import org.sdcodec.codec.mode.CheckpointStore;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.safetensors.Safetensors;

/** Encodes that are interrupted and go on from their checkpoint. */
class CheckpointTest {

    private static final Picture PICTURE = SyntheticPictures.scene(28, 20, 1);

    @TempDir
    static Path folder;

    private static SdcCodec codec;

    @BeforeAll
    static void open() throws IOException {
        codec = new SdcCodecBuilder()
                .model(TestModels.stableDiffusion(folder.resolve("model")))
                .threads(2)
                .build();
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    /** A checkpoint in memory. */
    private static final class Kept implements CheckpointStore {
        private byte[] bytes;
        private boolean resumes;

        @Override
        public String name() {
            return "the kept checkpoint";
        }

        @Override
        public Optional<byte[]> read() {
            return resumes ? Optional.of(bytes) : Optional.empty();
        }

        @Override
        public void write(byte[] checkpoint) {
            bytes = checkpoint.clone();
        }
    }

    private static EncodeOptions options(String mode) {
        return EncodeOptions.DEFAULT.withMode(mode).withEffort(3).withTarget(RateTarget.size(bytes(mode)));
    }

    /** Enough for some steps. */
    private static int bytes(String mode) {
        return mode.equals("ddcm") ? 120 : 36;
    }

    /** Ends an encode when a step begins, and keeps its checkpoint. */
    private static Kept interrupted(EncodeOptions options, int step) {
        Kept kept = new Kept();
        AtomicBoolean stop = new AtomicBoolean();
        ProgressListener listener = new ProgressListener() {
            @Override
            public void onProgress(Stage stage, int done, int total) {
                stop.set(stop.get() || stage == Stage.SEARCH && done == step);
            }

            @Override
            public boolean isCancelled() {
                return stop.get();
            }
        };
        assertThatThrownBy(() -> codec.encode(PICTURE, options, listener, kept))
                .isInstanceOf(InterruptedCallException.class);
        kept.resumes = true;
        return kept;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ddcm", "diffc"})
    void aResumedEncodeMakesTheSameFileAndRepeatsNoStep(String mode) {
        byte[] whole = codec.encode(PICTURE, options(mode));
        for (int step : new int[] {0, 1, 2, 4}) {
            Kept kept = interrupted(options(mode), step);
            List<Integer> steps = new ArrayList<>();
            List<ProgressListener.Stage> stages = new ArrayList<>();
            byte[] resumed = codec.encode(
                    PICTURE,
                    options(mode),
                    (stage, done, total) -> {
                        stages.add(stage);
                        if (stage == ProgressListener.Stage.SEARCH) {
                            steps.add(done);
                        }
                    },
                    kept);
            assertThat(resumed).as("interrupted at step %d", step).isEqualTo(whole);
            assertThat(steps).first().isEqualTo(step);
            assertThat(stages).doesNotContain(ProgressListener.Stage.VAE_ENCODE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ddcm", "diffc"})
    void checkpointsOfAnythingElseAreRefused(String mode) throws IOException {
        Kept kept = interrupted(options(mode), 2);
        EncodeOptions options = options(mode);
        assertRefused(codec, SyntheticPictures.scene(28, 20, 2), options, kept, "is of another picture");
        assertRefused(
                codec,
                PICTURE,
                options.withTarget(RateTarget.size(bytes(mode) - 1)),
                kept,
                "was made with other options");
        assertRefused(codec, PICTURE, options.withEffort(6), kept, "was made with other options");
        assertRefused(
                codec,
                PICTURE,
                options.withFocus(Focus.of(new Region(0, 0, 9, 9))),
                kept,
                "was made with other options");
        Path other = TestModels.stableDiffusion(folder.resolve("other-" + mode));
        Path scheduler = other.resolve("scheduler/scheduler_config.json");
        Files.writeString(scheduler, Files.readString(scheduler).replace("0.012", "0.013"));
        try (SdcCodec changed = new SdcCodecBuilder().model(other).build()) {
            assertRefused(changed, PICTURE, options, kept, "is of another model");
        }
        kept.bytes[200] ^= 1;
        assertRefused(codec, PICTURE, options, kept, "is damaged or no checkpoint");
        kept.bytes = new byte[3];
        assertRefused(codec, PICTURE, options, kept, "is damaged or no checkpoint");
    }

    private static void assertRefused(SdcCodec by, Picture picture, EncodeOptions options, Kept kept, String words) {
        assertThatThrownBy(() -> by.encode(picture, options, ProgressListener.NONE, kept))
                .isInstanceOf(OptionsException.class)
                .hasMessageStartingWith("the kept checkpoint " + words);
    }

    /** Another UNet of the same shapes is another model, whatever its tensors are that differ. */
    @ParameterizedTest
    @ValueSource(strings = {"conv_in.bias", "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q.weight"})
    void anotherUnetIsAnotherModel(String tensor) throws IOException {
        Kept kept = interrupted(options("ddcm"), 1);
        Path other = TestModels.stableDiffusion(folder.resolve(tensor));
        Path file = other.resolve("unet/diffusion_pytorch_model.safetensors");
        Path changed = folder.resolve(tensor + ".safetensors");
        try (Safetensors tensors = Safetensors.open(file)) {
            assertThat(tensors.names()).contains(tensor);
            TestModels.write(tensors, DType.F32, tensor, 1.5f, changed);
        }
        Files.move(changed, file, StandardCopyOption.REPLACE_EXISTING);
        try (SdcCodec by = new SdcCodecBuilder().model(other).build()) {
            assertRefused(by, PICTURE, options("ddcm"), kept, "is of another model");
        }
    }

    @Test
    void modesWithoutCheckpointsLeaveTheStoreAlone() {
        Kept kept = new Kept();
        byte[] file = codec.encode(PICTURE, EncodeOptions.DEFAULT, ProgressListener.NONE, kept);
        assertThat(file).isEqualTo(codec.encode(PICTURE));
        assertThat(kept.bytes).isNull();
    }

    @Test
    void aForecastCountsTheStepsOfTheEncode() {
        List<Integer> totals = new ArrayList<>();
        codec.encode(PICTURE, options("ddcm"), (stage, done, total) -> {
            if (stage == ProgressListener.Stage.SEARCH) {
                totals.add(total);
            }
        });
        Forecast forecast = codec.forecast(PICTURE, options("ddcm"));
        assertThat(forecast.unetCalls()).isEqualTo(totals.get(0)).isGreaterThan(2);
        assertThat(forecast.secondsPerCall()).isPositive();
        assertThat(forecast.seconds()).isGreaterThan(forecast.secondsPerCall());
        assertThat(forecast.fileBytes()).hasValue(120);
        // Over before two steps have been measured.
        Forecast small = codec.forecast(PICTURE, options("ddcm").withTarget(RateTarget.size(20)));
        assertThat(small.unetCalls()).isBetween(1, 2);
        assertThat(small.seconds()).isPositive();
    }

    @Test
    void aForecastOfOtherModesMeasuresAPart() {
        Picture large = SyntheticPictures.scene(300, 280, 1);
        Forecast plain = codec.forecast(large, EncodeOptions.DEFAULT.withMode("original"));
        assertThat(plain.unetCalls()).isZero();
        assertThat(plain.secondsPerCall()).isZero();
        assertThat(plain.seconds()).isPositive();
        Forecast tuned = codec.forecast(PICTURE, EncodeOptions.DEFAULT.withTunedDenoising(true));
        assertThat(tuned.unetCalls()).isEqualTo(13);
    }
}
