package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.DecodedPart;
import org.sdcodec.ModelException;
import org.sdcodec.Picture;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.Preview;
import org.sdcodec.ProgressListener;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.model.LatentRgb;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.Autoencoders;
import org.sdcodec.vae.LatentSource;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.embedded.EmbeddedModel;
import org.sdcodec.weights.safetensors.SafetensorsWriter;

/** Pictures without any network. */
class PreviewTest {

    private static final int WIDTH = 150;
    private static final int HEIGHT = 101;

    private static Picture picture;
    private static byte[] file;

    @TempDir
    Path folder;

    @BeforeAll
    static void encode() {
        picture = SyntheticPictures.scene(WIDTH, HEIGHT, 1);
        try (Codec codec = Codec.embedded()) {
            file = codec.encode(picture);
        }
    }

    @Test
    void aPictureWithALatentLargerThanTheHeapIsRefused() {
        int fingerprint =
                LatentRgb.embedded().latentSpace() ^ LatentPrior.embedded().check();
        SdcHeader huge = new SdcHeader(40000, 50000, 0, 144, 0, fingerprint);
        byte[] claimed = SdcWriter.write(new SdcFile(huge, List.of(), new byte[] {1, 1, 0, 0}));
        assertThatThrownBy(
                        () -> Preview.embedded().decode(claimed, DecodeOptions.DEFAULT.withMaxPixels(Long.MAX_VALUE)))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessageContaining("a picture of 40000x50000 pixels needs about 18,598 MiB of memory");
    }

    @Test
    void theEmbeddedMapBelongsToTheEmbeddedModel() {
        LatentRgb map = LatentRgb.embedded();
        try (ModelFiles model = EmbeddedModel.vae()) {
            Autoencoder vae = Autoencoders.load(model);
            assertThat(map.channels()).isEqualTo(vae.latentChannels());
            assertThat(map.downsampling()).isEqualTo(vae.downsampling());
        }
        assertThatCode(() -> Preview.embedded().decode(file, DecodeOptions.DEFAULT))
                .as("a new embedded model needs a new map, see weights/training/README.md")
                .doesNotThrowAnyException();
    }

    @Test
    void eachCellHasAboutTheColorOfItsPixels() {
        Picture preview = Preview.embedded().decode(file, DecodeOptions.DEFAULT);
        int cell = LatentRgb.embedded().downsampling();
        assertThat(preview.width()).isEqualTo((WIDTH + cell - 1) / cell);
        assertThat(preview.height()).isEqualTo((HEIGHT + cell - 1) / cell);
        double squares = 0;
        double squaresOfGray = 0;
        for (int y = 0; y < HEIGHT / cell; y++) {
            for (int x = 0; x < WIDTH / cell; x++) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    int sum = 0;
                    for (int i = 0; i < cell * cell; i++) {
                        sum += picture.argb(x * cell + i % cell, y * cell + i / cell) >> shift & 255;
                    }
                    double mean = (double) sum / (cell * cell);
                    squares += Math.pow((preview.argb(x, y) >> shift & 255) - mean, 2);
                    squaresOfGray += Math.pow(128 - mean, 2);
                }
            }
        }
        assertThat(squares).isLessThan(squaresOfGray / 2);
    }

    @Test
    void inFullSizeItLooksLikeThePicture() {
        Picture large = Preview.embedded().decodeFullSize(file, DecodeOptions.DEFAULT);
        assertThat(Psnr.of(picture, large)).isGreaterThan(14);
    }

    @Test
    void aFileThatIsCutShortHasAPreviewToo() {
        List<DecodedPart> heard = new ArrayList<>();
        byte[] half = Arrays.copyOf(file, file.length / 2);
        Preview preview = Preview.embedded();
        assertThatThrownBy(() -> preview.decode(half, DecodeOptions.DEFAULT)).isInstanceOf(SdcFormatException.class);
        preview.decode(half, DecodeOptions.DEFAULT.withPartial(true), new ProgressListener() {
            @Override
            public void onProgress(Stage stage, int done, int total) {}

            @Override
            public void onPartial(DecodedPart part) {
                heard.add(part);
            }
        });
        assertThat(heard).hasSize(1);
    }

    @Test
    void theMapIsAMatrixAndABias() {
        LatentRgb map = new LatentRgb(1, 8, new float[] {0.5f, 0, -1, 0, 2, 0.25f}, new float[] {0.125f, 0, -0.5f});
        Tensor colors = map.apply(LatentSource.of(Tensor.of(1, 2, 2, new float[] {1, 0.5f, -2, 0})));
        assertThat(colors.data()).startsWith(0.625f, 1, -1.375f, -0.875f, 0, 1.5f);
    }

    @Test
    void aFileOfTheMapGivesTheSameMap() throws Exception {
        Path written = Files.write(
                folder.resolve("map.safetensors"), LatentRgb.embedded().toBytes());
        assertThat(LatentRgb.open(written).toBytes())
                .isEqualTo(LatentRgb.embedded().toBytes());
    }

    @Test
    void otherFilesAreNoMaps() {
        float[] factors = new float[12];
        refuse(new SafetensorsWriter().add("factors", DType.F32, factors, 4, 3), "factors");
        refuse(map(new float[8], 4, 2), "factors");
        refuse(map(factors, 4, 3), "latent_space");
        refuse(map(factors, 4, 3).metadata("latent_space", "12").metadata("downsampling", "x"), "latent_space");
        refuse(map(factors, 4, 3).metadata("latent_space", "12").metadata("downsampling", "0"), "must be 1 to");
    }

    private static SafetensorsWriter map(float[] factors, int... shape) {
        return new SafetensorsWriter()
                .add("factors", DType.F32, factors, shape)
                .add("bias", DType.F32, new float[3], 3);
    }

    private void refuse(SafetensorsWriter writer, String words) {
        Path path = folder.resolve("other.safetensors");
        writer.write(path);
        assertThatThrownBy(() -> LatentRgb.open(path))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(words)
                .hasMessageContaining("other.safetensors");
    }

    @Test
    void stableDiffusionsMapIsKnownAndIsOfItsOwnSpaceOnly() throws Exception {
        Path model = TestModels.stableDiffusion(folder.resolve("sd"));
        LatentRgb map = LatentRgb.of(DiffusionModel.open(model));
        assertThat(map.channels()).isEqualTo(4);
        try (Codec codec = Codec.open(model)) {
            byte[] sdc = codec.encode(picture);
            assertThat(Preview.open(model).decode(sdc, DecodeOptions.DEFAULT).width())
                    .isEqualTo(19);
        }
        assertThatThrownBy(() -> Preview.open(model).decode(file, DecodeOptions.DEFAULT))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("but this preview is of");
        // A file beside the model counts more.
        Files.write(
                model.resolve("latent_rgb.safetensors"), LatentRgb.embedded().toBytes());
        assertThat(LatentRgb.of(DiffusionModel.open(model)).toBytes())
                .isEqualTo(LatentRgb.embedded().toBytes());
    }
}
