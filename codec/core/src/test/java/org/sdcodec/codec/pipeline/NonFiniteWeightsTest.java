package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.ModelException;
import org.sdcodec.Picture;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.TensorInfo;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.testing.FuzzRun;

/** Models with one weight that is not a number: refused, in whichever tensor it is; never a picture. */
@Tag("fuzz")
class NonFiniteWeightsTest {

    private static final String WEIGHTS = "diffusion_pytorch_model.safetensors";
    private static final Picture PICTURE = SyntheticPictures.scene(16, 8, 1);

    @TempDir
    static Path folder;

    private static Path model;
    private static byte[] file;

    @BeforeAll
    static void make() throws IOException {
        model = TestModels.stableDiffusion(folder.resolve("model"));
        try (Codec codec = Codec.builder().model(model).threads(1).build()) {
            file = codec.encode(PICTURE, EncodeOptions.DEFAULT.withEffort(1));
        }
    }

    /** @param every which tensors are tried: one of so many, in a long run all */
    @ParameterizedTest
    @CsvSource({"vae, 7", "unet, 31", "text_encoder, 9"})
    void oneWeightIsEnoughToRefuseTheModel(String part, int every) throws IOException {
        Path weights = model.resolve(part).resolve(WEIGHTS);
        byte[] sound = Files.readAllBytes(weights);
        List<String> accepted = new ArrayList<>();
        int number = 0;
        for (TensorInfo tensor : tensors(weights)) {
            if (number++ % (FuzzRun.isLong() ? 1 : every) != 0 || tensor.bytes() == 0) {
                continue;
            }
            for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
                byte[] damaged = sound.clone();
                ByteBuffer bytes = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
                int data = Long.BYTES + (int) bytes.getLong(0);
                bytes.putFloat(data + (int) (tensor.begin() + tensor.bytes() / 2 / Float.BYTES * Float.BYTES), value);
                Files.write(weights, damaged);
                if (isAccepted()) {
                    accepted.add(tensor.name() + " " + value);
                }
            }
        }
        Files.write(weights, sound);
        assertThat(number).isGreaterThan(10);
        assertThat(accepted).isEmpty();
    }

    private static List<TensorInfo> tensors(Path weights) {
        try (Safetensors file = Safetensors.open(weights)) {
            return file.names().stream().map(file::info).toList();
        }
    }

    private static boolean isAccepted() {
        try (Codec codec = Codec.builder().model(model).threads(1).build()) {
            codec.encode(PICTURE, EncodeOptions.DEFAULT.withEffort(1));
            codec.decode(file);
            return true;
        } catch (ModelException e) {
            assertThat(e.getMessage()).hasLineCount(1);
            return false;
        }
    }
}
