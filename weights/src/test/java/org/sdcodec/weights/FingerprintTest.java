package org.sdcodec.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.safetensors.SafetensorsIndex;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import org.sdcodec.weights.testing.RawFile;

class FingerprintTest {
    private static final float[] VALUES = {0.5f, -2, 0};

    private static SafetensorsWriter tensors(DType dtype, String name, float[] values, int... shape) {
        return new SafetensorsWriter()
                .add("a", dtype, new float[] {1, 0.25f}, 2)
                .add(name, dtype, values, shape);
    }

    private static Fingerprint of(SafetensorsWriter writer) {
        return Fingerprint.of(RawFile.open(writer.toBytes()));
    }

    /** Files written today refer to models by this number, so it may never change. */
    @Test
    void isTheDocumentedNumber() {
        Fingerprint fingerprint = of(tensors(DType.F32, "b", VALUES, 3));
        assertThat(fingerprint).hasToString("a99efe4183b1cc9f96042dcf7593d189");
        assertThat(fingerprint.short32()).isEqualTo((int) (fingerprint.high() >>> 32));
    }

    @Test
    void doesNotDependOnTheContainer(@TempDir Path folder) throws Exception {
        Fingerprint expected = of(tensors(DType.F32, "b", VALUES, 3));
        assertThat(of(tensors(DType.F16, "b", VALUES, 3).metadata("format", "pt")))
                .isEqualTo(expected);
        assertThat(of(tensors(DType.BF16, "b", VALUES, 3))).isEqualTo(expected);

        new SafetensorsWriter().add("b", DType.F16, VALUES, 3).write(folder.resolve("1.safetensors"));
        new SafetensorsWriter().add("a", DType.F32, new float[] {1, 0.25f}, 2).write(folder.resolve("2.safetensors"));
        Path index = Files.writeString(
                folder.resolve("i.json"), "{\"weight_map\":{\"b\":\"1.safetensors\",\"a\":\"2.safetensors\"}}");
        try (SafetensorsIndex sharded = SafetensorsIndex.open(index)) {
            assertThat(Fingerprint.of(sharded)).isEqualTo(expected);
        }
    }

    @Test
    void dependsOnNamesShapesAndEveryValue() {
        assertThat(new Fingerprint[] {
                    of(tensors(DType.F32, "b", VALUES, 3)),
                    of(tensors(DType.F32, "c", VALUES, 3)),
                    of(tensors(DType.F32, "b", VALUES, 3, 1)),
                    of(tensors(DType.F32, "b", new float[] {0.5f, -2, Float.MIN_VALUE}, 3)),
                    of(tensors(DType.F32, "b", new float[] {0.5f, -2, -0f}, 3)),
                    of(tensors(DType.F32, "b", new float[] {-2, 0.5f, 0}, 3)),
                    of(tensors(DType.F32, "b", new float[] {0.5f, -2, 0, 0}, 4))
                })
                .doesNotHaveDuplicates();
    }

    private static Fingerprint latentSpace(SafetensorsWriter writer, float scalingFactor, float shiftFactor) {
        return Fingerprint.ofLatentSpace(RawFile.open(writer.toBytes()), scalingFactor, shiftFactor);
    }

    private static SafetensorsWriter autoencoder(DType dtype, float value, float decoder) {
        return new SafetensorsWriter()
                .add("encoder.conv_in.weight", dtype, new float[] {value, -2, 0.1f, 1e6f, Float.NaN}, 5, 1)
                .add("quant_conv.bias", dtype, new float[] {3e-8f, 1, value}, 3)
                .add("post_quant_conv.bias", dtype, new float[] {decoder}, 1)
                .add("decoder.conv_in.bias", dtype, new float[] {decoder}, 1);
    }

    /** As {@link #isTheDocumentedNumber}; worked out beside the code, from the page on the format alone. */
    @Test
    void theLatentSpaceIsTheDocumentedNumber() {
        assertThat(latentSpace(autoencoder(DType.F32, 0.5f, 7), 0.18215f, 0))
                .hasToString("f78cd4f4e6bcfc7998b4e878515da151");
    }

    @Test
    void theLatentSpaceIsThatOfTheEncoderInHalfPrecision() {
        Fingerprint expected = latentSpace(autoencoder(DType.F32, 0.5f, 7), 0.18215f, 0);
        assertThat(latentSpace(autoencoder(DType.F32, 0.5f, 8), 0.18215f, 0)).isEqualTo(expected);
        assertThat(latentSpace(autoencoder(DType.F16, 0.5f, 7), 0.18215f, 0)).isEqualTo(expected);
        assertThat(latentSpace(autoencoder(DType.F32, Math.nextUp(0.5f), 7), 0.18215f, 0))
                .as("no difference in half precision")
                .isEqualTo(expected);
        assertThat(new Fingerprint[] {
                    expected,
                    of(autoencoder(DType.F32, 0.5f, 7)),
                    latentSpace(autoencoder(DType.F32, 0.501f, 7), 0.18215f, 0),
                    latentSpace(autoencoder(DType.F32, 0.5f, 7), 0.18216f, 0),
                    latentSpace(autoencoder(DType.F32, 0.5f, 7), 0.18215f, 0.1f),
                    latentSpace(
                            autoencoder(DType.F32, 0.5f, 7).add("encoder.x", DType.F32, new float[1], 1), 0.18215f, 0),
                })
                .doesNotHaveDuplicates();
    }

    @Test
    void tensorsThatAreNoFloatsDoNotCount() {
        byte[] file = RawFile.of("{\"ids\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]}}", 16);
        assertThat(Fingerprint.of(RawFile.open(file))).isEqualTo(of(new SafetensorsWriter()));
    }
}
