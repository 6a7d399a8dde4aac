package org.sdcodec.unet.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sdcodec.engine.Tensor;
import org.sdcodec.weights.json.Json;

/** Closed forms, and trajectories on a toy network that {@code src/test/tools/scheduler_golden.py} printed. */
class SamplersTest {
    private static final double[] CLEAN = {0.7, -1.2, 0.05};
    private static final double[] NOISE = {0.3, 0.8, -1.9};

    private static NoiseSchedule schedule(Prediction prediction, boolean setAlphaToOne, int offset) {
        String json = ("{'beta_start': 0.00085, 'beta_end': 0.012, 'beta_schedule': 'scaled_linear',"
                        + "'prediction_type': '%s', 'set_alpha_to_one': %b, 'steps_offset': %d}")
                .formatted(prediction.name().toLowerCase(Locale.ROOT), setAlphaToOne, offset)
                .replace('\'', '"');
        return NoiseSchedule.of(Json.parseConfig(json.getBytes(StandardCharsets.UTF_8), "scheduler_config.json"));
    }

    private static Tensor tensor(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(1, 1, values.length, floats);
    }

    /** √ᾱ·x₀ + √(1−ᾱ)·ε. */
    private static double[] noisy(double alpha) {
        double[] x = new double[CLEAN.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.sqrt(alpha) * CLEAN[i] + Math.sqrt(1 - alpha) * NOISE[i];
        }
        return x;
    }

    /** What a network would give that knows the clean sample and the noise. */
    private static Tensor perfect(Prediction prediction, double alpha) {
        double[] values = new double[CLEAN.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (prediction) {
                case EPSILON -> NOISE[i];
                case V_PREDICTION -> Math.sqrt(alpha) * NOISE[i] - Math.sqrt(1 - alpha) * CLEAN[i];
                case SAMPLE -> CLEAN[i];
            };
        }
        return tensor(values);
    }

