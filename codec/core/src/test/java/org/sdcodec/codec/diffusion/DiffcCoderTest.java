package org.sdcodec.codec.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.UnetWeights;
import org.sdcodec.codec.denoise.DecodeMemory;
import org.sdcodec.codec.denoise.Denoiser;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.weights.checkpoint.DiffusionModel;

/** Mode diffc with a UNet in the published layout, against {@link NaiveDiffc}. */
class DiffcCoderTest {
    private static final LatentShape SHAPE = new LatentShape(5, 2, 4);
    private static final int N = 40;
    private static final long SEED = 12;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "epsilon, 15, 8, 9, 3, 1",
        "epsilon, 4, 2, 14, 1, 2",
        "v_prediction, 5, 3, 7, 4, 1.5",
        "v_prediction, 1, 1, 4, 2, 1",
        "epsilon, 3, 1, 6, 2, 1"
    })
    void equalsAPlainImplementation(String prediction, int window, int growth, int bytes, int tail, double score)
            throws Exception {
        Path path = TestModels.stableDiffusion(folder.resolve(prediction + window));
        Path scheduler = path.resolve("scheduler/scheduler_config.json");
        Files.writeString(
                scheduler, Files.readString(scheduler).replace("{", "{\"prediction_type\":\"" + prediction + "\","));
        try (Engine engine = Engine.create(2);
                Denoiser denoiser = new Denoiser(DiffusionModel.open(path), SHAPE.channels(), null, UnetWeights.KEEP)) {
            Denoiser.Run unet =
                    denoiser.prepare(engine, SHAPE.rows(), SHAPE.columns(), new DecodeMemory(1L << 32, 0, 0, 16, 40));
            NaiveDiffc naive = new NaiveDiffc(
                    (x, t) -> doubles(unet.predict(tensor(x), t)), prediction.startsWith("v"), N, window, growth);
            DiffcPlan plan = new DiffcPlan(window, growth, N);
            double[] latent = new Random(SEED).doubles(N, -2, 2).toArray();

            int[] count = new int[1];
            String expected = naive.encode(latent, bytes * 8, count);
            DiffcCoder.Coded coded = DiffcCoder.encode(
                    plan, tensor(latent), null, bytes, unet, engine.workers(), null, state -> {}, BlockListener.NONE);
            assertThat(digits(coded.bytes())).as("seed %d", SEED).isEqualTo(expected);
            assertThat(coded.steps()).isEqualTo(count[0]).isGreaterThan(1);

            List<DiffcCoder.Step> steps = DiffcCoder.parse(plan, coded.bytes(), coded.steps());
            assertThat(DiffcCoder.restIsZero(plan, coded.bytes(), steps)).isTrue();
            float[] decoded = DiffcCoder.decode(plan, steps, SHAPE, unet, tail, score, BlockListener.NONE)
                    .data();
            double[] plain = naive.decode(expected, count[0], tail, score);
            for (int j = 0; j < N; j++) {
                assertThat((double) decoded[j]).isCloseTo(plain[j], Offset.offset(1e-3 * (1 + Math.abs(plain[j]))));
            }
        }
    }

    private static String digits(byte[] bytes) {
        StringBuilder digits = new StringBuilder();
        for (byte each : bytes) {
            digits.append(Integer.toBinaryString(each & 0xff | 0x100).substring(1));
        }
        return digits.toString();
    }

    private static Tensor tensor(double[] values) {
        Tensor tensor = Tensor.zeros(SHAPE.rows(), SHAPE.columns(), SHAPE.channels());
        for (int j = 0; j < N; j++) {
            tensor.data()[j] = (float) values[j];
        }
        return tensor;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int j = 0; j < doubles.length; j++) {
            doubles[j] = values[j];
        }
        return doubles;
    }

    /** Places that cannot be written in the bits that are left move towards the expected one. */
    @Test
    void placesAreWrittenAndRead() {
        DiffcSteps steps = new DiffcSteps(new DiffcPlan(4, 2, 4096));
        for (int grid = -60; grid < 20; grid++) {
            byte[] bytes = new byte[64];
            Bits bits = new Bits(bytes);
            steps.writePlace(grid, bits);
            assertThat(bits.position()).isEqualTo(steps.sideBits(grid));
            assertThat(steps.readPlace(new Bits(bytes), 512)).hasValue(grid);
            assertThat(steps.readPlace(new Bits(bytes), steps.sideBits(grid) - 1))
                    .isEmpty();
            assertThat(steps.sideBits(steps.within(grid, 3))).isLessThanOrEqualTo(3);
            assertThat(DiffcSteps.nearest(DiffcSteps.rise(grid) * 1.08)).isEqualTo(grid);
            assertThat(DiffcSteps.nearest(DiffcSteps.rise(grid) / 1.08)).isEqualTo(grid);
        }
    }
}
