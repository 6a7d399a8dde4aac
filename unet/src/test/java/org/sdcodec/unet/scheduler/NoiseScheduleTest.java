package org.sdcodec.unet.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.json.Json;

class NoiseScheduleTest {
    private static final NoiseSchedule SD = NoiseSchedule.stableDiffusion();

    private static NoiseSchedule parse(String json) {
        return NoiseSchedule.of(Json.parseConfig(json.getBytes(StandardCharsets.UTF_8), "scheduler_config.json"));
    }

    @Test
    void scaledLinearBetas() {
        assertThat(SD.trainTimesteps()).isEqualTo(1000);
        assertThat(SD.alphaCumprod(0)).isCloseTo(1 - 0.00085, within(1e-15));
        double second = Math.sqrt(0.00085) + (Math.sqrt(0.012) - Math.sqrt(0.00085)) / 999;
        assertThat(SD.alphaCumprod(1)).isCloseTo((1 - 0.00085) * (1 - second * second), within(1e-15));
        assertThat(SD.alphaCumprod(999) / SD.alphaCumprod(998)).isCloseTo(1 - 0.012, within(1e-12));
        // Published: the signal that is left at the end, √ᾱ = 0.068265.
        assertThat(Math.sqrt(SD.alphaCumprod(999))).isCloseTo(0.068265, within(1e-6));
    }

    @Test
    void linearBetas() {
        NoiseSchedule schedule = parse(
                "{\"beta_start\": 0.1, \"beta_end\": 0.3, \"num_train_timesteps\": 3, \"beta_schedule\": \"linear\"}");
        assertThat(schedule.alphaCumprod(0)).isCloseTo(0.9, within(1e-15));
        assertThat(schedule.alphaCumprod(1)).isCloseTo(0.9 * 0.8, within(1e-15));
        assertThat(schedule.alphaCumprod(2)).isCloseTo(0.9 * 0.8 * 0.7, within(1e-15));
        assertThat(schedule.noiseToSignal(1)).isCloseTo(Math.sqrt(0.28 / 0.72), within(1e-15));
    }

    @Test
    void readsThePublishedConfiguration() {
        String published =
                "{\"_class_name\": \"PNDMScheduler\", \"beta_end\": 0.012, \"beta_schedule\": \"scaled_linear\","
                        + "\"beta_start\": 0.00085, \"num_train_timesteps\": 1000, \"set_alpha_to_one\": false,"
                        + "\"skip_prk_steps\": true, \"steps_offset\": 1, \"trained_betas\": null, \"clip_sample\": false%s}";
        NoiseSchedule schedule = parse(published.formatted(""));
        for (int t = 0; t < 1000; t++) {
            assertThat(schedule.alphaCumprod(t)).isEqualTo(SD.alphaCumprod(t));
        }
        assertThat(schedule.stepsOffset()).isEqualTo(1);
        assertThat(schedule.prediction()).isEqualTo(Prediction.EPSILON);
        assertThat(schedule.alphaCumprod(NoiseSchedule.CLEAN)).isEqualTo(schedule.alphaCumprod(0));
        assertThat(schedule.endingClean().alphaCumprod(NoiseSchedule.CLEAN)).isEqualTo(1);
        assertThat(schedule.endingClean().alphaCumprod(0)).isEqualTo(schedule.alphaCumprod(0));
        assertThat(parse(published.formatted(", \"prediction_type\": \"v_prediction\""))
                        .prediction())
                .isEqualTo(Prediction.V_PREDICTION);
        assertThat(parse("{\"set_alpha_to_one\": true}").alphaCumprod(NoiseSchedule.CLEAN))
                .isEqualTo(1);
    }

    @Test
    void findsTheTimestepOfANoise() {
        for (int t = 0; t < 1000; t++) {
            assertThat(SD.timestepFor(SD.noiseToSignal(t))).as("t = %d", t).isCloseTo(t, within(1e-9));
            double alpha = SD.alphaCumprod(t);
            assertThat(SD.noiseToSignal(t)).isCloseTo(Math.sqrt((1 - alpha) / alpha), within(1e-15));
        }
        for (double t = 0.25; t < 999; t += 13.37) {
            double ratio = SD.noiseToSignal(t);
            assertThat(SD.timestepFor(ratio)).isCloseTo(t, within(1e-8));
            assertThat(ratio).isBetween(SD.noiseToSignal(Math.floor(t)), SD.noiseToSignal(Math.ceil(t)));
            double alpha = SD.alphaCumprod(t);
            assertThat(Math.sqrt((1 - alpha) / alpha)).isCloseTo(ratio, within(1e-12));
        }
        assertThat(SD.timestepFor(0)).isZero();
        assertThat(SD.timestepFor(1e9)).isEqualTo(999);
        // A quantizer with step 0.5 leaves 0.1443, which is near t = 21.
        assertThat(SD.timestepFor(0.5 / Math.sqrt(12))).isBetween(21.0, 22.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"beta_schedule\": \"squaredcos_cap_v2\" | beta_schedule = 'squaredcos_cap_v2' is not supported",
                "\"_class_name\": \"FlowMatchEulerDiscreteScheduler\" | _class_name = 'FlowMatchEulerDiscreteScheduler' is not supported",
                "\"prediction_type\": \"flow\" | prediction_type = 'flow' is not supported",
                "\"clip_sample\": true | clip_sample = 'true' is not supported; expected false",
                "\"rescale_betas_zero_snr\": true | rescale_betas_zero_snr = 'true' is not supported",
                "\"trained_betas\": [0.1] | trained_betas = '0.1' is not supported",
                "\"beta_start\": 0 | expected 0 < beta_start ≤ beta_end < 1",
                "\"beta_end\": 1.5 | expected 0 < beta_start ≤ beta_end < 1",
                "\"num_train_timesteps\": 1 | num_train_timesteps = '1', but expected whole numbers from 2",
            })
    void refusesByName(String entry, String sentence) {
        assertThatThrownBy(() -> parse("{" + entry + "}"))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith("scheduler_config.json: ")
                .hasMessageContaining(sentence);
    }

    @Test
    void refusesTimestepsBeyondTheSchedule() {
        for (double t : new double[] {-0.1, 999.5, Double.NaN}) {
            assertThatThrownBy(() -> SD.noiseToSignal(t))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("from 0 to 999");
        }
        assertThatThrownBy(() -> SD.alphaCumprod(1000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SD.timestepFor(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SD.timestepFor(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