    private static void assertClose(Tensor x, double[] expected, String what) {
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) x.data()[i]).as("%s, element %d", what, i).isCloseTo(expected[i], within(2e-6));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ddimWithAPerfectNetworkFollowsTheClosedForm(Prediction prediction) {
        NoiseSchedule schedule = schedule(prediction, true, 0);
        DdimSampler sampler = new DdimSampler(schedule);
        double[] timesteps = DdimSampler.timesteps(310.5, 5);
        assertThat(timesteps).hasSize(5).startsWith(310.5).endsWith(310.5 / 5);
        Tensor x = tensor(noisy(schedule.alphaCumprod(timesteps[0])));
        for (int i = 0; i < timesteps.length; i++) {
            double next = i + 1 < timesteps.length ? timesteps[i + 1] : NoiseSchedule.CLEAN;
            sampler.step(x, perfect(prediction, schedule.alphaCumprod(timesteps[i])), timesteps[i], next);
            assertClose(x, noisy(schedule.alphaCumprod(next)), "step " + i);
        }
        assertClose(x, CLEAN, "the end");
    }

    @ParameterizedTest
    @CsvSource({
        "EPSILON, 0.852090415, -1.170605485, 0.254475717",
        "V_PREDICTION, 0.774295973, -1.061065928, 0.232029957",
        "SAMPLE, 0.166406780, -0.462158617, -0.019305724"
    })
    void ddimFollowsTheGoldenTrajectory(Prediction prediction, double a, double b, double c) {
        DdimSampler sampler = new DdimSampler(schedule(prediction, true, 0));
        Tensor x = tensor(0.9, -1.3, 0.25);
        double[] timesteps = DdimSampler.timesteps(120, 3);
        assertThat(timesteps).containsExactly(120, 80, 40);
        sampler.step(x, toyNetwork(x, 120), 120, 80);
        sampler.step(x, toyNetwork(x, 80), 80, 40);
        sampler.step(x, toyNetwork(x, 40), 40, NoiseSchedule.CLEAN);
        assertClose(x, new double[] {a, b, c}, prediction.name());
    }

    @ParameterizedTest
    @EnumSource(names = {"EPSILON", "SAMPLE"})
    void pndmWithAConstantPredictionFollowsTheClosedForm(Prediction prediction) {
        NoiseSchedule schedule = schedule(prediction, false, 0);
        PndmSampler sampler = new PndmSampler(schedule, 50);
        int[] timesteps = sampler.timesteps(1);
        Tensor x = tensor(noisy(schedule.alphaCumprod(timesteps[0])));
        for (int i = 0; i < timesteps.length; i++) {
            sampler.step(x, perfect(prediction, 1), timesteps[i]);
            // The second call repeats the first step, and its time step comes again.
            int at = i == 1 ? timesteps[i] : Math.max(0, timesteps[i] - 20);
            assertClose(x, noisy(schedule.alphaCumprod(at)), "call " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "EPSILON, 105, 0.899218696, -1.295119656, 0.250891456",
        "EPSILON, 90, 0.899344915, -1.295030024, 0.251006865",
        "EPSILON, 75, 0.897382706, -1.286280827, 0.252209390",
        "EPSILON, 60, 0.894201187, -1.275364485, 0.253193148",
        "EPSILON, 45, 0.889847507, -1.260719957, 0.254452575",
        "EPSILON, 30, 0.882851060, -1.240091244, 0.255618106",
        "EPSILON, 0, 0.865745872, -1.195399821, 0.256771008",
        "V_PREDICTION, 105, 0.890067570, -1.282117755, 0.248285542",
        "V_PREDICTION, 90, 0.890242237, -1.282112470, 0.248410164",
        "V_PREDICTION, 45, 0.858180703, -1.216044280, 0.245341503",
        "V_PREDICTION, 0, 0.819806189, -1.130891487, 0.243463694"
    })
    void pndmFollowsTheGoldenTrajectory(Prediction prediction, int after, double a, double b, double c) {
        PndmSampler sampler = new PndmSampler(schedule(prediction, false, 0), 66);
        Tensor x = tensor(0.9, -1.3, 0.25);
        for (int t = 105; t >= after; t -= 15) {
            sampler.step(x, toyNetwork(x, t), t);
        }
        assertClose(x, new double[] {a, b, c}, prediction + " after t = " + after);
    }

    private static Tensor toyNetwork(Tensor x, int t) {
        double[] values = new double[x.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.4 * x.data()[i] + t / 2000.0 - 0.1;
        }
        return tensor(values);
    }

    @Test
    void pndmTakesTheTimestepsOfTheOriginalCodec() {
        assertThat(new PndmSampler(schedule(Prediction.EPSILON, false, 0), 66).timesteps(0.04))
                .containsExactly(45, 30, 15, 0);
        assertThat(new PndmSampler(schedule(Prediction.EPSILON, false, 0), 66).timesteps(0.05))
                .containsExactly(60, 45, 30, 15, 0);
        assertThat(new PndmSampler(schedule(Prediction.EPSILON, false, 1), 66).timesteps(0.04))
                .containsExactly(46, 31, 16, 1);
        int[] all = new PndmSampler(schedule(Prediction.EPSILON, false, 0), 66).timesteps(1);
        assertThat(all).hasSize(68).startsWith(990, 975, 975, 960).endsWith(15, 0);
        assertThat(new PndmSampler(schedule(Prediction.EPSILON, false, 0), 50).timesteps(1))
                .as("where the steps divide the schedule, all versions agree")
                .hasSize(51)
                .startsWith(980, 960, 960, 940)
                .endsWith(20, 0);
    }

    /** The last time step's call, which the original codec makes and ours leaves out. */
    @Test
    void atTheEndOfStableDiffusionsScheduleACallChangesNothing() {
        PndmSampler sampler = new PndmSampler(schedule(Prediction.EPSILON, false, 0), 66);
        Tensor x = tensor(0.9, -1.3, 0.25);
        for (int t : new int[] {45, 30, 15}) {
            sampler.step(x, toyNetwork(x, t), t);
        }
        float[] before = x.copy().data();
        assertThat(before).isNotEqualTo(tensor(0.9, -1.3, 0.25).data());
        sampler.step(x, toyNetwork(x, 0), 0);
        assertThat(x.data()).containsExactly(before);
    }

    @Test
    void refusesWhatMakesNoSense() {
        NoiseSchedule schedule = NoiseSchedule.stableDiffusion();
        assertThatThrownBy(() -> new PndmSampler(schedule, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PNDM takes 2 to 1000 steps, not 1");
        assertThatThrownBy(() -> new PndmSampler(schedule, 66).timesteps(1.5))
                .hasMessage("strength must be from 0 to 1, but is 1.5");
        assertThatThrownBy(() -> DdimSampler.timesteps(10, 0)).hasMessageContaining("at least one step");
        assertThatThrownBy(() -> new DdimSampler(schedule).step(tensor(1, 2), tensor(1), 10, 0))
                .hasMessage("a sample of 1×1×2 cannot be combined with a prediction of 1×1×1");
    }
}
