package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Denoising;
import org.sdcodec.EncodeOptions;
import org.sdcodec.ModelException;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.SdcFormatException;
import org.sdcodec.UnetWeights;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.denoise.DenoisingChunk;
import org.sdcodec.codec.entropy.LatentCoder;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.codec.testing.TestModels;

/** Files and pictures of a model that has a UNet. */
class CodecDenoisingTest {

    private static final int WIDTH = 44;
    private static final int HEIGHT = 36;

    @TempDir
    static Path folder;

    private static Path model;
    private static Codec codec;
    private static Picture picture;
    private static byte[] file;

    @BeforeAll
    static void open() throws IOException {
        model = TestModels.stableDiffusion(folder.resolve("model"));
        codec = Codec.open(model);
        picture = SyntheticPictures.scene(WIDTH, HEIGHT, 1);
        file = codec.encode(picture, EncodeOptions.DEFAULT.withQuality(60));
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    @Test
    void threeStepsAreTheDefault() {
        int[] pixels = pixels(codec, file, DecodeOptions.DEFAULT);
        assertThat(pixels(codec, file, DecodeOptions.DEFAULT.withSteps(3))).isEqualTo(pixels);
        assertThat(pixels(codec, file, DecodeOptions.DEFAULT.withStrength(1))).isEqualTo(pixels);
        assertThat(pixels(codec, file, DecodeOptions.DEFAULT.withSteps(2))).isNotEqualTo(pixels);
        assertThat(pixels(codec, file, DecodeOptions.DEFAULT.withStrength(0.5))).isNotEqualTo(pixels);
    }

    @Test
    void noStepsGiveWhatTheAutoencoderAloneGives() {
        int[] pixels = pixels(codec, file, DecodeOptions.DEFAULT.withSteps(0));
        assertThat(pixels).isNotEqualTo(pixels(codec, file, DecodeOptions.DEFAULT));
        try (Codec vae = Codec.open(model.resolve("vae"))) {
            assertThat(pixels(vae, file, DecodeOptions.DEFAULT)).isEqualTo(pixels);
        }
    }

    @Test
    void neitherThreadsNorKernelsNorMemoryChangeAPixel() {
        int[] pixels = pixels(codec, file, DecodeOptions.DEFAULT);
        try (Codec scalar = Codec.builder()
                        .model(model)
                        .threads(1)
                        .vectorKernels(false)
                        .unetWeights(UnetWeights.KEEP)
                        .build();
                Codec threads = Codec.builder()
                        .model(model)
                        .threads(3)
                        .unetWeights(UnetWeights.DROP)
                        .cache(folder.resolve("cache"))
                        .build()) {
            assertThat(pixels(scalar, file, DecodeOptions.DEFAULT)).isEqualTo(pixels);
            assertThat(pixels(threads, file, DecodeOptions.DEFAULT)).isEqualTo(pixels);
            assertThat(pixels(threads, file, DecodeOptions.DEFAULT)).as("again").isEqualTo(pixels);
        }
    }

    @Test
    void aStepWithoutNoiseIsLeftAlone() {
        byte[] quiet = quiet();
        assertThat(pixels(codec, quiet, DecodeOptions.DEFAULT))
                .isEqualTo(pixels(codec, quiet, DecodeOptions.DEFAULT.withSteps(0)))
                .isNotEqualTo(pixels(codec, quiet, DecodeOptions.DEFAULT.withSteps(1)));
    }

    @Test
    void aStrengthWithNothingToActOnIsRefused() {
        byte[] none = with(new SdcChunk(SdcChunk.DENOISING, DenoisingChunk.toBytes(Denoising.NONE)));
        DecodeOptions strong = DecodeOptions.DEFAULT.withStrength(2);
        assertThatThrownBy(() -> codec.decode(none, strong))
                .isInstanceOf(OptionsException.class)
                .hasMessageContainingAll("best without denoising", "say how many");
        assertThatThrownBy(() -> codec.decode(quiet(), DecodeOptions.DEFAULT.withStrength(0.5)))
                .isInstanceOf(OptionsException.class)
                .hasMessageContainingAll("less noise than the UNet", "say how many");
        assertThat(pixels(codec, none, strong.withSteps(1)))
                .isEqualTo(pixels(codec, file, strong.withSteps(1)))
                .isNotEqualTo(pixels(codec, none, DecodeOptions.DEFAULT));
        assertThat(pixels(codec, quiet(), DecodeOptions.DEFAULT.withStrength(7)))
                .as("a strength that makes it noise")
                .isNotEqualTo(pixels(codec, quiet(), DecodeOptions.DEFAULT));
    }

    @Test
    void aFileMaySayWhichDenoisingSuitsIt() {
        byte[] tuned = with(new SdcChunk(SdcChunk.DENOISING, DenoisingChunk.toBytes(new Denoising(1, 0.5))));
        int[] pixels = pixels(codec, tuned, DecodeOptions.DEFAULT);
        assertThat(pixels)
                .isEqualTo(
                        pixels(codec, file, DecodeOptions.DEFAULT.withSteps(1).withStrength(0.5)));
        assertThat(pixels(codec, tuned, DecodeOptions.DEFAULT.withStrength(0.75)))
                .isEqualTo(
                        pixels(codec, file, DecodeOptions.DEFAULT.withSteps(1).withStrength(0.75)));
        int[] plain = pixels(codec, file, DecodeOptions.DEFAULT.withSteps(0));
        assertThat(pixels(codec, tuned, DecodeOptions.DEFAULT.withSteps(0))).isEqualTo(plain);
        try (Codec vae = Codec.open(model.resolve("vae"))) {
            assertThat(pixels(vae, tuned, DecodeOptions.DEFAULT)).isEqualTo(plain);
        }
    }

    @Test
    void aDamagedDenoisingIsRefusedWithItsPlace() {
        byte[] damaged = with(new SdcChunk(SdcChunk.DENOISING, new byte[] {1, 0}));
        assertThatThrownBy(() -> codec.decode(damaged))
                .isInstanceOfSatisfying(
                        SdcFormatException.class,
                        e -> assertThat(e.offset())
                                .isEqualTo(CodingModes.read(damaged).chunkOffset(SdcChunk.DENOISING) + 1));
    }

    @Test
    void theEncoderStoresWhatBringsThePictureClosest() {
        EncodeOptions options = EncodeOptions.DEFAULT.withQuality(60);
        ProgressRecorder heard = new ProgressRecorder();
        byte[] tuned = codec.encode(picture, options.withTunedDenoising(true), heard);
        assertThat(tuned).hasSize(file.length + 5);
        heard.assertCounts(
                ProgressListener.Stage.VAE_ENCODE, ProgressListener.Stage.ENTROPY_ENCODE, ProgressListener.Stage.TUNE);
        Denoising chosen = DenoisingChunk.parse(
                CodingModes.read(tuned).chunk(SdcChunk.DENOISING).orElseThrow().data());
        double psnr = Psnr.of(picture, codec.decode(tuned));
        for (int steps : new int[] {0, 1, 2, 3, 4}) {
            DecodeOptions other = DecodeOptions.DEFAULT.withSteps(steps).withStrength(chosen.strength());
            assertThat(Psnr.of(picture, codec.decode(file, other)))
                    .as("%d steps beside %s", steps, chosen)
                    .isLessThanOrEqualTo(psnr);
        }
    }

    @Test
    void theListenerReceivesEveryStep() {
        ProgressRecorder heard = new ProgressRecorder();
        codec.decode(file, DecodeOptions.DEFAULT.withSteps(2), heard);
        heard.assertCounts(
                ProgressListener.Stage.ENTROPY_DECODE,
                ProgressListener.Stage.DENOISE,
                ProgressListener.Stage.VAE_DECODE);
        assertThat(heard.total(ProgressListener.Stage.DENOISE)).isEqualTo(2);
    }

    @Test
    void stepsWithoutAUnetAreRefused() {
        try (Codec embedded = Codec.embedded()) {
            byte[] small = embedded.encode(picture);
            assertThatThrownBy(() -> embedded.decode(small, DecodeOptions.DEFAULT.withSteps(2)))
                    .isInstanceOf(ModelException.class)
                    .hasMessageStartingWith("the embedded model has no UNet, so ");
            assertThatThrownBy(() -> embedded.decode(small, DecodeOptions.DEFAULT.withStrength(2)))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("has no UNet");
            assertThatThrownBy(() -> embedded.encode(picture, EncodeOptions.DEFAULT.withTunedDenoising(true)))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("has no UNet");
            assertThat(pixels(embedded, small, DecodeOptions.DEFAULT.withSteps(0)))
                    .isEqualTo(pixels(embedded, small, DecodeOptions.DEFAULT));
        }
    }

    /**
     * The same latent coded with a step so small that its noise lies below the schedule's: code 60, 0.088 / √12 =
     * 0.026.
     */
    private static byte[] quiet() {
        SdcFile parsed = CodingModes.read(file);
        SdcHeader h = parsed.header();
        LatentPrior prior = LatentPrior.sd1();
        Quantization quantization = Quantization.ofCode(h.coder());
        LatentSymbols symbols = LatentCoder.decode(
                parsed.latent(),
                new LatentCoder.Frame((HEIGHT + 7) / 8, (WIDTH + 7) / 8, 4, h.stepCode(), quantization, prior));
        SdcHeader fine = new SdcHeader(
                h.width(), h.height(), h.mode(), h.coder(), 60, h.reconstruction(), h.fingerprint(), h.form());
        return SdcWriter.write(
                new SdcFile(fine, parsed.chunks(), LatentCoder.encode(symbols, 60, quantization, prior)));
    }

    private static byte[] with(SdcChunk chunk) {
        SdcFile parsed = CodingModes.read(file);
        return SdcWriter.write(new SdcFile(parsed.header(), List.of(chunk), parsed.latent()));
    }

    private static int[] pixels(Codec decoder, byte[] sdc, DecodeOptions options) {
        Picture image = decoder.decode(sdc, options);
        return image.toArray();
    }
}
