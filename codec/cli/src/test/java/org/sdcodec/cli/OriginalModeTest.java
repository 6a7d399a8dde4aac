package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcInfo;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.pipeline.CodingModes;
import org.sdcodec.codec.pipeline.RawPayload;
import org.sdcodec.codec.pipeline.SdcCodec;
import org.sdcodec.codec.pipeline.SdcCodecBuilder;
import org.sdcodec.imageio.BufferedImages;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.testing.LdmCheckpoint;
import org.sdcodec.weights.testing.SyntheticCheckpoint;

/**
 * Mode original through library and command line, with a small autoencoder of four latent channels and two pixels per
 * cell.
 */
class OriginalModeTest {
    private static final long SEED = 20220905;
    private static final int WIDTH = 45;
    private static final int HEIGHT = 38;
    private static final int CELLS = 23 * 19;

    @TempDir
    static Path models;

    private static Path model;

    @TempDir
    Path folder;

    private Path photo;

    @BeforeAll
    static void makeModel() {
        model = models.resolve("vae.safetensors");
        new SyntheticCheckpoint(LdmCheckpoint.vae("", 32, new int[] {1, 2}, 1, 4), 1, DType.F32, "synthetic")
                .write(model);
    }

    @BeforeEach
    void makePhoto() throws IOException {
        photo = folder.resolve("photo.png");
        ImageIO.write(picture(BufferedImage.TYPE_INT_RGB), "png", photo.toFile());
    }

