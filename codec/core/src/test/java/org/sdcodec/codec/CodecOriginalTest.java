package org.sdcodec.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Picture;
import org.sdcodec.codec.ProgressListener.Stage;
import org.sdcodec.codec.container.Mode;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcReader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.denoise.Denoising;
import org.sdcodec.weights.ModelException;

/** Mode original with a model that has a UNet. */
class CodecOriginalTest {
    private static final int WIDTH = 44;
    private static final int HEIGHT = 36;
    private static final EncodeOptions ORIGINAL = EncodeOptions.DEFAULT.withMode(Mode.ORIGINAL);

    @TempDir
    static Path folder;

    private static Path model;
    private static Codec codec;
    private static byte[] file;

    @BeforeAll
    static void open() throws IOException {
        model = TestModels.stableDiffusion(folder.resolve("model"));
        codec = Codec.open(model);
        file = codec.encode(TestPictures.scene(WIDTH, HEIGHT, 1), ORIGINAL);
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    private static int[] pixels(Codec decoder, byte[] sdc, DecodeOptions options) {
        return pixels(decoder.decode(sdc, options));
    }

    private static int[] pixels(Picture image) {
        return image.toArray();
    }

    @Test
    void theUnetTakesTheOriginalsStepsUnlessItIsLeftOut() {
        List<String> heard = new ArrayList<>();
        int[] denoised = pixels(codec, file, DecodeOptions.DEFAULT.withProgress((stage, done, total) -> {
            if (stage == Stage.DENOISE) {
                heard.add(done + "/" + total);
            }
        }));
        assertThat(heard).containsExactly("0/3", "1/3", "2/3", "3/3");
        int[] plain = pixels(codec, file, DecodeOptions.DEFAULT.withSteps(0));
        assertThat(denoised).isNotEqualTo(plain);
        try (Codec vae = Codec.open(model.resolve("vae"))) {
            assertThat(pixels(vae, file, DecodeOptions.DEFAULT)).isEqualTo(plain);
        }
        Picture raw = RawPayload.decode(codec, RawPayload.of(file), WIDTH, HEIGHT, DecodeOptions.DEFAULT);
        assertThat(pixels(raw)).isEqualTo(denoised);
    }

    @Test
    void otherStepsAreRefused() {
        for (DecodeOptions options :
                List.of(DecodeOptions.DEFAULT.withSteps(2), DecodeOptions.DEFAULT.withStrength(0.5))) {
            assertThatThrownBy(() -> codec.decode(file, options))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("mode original");
        }
        Picture picture = TestPictures.scene(WIDTH, HEIGHT, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(picture, ORIGINAL.withTunedDenoising(true)))
                .withMessageContaining("mode original");
    }

    @Test
    void aStoredDenoisingHasNoMeaning() {
        SdcFile parsed = SdcReader.read(file);
        SdcChunk chunk = new SdcChunk(SdcChunk.DENOISING, new Denoising(1, 0.5).toBytes());
        byte[] tuned = SdcWriter.write(new SdcFile(parsed.header(), List.of(chunk), parsed.latent()));
        assertThat(pixels(codec, tuned, DecodeOptions.DEFAULT)).isEqualTo(pixels(codec, file, DecodeOptions.DEFAULT));
    }
}
