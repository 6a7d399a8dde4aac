package org.sdcodec.codec.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
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

/** Mode ddcm with a UNet in the published layout, against {@link NaiveDdcm}. */
class DdcmCoderTest {
    private static final LatentShape SHAPE = new LatentShape(6, 5, 4);
    private static final int N = 120;
    private static final int REDUNDANCY = 1;
    private static final int ATOMS = 256;
    private static final long SEED = 11;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"epsilon,30,6,40", "v_prediction,30,9,33", "epsilon,12,11,90", "v_prediction,43,4,12"})
    void equalsAPlainImplementation(String prediction, int steps, int coded, int bytes) throws Exception {
        Path path = TestModels.stableDiffusion(folder.resolve(prediction + steps));
        Path scheduler = path.resolve("scheduler/scheduler_config.json");
        Files.writeString(
                scheduler, Files.readString(scheduler).replace("{", "{\"prediction_type\":\"" + prediction + "\","));
        try (Engine engine = Engine.create(1);
                Denoiser denoiser = new Denoiser(DiffusionModel.open(path), SHAPE.channels(), null, UnetWeights.KEEP)) {
            Denoiser.Run unet =
                    denoiser.prepare(engine, SHAPE.rows(), SHAPE.columns(), new DecodeMemory(1L << 32, 0, 0, 48, 40));
            NaiveDdcm naive = new NaiveDdcm(
                    (x, t) -> doubles(unet.predict(tensor(x), t)), prediction.startsWith("v"), N, steps, coded);
            DdcmPlan plan = new DdcmPlan(steps, coded, new AtomSet(false, REDUNDANCY, false), N, bytes);
            double[] latent = new Random(SEED).doubles(N, -2, 2).toArray();

            List<int[][]> choices = naive.encode(latent, plan.counts(), ATOMS);
            byte[] expected = NaiveDdcm.bytes(choices, ATOMS, bytes - 1);
            byte[] file = DdcmCoder.encode(plan, tensor(latent), null, unet, null, state -> {}, BlockListener.NONE);
            assertThat(file[0]).isEqualTo((byte) REDUNDANCY);
            assertThat(Arrays.copyOfRange(file, 1, bytes)).as("seed %d", SEED).isEqualTo(expected);

            float[] decoded = DdcmCoder.decode(
                            plan, DdcmCoder.parse(plan, file), SHAPE, unet, steps - coded, 1, BlockListener.NONE)
                    .data();
            double[] plain = naive.decode(choices, ATOMS);
            for (int j = 0; j < N; j++) {
                assertThat((double) decoded[j]).isCloseTo(plain[j], Offset.offset(1e-3 * (1 + Math.abs(plain[j]))));
            }
        }
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
}
