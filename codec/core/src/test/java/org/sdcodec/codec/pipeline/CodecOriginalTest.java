package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Denoising;
import org.sdcodec.EncodeOptions;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.Resolution;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.denoise.DenoisingChunk;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.codec.testing.TestModels;

/** Mode original with a model that has a UNet. */
class CodecOriginalTest {
    private static final int WIDTH = 44;
    private static final int HEIGHT = 36;
    private static final EncodeOptions ORIGINAL = EncodeOptions.DEFAULT.withMode("original");

    @TempDir
    static Path folder;

    private static Path model;
    private static SdcCodec codec;
    private static byte[] file;

    @BeforeAll
    static void open() throws IOException {
        model = TestModels.stableDiffusion(folder.resolve("model"));
        codec = new SdcCodecBuilder().model(model).build();
        file = codec.encode(SyntheticPictures.scene(WIDTH, HEIGHT, 1), ORIGINAL);
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
        int[] denoised = pixels(codec.decode(file, DecodeOptions.DEFAULT, (stage, done, total) -> {
            if (stage == ProgressListener.Stage.DENOISE) {
                heard.add(done + "/" + total);
            }
        }));
        assertThat(heard).containsExactly("0/3", "1/3", "2/3", "3/3");
        int[] plain = pixels(codec, file, DecodeOptions.DEFAULT.withSteps(0));
        assertThat(denoised).isNotEqualTo(plain);
        try (Codec vae = Codec.open(model.resolve("vae"))) {
            assertThat(pixels(vae, file, DecodeOptions.DEFAULT)).isEqualTo(plain);
        }
        Picture raw =
                codec.decodePayload(RawPayload.of(file), WIDTH, HEIGHT, DecodeOptions.DEFAULT, ProgressListener.NONE);
        assertThat(pixels(raw)).isEqualTo(denoised);
    }

    @Test
    void otherStepsAreRefused() {
        for (DecodeOptions options :
                List.of(DecodeOptions.DEFAULT.withSteps(2), DecodeOptions.DEFAULT.withStrength(0.5))) {
            assertThatThrownBy(() -> codec.decode(file, options))
                    .isInstanceOf(OptionsException.class)
                    .hasMessageContaining("mode original");
        }
        Picture picture = SyntheticPictures.scene(WIDTH, HEIGHT, 1);
        assertThatThrownBy(() -> codec.encode(picture, ORIGINAL.withTunedDenoising(true)))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("mode original");
    }

    @Test
    void aStoredDenoisingHasNoMeaning() {
        SdcFile parsed = CodingModes.read(file);
        SdcChunk chunk = new SdcChunk(SdcChunk.DENOISING, DenoisingChunk.toBytes(new Denoising(1, 0.5)));
        byte[] tuned = SdcWriter.write(new SdcFile(parsed.header(), List.of(chunk), parsed.latent()));
        assertThat(pixels(codec, tuned, DecodeOptions.DEFAULT)).isEqualTo(pixels(codec, file, DecodeOptions.DEFAULT));
    }

    @Test
    void aLowerResolutionIsTakenWhenAskedForButHasNoRawPayload() {
        Picture picture = SyntheticPictures.scene(64, 48, 1);
        assertThat(codec.encode(picture, ORIGINAL))
                .isEqualTo(codec.encode(picture, ORIGINAL.withResolution(Resolution.FULL)));
        byte[] half = codec.encode(picture, ORIGINAL.withResolution(Resolution.of(1, 2)));
        assertThat(Codec.info(half).codedWidth()).isEqualTo(32);
        assertThat(codec.decode(half).width()).isEqualTo(64);
        assertThatThrownBy(() -> RawPayload.of(half))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("resolution");
    }
}
