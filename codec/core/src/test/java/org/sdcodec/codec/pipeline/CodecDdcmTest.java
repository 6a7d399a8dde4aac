package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Focus;
import org.sdcodec.ModelException;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.RateTarget;
import org.sdcodec.RateTargetException;
import org.sdcodec.Region;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.container.HeaderForm;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.codec.testing.TestModels;

/** Mode ddcm through the public interface. */
class CodecDdcmTest {

    private static final int WIDTH = 44;
    private static final int HEIGHT = 36;
    private static final EncodeOptions OPTIONS = EncodeOptions.DEFAULT.withMode("ddcm");

    @TempDir
    static Path folder;

    private static Path model;
    private static Codec codec;
    private static Picture picture;

    @BeforeAll
    static void open() throws IOException {
        model = TestModels.stableDiffusion(folder.resolve("model"));
        codec = Codec.open(model);
        picture = SyntheticPictures.scene(WIDTH, HEIGHT, 1);
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {21, 22, 23, 24, 25, 37, 60, 61, 100, 163, 200})
    void aTargetSizeIsMetToTheByte(int bytes) {
        byte[] file = codec.encode(picture, OPTIONS.withTarget(RateTarget.size(bytes)));
        assertThat(file).hasSize(bytes);
        assertThat(codec.encode(picture, OPTIONS.withTarget(RateTarget.maxSize(bytes))))
                .isEqualTo(file);
        assertThat(Codec.info(file).mode()).isEqualTo("ddcm");
        Picture decoded = codec.decode(file);
        assertThat(decoded.width()).isEqualTo(WIDTH);
        assertThat(decoded.height()).isEqualTo(HEIGHT);
    }

    @Test
    void transparencyCountsTowardsTheSize() {
        int[] pixels = picture.toArray();
        pixels[5] = 0x40123456;
        byte[] file = codec.encode(Picture.of(WIDTH, HEIGHT, pixels), OPTIONS.withTarget(RateTarget.size(150)));
        assertThat(file).hasSize(150);
        assertThat(codec.decode(file).toArray()[5] >>> 24).isEqualTo(0x40);
    }

    @Test
    void qualitiesAndEffortsDiffer() {
        byte[] low = codec.encode(picture, OPTIONS.withQuality(20));
        byte[] high = codec.encode(picture, OPTIONS.withQuality(60));
        assertThat(high.length).isGreaterThan(low.length);
        EncodeOptions sized = OPTIONS.withTarget(RateTarget.size(60));
        assertThat(codec.encode(picture, sized.withEffort(1))).hasSize(60).isNotEqualTo(codec.encode(picture, sized));
        assertThat(codec.decode(high).toArray()).isNotEqualTo(codec.decode(low).toArray());
    }

    @Test
    void neitherThreadsNorKernelsChangeABit() {
        byte[] file = codec.encode(picture, OPTIONS.withTarget(RateTarget.size(90)));
        int[] pixels = codec.decode(file).toArray();
        try (Codec scalar = Codec.builder()
                        .model(model)
                        .threads(1)
                        .vectorKernels(false)
                        .build();
                Codec threads = Codec.builder().model(model).threads(3).build()) {
            for (Codec other : Arrays.asList(scalar, threads)) {
                assertThat(other.encode(picture, OPTIONS.withTarget(RateTarget.size(90))))
                        .isEqualTo(file);
                assertThat(other.decode(file).toArray()).isEqualTo(pixels);
            }
        }
    }

