package org.sdcodec.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.codec.container.Mode;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcReader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.vae.Half;
import org.sdcodec.weights.ModelException;

class CodecTest {

    private static final long SEED = 20240518;

    private static Codec codec;

    @BeforeAll
    static void open() {
        codec = Codec.embedded();
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    @ParameterizedTest
    @CsvSource({"1,1,10", "1,50,10", "7,5,10", "8,8,10", "33,57,20", "64,64,20", "96,40,20"})
    void aPictureOfAnySizeComesBackInItsSize(int width, int height, double leastPsnr) {
        BufferedImage picture = picture(width, height, BufferedImage.TYPE_INT_RGB);
        BufferedImage decoded = codec.decode(codec.encode(picture, EncodeOptions.DEFAULT.withQuality(80)));
        assertThat(decoded.getWidth()).isEqualTo(width);
        assertThat(decoded.getHeight()).isEqualTo(height);
        assertThat(decoded.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
        assertThat(Psnr.of(picture, decoded)).isGreaterThan(leastPsnr);
    }

    @Test
    void halfACodecDoesItsHalfAndRefusesTheOther() {
        BufferedImage picture = picture(40, 30, BufferedImage.TYPE_INT_RGB);
        byte[] file = codec.encode(picture);
        EncodeOptions tried = EncodeOptions.DEFAULT.withTarget(RateTarget.psnr(20));
        try (Codec encoder = Codec.builder().half(Half.ENCODER).build();
                Codec decoder = Codec.builder().half(Half.DECODER).build()) {
            assertThat(encoder.encode(picture)).isEqualTo(file);
            assertThat(Psnr.of(decoder.decode(file), codec.decode(file))).isInfinite();
            assertThat(decoder.latentSpace()).isEqualTo(encoder.latentSpace()).isEqualTo(codec.latentSpace());
            assertThatThrownBy(() -> encoder.decode(file))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the decoder of this model was not loaded");
            assertThatThrownBy(() -> encoder.encode(picture, tried))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("need the decoder");
            assertThatThrownBy(() -> decoder.encode(picture))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the encoder of this model was not loaded");
        }
    }

    @Test
    void higherQualityIsLargerAndCloser() {
        BufferedImage picture = picture(128, 96, BufferedImage.TYPE_INT_RGB);
        byte[] low = codec.encode(picture, EncodeOptions.DEFAULT.withQuality(10));
        byte[] high = codec.encode(picture, EncodeOptions.DEFAULT.withQuality(90));
        assertThat(low.length).isLessThan(high.length);
        assertThat(Psnr.of(picture, codec.decode(low))).isLessThan(Psnr.of(picture, codec.decode(high)));
    }

    @Test
    void alphaComesBackExactly() {
        BufferedImage picture = picture(50, 41, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < 41; y++) {
            for (int x = 0; x < 50; x++) {
                int alpha = x < 10 ? 0 : x < 30 ? x * y % 256 : 255;
                picture.setRGB(x, y, alpha << 24 | picture.getRGB(x, y) & 0xFFFFFF);
            }
        }
        byte[] file = codec.encode(picture);
        assertThat(Codec.info(file).alpha()).isTrue();
        BufferedImage decoded = codec.decode(file);
        for (int y = 0; y < 41; y++) {
            for (int x = 0; x < 50; x++) {
                assertThat(decoded.getRGB(x, y) >>> 24).isEqualTo(picture.getRGB(x, y) >>> 24);
            }
        }
    }

    @Test
    void aFewBytesThatClaimToBeAHugePictureAreRefusedBeforeMemoryIsTaken() {
        SdcFile small = SdcReader.read(codec.encode(picture(8, 8, BufferedImage.TYPE_INT_RGB)));
        SdcHeader header = small.header();
        SdcHeader huge = new SdcHeader(
                30000, 20000, header.mode(), header.stepCode(), header.reconstruction(), header.fingerprint());
        byte[] bomb = SdcWriter.write(new SdcFile(huge, small.chunks(), new byte[3]));
        assertThat(bomb.length).isLessThan(30);
        assertThatThrownBy(() -> codec.decode(bomb))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessageContaining("30000x20000 = 600,000,000")
                .hasMessageContaining("limit of 268,435,456");
        byte[] file = codec.encode(picture(8, 8, BufferedImage.TYPE_INT_RGB));
        assertThat(codec.decode(file, DecodeOptions.DEFAULT.withMaxPixels(64)).getWidth())
                .isEqualTo(8);
        assertThatThrownBy(() -> codec.decode(file, DecodeOptions.DEFAULT.withMaxPixels(63)))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessageContaining("limit of 63");
        assertThatThrownBy(() -> DecodeOptions.DEFAULT.withMaxPixels(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void opaqueAlphaCostsNothing() {
        byte[] opaque = codec.encode(picture(40, 40, BufferedImage.TYPE_INT_ARGB));
        assertThat(opaque).isEqualTo(codec.encode(picture(40, 40, BufferedImage.TYPE_INT_RGB)));
        assertThat(Codec.info(opaque).alphaBytes()).isZero();
    }

    @Test
    void whatIsInvisibleCostsLittle() {
        BufferedImage black = picture(96, 96, BufferedImage.TYPE_INT_ARGB);
        BufferedImage noise = picture(96, 96, BufferedImage.TYPE_INT_ARGB);
        Random random = new Random(SEED);
        for (int y = 0; y < 96; y++) {
            for (int x = 0; x < 40; x++) {
                black.setRGB(x, y, 0);
                noise.setRGB(x, y, random.nextInt() & 0xFFFFFF);
            }
        }
        assertThat(codec.encode(noise)).as("seed %d", SEED).isEqualTo(codec.encode(black));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_USHORT_GRAY,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_INT_ARGB_PRE,
                BufferedImage.TYPE_BYTE_INDEXED,
                BufferedImage.TYPE_USHORT_565_RGB
            })
    void picturesOfAnyTypeAreEncodedAndNotModified(int type) {
        BufferedImage picture = picture(24, 20, type);
        int[] before = pixels(picture);
        BufferedImage decoded = codec.decode(codec.encode(picture, EncodeOptions.DEFAULT.withQuality(90)));
        assertThat(Psnr.of(picture, decoded)).isGreaterThan(18);
        assertThat(pixels(picture)).isEqualTo(before);
    }

    @Test
    void neitherThreadsNorKernelsChangeAByteOrPixel() {
        BufferedImage picture = picture(72, 56, BufferedImage.TYPE_INT_RGB);
        byte[] file = codec.encode(picture);
        int[] decoded = pixels(codec.decode(file));
        try (Codec scalar =
                        Codec.builder().threads(1).kernels(new ScalarKernels()).build();
                Codec threads = Codec.builder().threads(3).build()) {
            assertThat(scalar.encode(picture)).isEqualTo(file);
            assertThat(threads.encode(picture)).isEqualTo(file);
            assertThat(pixels(scalar.decode(file))).isEqualTo(decoded);
            assertThat(pixels(threads.decode(file))).isEqualTo(decoded);
        }
    }

    @Test
    void severalThreadsMayUseOneCodec() throws Exception {
        BufferedImage picture = picture(64, 48, BufferedImage.TYPE_INT_RGB);
        byte[] file = codec.encode(picture);
        int[] decoded = pixels(codec.decode(file));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<int[]>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(threads.submit(() -> pixels(codec.decode(codec.encode(picture)))));
            }
            for (Future<int[]> result : results) {
                assertThat(result.get()).isEqualTo(decoded);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theInfoAddsUp() {
        byte[] file = codec.encode(picture(50, 30, BufferedImage.TYPE_INT_RGB), EncodeOptions.DEFAULT.withQuality(30));
        SdcInfo info = Codec.info(file);
        assertThat(info.width()).isEqualTo(50);
        assertThat(info.height()).isEqualTo(30);
        assertThat(info.bytes()).isEqualTo(file.length);
        assertThat(info.headerBytes() + info.latentBytes()).isEqualTo(file.length);
        assertThat(info.headerBytes()).isEqualTo(10);
        assertThat(info.fingerprint())
                .hasSize(4)
                .isEqualTo(codec.fingerprint(Mode.SCALAR).substring(0, 4));
        assertThat(info.bitsPerPixel()).isEqualTo(file.length * 8 / 1500.0);
    }

    @Test
    void aFileOfAnotherModelNamesBoth() {
        SdcFile file = SdcReader.read(codec.encode(picture(16, 16, BufferedImage.TYPE_INT_RGB)));
        SdcHeader h = file.header();
        SdcHeader other = new SdcHeader(h.width(), h.height(), h.mode(), h.stepCode(), h.reconstruction(), 0x0badcafe);
        byte[] foreign = SdcWriter.write(new SdcFile(other, file.chunks(), file.latent()));
        assertThatThrownBy(() -> codec.decode(foreign))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("0badcafe")
                .hasMessageContaining(codec.fingerprint(Mode.SCALAR));
    }

    @Test
    void aHugePictureOfATinyFileIsRefusedAtOnce() {
        SdcFile file = SdcReader.read(codec.encode(picture(16, 16, BufferedImage.TYPE_INT_RGB)));
        SdcHeader h = file.header();
        SdcHeader huge = new SdcHeader(65535, 32000, h.mode(), h.stepCode(), h.reconstruction(), h.fingerprint());
        byte[] hostile = SdcWriter.write(new SdcFile(huge, file.chunks(), file.latent()));
        assertThatThrownBy(() -> codec.decode(hostile))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessageContaining("65535x32000");
    }

    @Test
    void damagedFilesGiveAnExceptionOfOursOrAPicture() {
        BufferedImage picture = picture(40, 40, BufferedImage.TYPE_INT_ARGB);
        picture.setRGB(3, 3, 0x7F00FF00);
        SdcFile file = SdcReader.read(codec.encode(picture));
        Random random = new Random(SEED);
        for (int i = 0; i < 150; i++) {
            // A damaged latent with a checksum that fits again, as a hostile file would have.
            byte[] latent = file.latent();
            int bits = 1 + random.nextInt(8);
            for (int n = 0; n < bits; n++) {
                latent[random.nextInt(latent.length)] ^= (byte) (1 << random.nextInt(8));
            }
            byte[] cut = random.nextBoolean() ? latent : Arrays.copyOf(latent, 1 + random.nextInt(latent.length));
            byte[] damaged = SdcWriter.write(new SdcFile(file.header(), file.chunks(), cut));
            try {
                assertThat(codec.decode(damaged).getWidth()).isEqualTo(40);
            } catch (SdcFormatException e) {
                assertThat(e.offset()).as("seed %d, case %d", SEED, i).isBetween(0L, (long) damaged.length);
            }
        }
    }

    @Test
    void aModelThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Codec.open(Path.of("no", "such", "model")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("such");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 101})
    void aQualityOutOfRangeIsRefused(int quality) {
        assertThatThrownBy(() -> EncodeOptions.DEFAULT.withQuality(quality))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(quality));
    }

    /** Soft colours with a diagonal edge. */
    private static BufferedImage picture(int width, int height, int type) {
        BufferedImage picture = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = x > y ? 190 : 60 + 100 * y / height;
                int green = 60 + 120 * x / width;
                int blue = 180 - 90 * y / height;
                picture.setRGB(x, y, 0xFF000000 | red << 16 | green << 8 | blue);
            }
        }
        return picture;
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