    private static BufferedImage picture(int type) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        Random random = new Random(SEED);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int level = random.nextInt(120) + 2 * (i % WIDTH);
            // Not quite gray: a payload cannot say that a picture is.
            image.setRGB(i % WIDTH, i / WIDTH, 0xFF000000 | 0x010101 * level + 4);
        }
        return image;
    }

    private static int[] pixels(Path png) throws IOException {
        BufferedImage image = ImageIO.read(png.toFile());
        assertThat(image.getWidth()).isEqualTo(WIDTH);
        assertThat(image.getHeight()).isEqualTo(HEIGHT);
        return image.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
    }

    private static byte[] encode(Codec codec, Picture image) {
        return codec.encode(image, EncodeOptions.DEFAULT.withMode("original"));
    }

    @Test
    void aFileAndItsPayloadBecomeTheSamePicture() throws IOException {
        Path sdc = folder.resolve("photo.sdc");
        Path bin = folder.resolve("photo.bin");
        assertThat(run("encode", "--mode", "original", "--model", model, photo).err())
                .contains("45x38")
                .contains("photo.sdc");
        assertThat(run("encode", "--raw-payload", "--mode", "original", "--model", model, photo)
                        .err())
                .contains("45x38")
                .contains("photo.bin");

        byte[] file = Files.readAllBytes(sdc);
        assertThat(Files.readAllBytes(bin)).isEqualTo(CodingModes.read(file).latent());
        SdcInfo info = Codec.info(file);
        assertThat(info.mode()).isEqualTo("original");
        assertThat(info.step()).isZero();
        assertThat(info.latentBytes()).isBetween(CELLS / 2, 1024 + CELLS + 11).isEqualTo((int) Files.size(bin));

        Path fromSdc = folder.resolve("sdc.png");
        Path fromBin = folder.resolve("bin.png");
        assertThat(run("decode", "--model", model, sdc, fromSdc).status()).isZero();
        assertThat(run("decode", "--raw-payload", "--width", WIDTH, "--height", HEIGHT, "--model", model, bin, fromBin)
                        .status())
                .isZero();
        assertThat(pixels(fromBin)).isEqualTo(pixels(fromSdc));
        assertThat(Arrays.stream(pixels(fromSdc)).distinct().count()).isGreaterThan(100);
    }

    /** The latent of a plain colour has few colours of its own, so that eight bits are all that is lost. */
    @Test
    void thePictureIsThatOfAFineQuantiser() {
        int[] pixels = new int[WIDTH * HEIGHT];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i % WIDTH < 20 ? 0x3070B0 : 0xE0C090;
        }
        Picture plain = Picture.opaque(WIDTH, HEIGHT, pixels);
        try (Codec codec = Codec.builder().model(model).threads(1).build()) {
            Picture finest = codec.decode(codec.encode(plain, EncodeOptions.DEFAULT.withQuality(100)));
            Picture coarse = codec.decode(codec.encode(plain, EncodeOptions.DEFAULT.withQuality(80)));
            Picture palette = codec.decode(encode(codec, plain));
            assertThat(Psnr.of(finest, palette)).isGreaterThan(Psnr.of(finest, coarse) + 3);
        }
    }

    @Test
    void infoSaysTheModeAndNoStep() {
        run("encode", "--mode", "original", "--model", model, photo);
        Cli.Result text = run("info", folder.resolve("photo.sdc"));
        assertThat(text.out()).contains("mode original").doesNotContain("step");
        Cli.Result json = run("info", "--json", folder.resolve("photo.sdc"));
        assertThat(json.out()).contains("\"mode\":\"original\"").doesNotContain("step");
    }

    @Test
    void transparencyIsKeptInAFileAndRefusedInAPayload() throws IOException {
        BufferedImage image = picture(BufferedImage.TYPE_INT_ARGB);
        image.setRGB(7, 5, 0x40102030);
        ImageIO.write(image, "png", photo.toFile());
        Cli.Result refused = run("encode", "--raw-payload", "--mode", "original", "--model", model, photo);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("transparency");
        assertThat(folder.resolve("photo.bin")).doesNotExist();
        try (Codec codec = Codec.builder().model(model).threads(1).build()) {
            byte[] file = encode(codec, BufferedImages.toPicture(image));
            assertThat(codec.decode(file).argb(7, 5) >>> 24).isEqualTo(0x40);
            assertThatThrownBy(() -> RawPayload.of(file)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void modelsWithOtherChannelsAreRefusedInOneSentence() {
        Cli.Result result = run("encode", "--mode", "original", photo);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .contains("4 latent channels")
                .contains("has 48");
        try (Codec codec = Codec.embedded()) {
            int space = Integer.parseUnsignedInt(codec.model().latentSpace(), 16);
            SdcHeader header = new SdcHeader(16, 16, 1, 0, 0, space);
            byte[] file = SdcWriter.write(new SdcFile(header, List.of(), new byte[] {1}));
            assertThatThrownBy(() -> codec.decode(file))
                    .isInstanceOf(OptionsException.class)
                    .hasMessageContaining("4 latent channels");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "encode --mode palette x.png                | --mode is one of scalar, original, ddcm, diffc, not 'palette'",
                "encode --raw-payload x.png                 | --raw-payload: --mode scalar has no raw payload",
                "encode --mode original -q 30 x.png         | one quality only",
                "encode --mode original --tune-steps x.png  | --tune-steps: --mode original has a denoising of its own",
                "encode --mode original --progressive x.png | --progressive: --mode original has one order only",
                "decode --width 5 x.sdc                     | for --raw-payload only",
                "decode --raw-payload --height 0 x.bin      | --height is 1 to 65535 pixels, not 0",
                "decode --raw-payload --width 65536 x.bin   | --width is 1 to 65535 pixels, not 65536",
                "decode --raw-payload --width 50000 --height 50000 x.bin | at most 2147483647 pixels, not 2500000000",
            })
    void wrongUsageHasStatus2(String line, String reason) {
        Cli.Result result = new Cli().run((Object[]) line.split(" +"));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains(reason);
    }

    @Test
    void aPayloadOfAnotherSizeOrDamagedIsRefused() throws IOException {
        run("encode", "--raw-payload", "--mode", "original", "--model", model, photo);
        Path bin = folder.resolve("photo.bin");
        // 512 x 512 pixels have 256 x 256 cells here.
        Cli.Result other = run("decode", "--raw-payload", "--model", model, bin, "-o", folder.resolve("x.png"));
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.err())
                .contains("photo.bin")
                .contains("holds " + (1024 + CELLS) + " bytes")
                .contains("are 66560");

        byte[] payload = Files.readAllBytes(bin);
        try (SdcCodec codec = new SdcCodecBuilder().model(model).threads(1).build()) {
            for (byte[] wrong : new byte[][] {{}, {120}, Arrays.copyOf(payload, payload.length - 1), new byte[5120]}) {
                assertThatThrownBy(() ->
                                codec.decodePayload(wrong, WIDTH, HEIGHT, DecodeOptions.DEFAULT, ProgressListener.NONE))
                        .isInstanceOfSatisfying(
                                SdcFormatException.class,
                                e -> assertThat(e.offset()).isBetween(0L, (long) wrong.length));
            }
            byte[] scalar = codec.encode(BufferedImages.toPicture(picture(BufferedImage.TYPE_INT_RGB)));
            assertThatThrownBy(() -> RawPayload.of(scalar))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("mode scalar");
        }
    }

    private static Cli.Result run(Object... words) {
        return new Cli().run(words);
    }
}