    /** On every machine, JVM, vector width and back end. */
    @Test
    @Tag("exactness")
    void fileAndPixelsArePinned() throws NoSuchAlgorithmException {
        byte[] file = codec.encode(picture, OPTIONS.withTarget(RateTarget.size(40)));
        assertThat(HexFormat.of().formatHex(file))
                .isEqualTo("5344c2022c24140f1da8a0f9061a914f04d07198dffd9ff1eedf06163f2906e39fe3922076552710");
        int[] pixels = codec.decode(file).toArray();
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * pixels.length);
        bytes.asIntBuffer().put(pixels);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());
        assertThat(HexFormat.of().formatHex(hash))
                .isEqualTo("26f15e9b239fa7f4b3746a6bc4fa77886215cbc331a6f1f197306559239b4472");
    }

    @Test
    void aDecoderChoosesTheStepsBehindTheCodedOnes() {
        byte[] file = codec.encode(picture, OPTIONS.withTarget(RateTarget.size(25)));
        int[] pixels = codec.decode(file).toArray();
        int[] stopped = codec.decode(file, DecodeOptions.DEFAULT.withSteps(1)).toArray();
        assertThat(stopped).isNotEqualTo(pixels);
        assertThat(codec.decode(file, DecodeOptions.DEFAULT.withRealism(1)).toArray())
                .isEqualTo(pixels);
        assertThat(codec.decode(file, DecodeOptions.DEFAULT.withRealism(0)).toArray())
                .isNotEqualTo(pixels);
        assertRefused(file, DecodeOptions.DEFAULT.withSteps(0), "takes 1 to");
        assertRefused(file, DecodeOptions.DEFAULT.withSteps(50), "not 50");
        assertRefused(file, DecodeOptions.DEFAULT.withStrength(0.5), "no strength can be chosen");
        byte[] scalar = codec.encode(picture);
        assertRefused(scalar, DecodeOptions.DEFAULT.withRealism(1), "mode scalar has no choice of realism");
    }

    @Test
    void aFocusChangesTheChoicesAndNotTheFormat() {
        EncodeOptions sized = OPTIONS.withTarget(RateTarget.size(60));
        byte[] plain = codec.encode(picture, sized);
        byte[] region = codec.encode(picture, sized.withFocus(Focus.of(new Region(8, 8, 16, 16))));
        int[] mask = new int[WIDTH * HEIGHT];
        Arrays.fill(mask, 0, mask.length / 2, 0xffffffff);
        byte[] masked = codec.encode(picture, sized.withFocus(Focus.of(Picture.of(WIDTH, HEIGHT, mask))));
        assertThat(region).hasSize(60).isNotEqualTo(plain);
        assertThat(masked).hasSize(60).isNotEqualTo(plain).isNotEqualTo(region);
        assertThat(codec.decode(region).width()).isEqualTo(WIDTH);
        assertThatThrownBy(() -> codec.encode(picture, sized.withFocus(Focus.of(new Region(40, 0, 8, 8)))))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("is not inside of the picture, which has 44x36 pixels");
        assertThatThrownBy(
                        () -> codec.encode(picture, EncodeOptions.DEFAULT.withFocus(Focus.of(new Region(0, 0, 8, 8)))))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("mode scalar treats all parts of a picture alike");
    }

    @Test
    void aFocusCountsCellsByTheirArea() {
        float[] cells = Focus.of(new Region(8, 0, 4, 16)).cells(16, 20, 8);
        assertThat(cells).containsExactly(0.25f, 0.625f, 0.25f, 0.25f, 0.625f, 0.25f);
    }

    @Test
    void everyPayloadOfTheRobustFormDecodes() {
        byte[] robust = codec.encode(picture, OPTIONS.withRobust(true).withTarget(RateTarget.size(60)));
        assertThat(robust).hasSize(60);
        SdcFile file = CodingModes.read(robust);
        assertThat(file.header().coder()).isEqualTo(1);
        int[] pixels = codec.decode(robust).toArray();
        byte[] wrong = file.latent();
        wrong[9] ^= 0x10;
        byte[] changed = SdcWriter.write(new SdcFile(file.header(), file.chunks(), wrong));
        assertThat(codec.decode(changed).toArray()).isNotEqualTo(pixels);
    }

    private static void assertRefused(byte[] file, DecodeOptions options, String words) {
        assertThatThrownBy(() -> codec.decode(file, options))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining(words);
    }

    @Test
    void whatTheModeDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> codec.encode(picture, OPTIONS.withTarget(RateTarget.psnr(20))))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("mode ddcm codes to a size only");
        assertThatThrownBy(() -> codec.encode(picture, OPTIONS.withTarget(RateTarget.maxSize(17))))
                .isInstanceOf(RateTargetException.class)
                .hasMessageContaining("the smallest file of this picture has 19 bytes");
        assertThatThrownBy(() -> codec.encode(picture, OPTIONS.withProgressive(true)))
                .isInstanceOf(OptionsException.class);
        try (Codec embedded = Codec.embedded()) {
            assertThatThrownBy(() -> embedded.encode(picture, OPTIONS))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("has no UNet, so mode ddcm cannot code with it");
        }
    }

    @Test
    void aModelWithoutAUnetCannotDecode() {
        byte[] file = codec.encode(picture, OPTIONS.withTarget(RateTarget.size(60)));
        try (Codec vae = Codec.open(model.resolve("vae"))) {
            assertThatThrownBy(() -> vae.decode(file))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("it cannot decode a file of mode ddcm");
        }
    }

    @Test
    void damagedFilesAreRefused() {
        SdcFile file = CodingModes.read(codec.encode(picture, OPTIONS.withTarget(RateTarget.size(60))));
        assertDamaged(file, 12, 12, file.latent(), "12 coded ones");
        byte[] unknown = file.latent();
        unknown[0] = 0x40;
        assertDamaged(file, 30, 3, unknown, "the codebook 64");
        assertDamaged(file, 30, 3, Arrays.copyOf(file.latent(), 1), "no room for an atom");
        byte[] ones = file.latent();
        Arrays.fill(ones, 1, ones.length, (byte) 0xff);
        assertDamaged(file, 30, 3, ones, "has no such number");
        assertDamaged(file, 30, 1, Arrays.copyOf(new byte[] {0}, 200), "longer than its atoms");
    }

    private static void assertDamaged(SdcFile file, int steps, int coded, byte[] latent, String words) {
        SdcHeader old = file.header();
        SdcHeader header = new SdcHeader(
                old.width(), old.height(), old.mode(), 0, steps, coded, old.fingerprint(), HeaderForm.FULL);
        byte[] sdc = SdcWriter.write(new SdcFile(header, file.chunks(), latent));
        assertThatThrownBy(() -> codec.decode(sdc))
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining(words);
    }
}
