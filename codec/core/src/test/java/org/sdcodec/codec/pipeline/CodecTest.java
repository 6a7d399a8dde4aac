package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.ModelException;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.RateTarget;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcInfo;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.testing.SyntheticPictures;

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
        Picture picture = picture(width, height);
        Picture decoded = codec.decode(codec.encode(picture, EncodeOptions.DEFAULT.withQuality(80)));
        assertThat(decoded.width()).isEqualTo(width);
        assertThat(decoded.height()).isEqualTo(height);
        assertThat(decoded.hasAlpha()).isFalse();
        assertThat(Psnr.of(picture, decoded)).isGreaterThan(leastPsnr);
    }

    @Test
    void halfACodecDoesItsHalfAndRefusesTheOther() {
        Picture picture = picture(40, 30);
        byte[] file = codec.encode(picture);
        EncodeOptions tried = EncodeOptions.DEFAULT.withTarget(RateTarget.psnr(20));
        try (Codec encoder = Codec.builder().purpose(Codec.Purpose.ENCODE).build();
                Codec decoder = Codec.builder().purpose(Codec.Purpose.DECODE).build()) {
            assertThat(encoder.encode(picture)).isEqualTo(file);
            assertThat(Psnr.of(decoder.decode(file), codec.decode(file))).isInfinite();
            assertThat(decoder.model().latentSpace())
                    .isEqualTo(encoder.model().latentSpace())
                    .isEqualTo(codec.model().latentSpace());
            assertThatThrownBy(() -> encoder.decode(file))
                    .isInstanceOf(OptionsException.class)
                    .hasMessage("this codec was made to encode only; make another one to decode");
            assertThatThrownBy(() -> encoder.encode(picture, tried))
                    .isInstanceOf(OptionsException.class)
                    .hasMessageContaining("this codec was made to encode only");
            assertThatThrownBy(() -> decoder.encode(picture))
                    .isInstanceOf(OptionsException.class)
                    .hasMessage("this codec was made to decode only; make another one to encode");
            assertThatThrownBy(decoder::prepareToEncode).isInstanceOf(OptionsException.class);
            assertThatThrownBy(encoder::prepareToDecode).isInstanceOf(OptionsException.class);
        }
    }

    @Test
    void higherQualityIsLargerAndCloser() {
        Picture picture = picture(128, 96);
        byte[] low = codec.encode(picture, EncodeOptions.DEFAULT.withQuality(10));
        byte[] high = codec.encode(picture, EncodeOptions.DEFAULT.withQuality(90));
        assertThat(low.length).isLessThan(high.length);
        assertThat(Psnr.of(picture, codec.decode(low))).isLessThan(Psnr.of(picture, codec.decode(high)));
    }

    @Test
    void alphaComesBackExactly() {
        Picture opaque = picture(50, 41);
        Picture picture = SyntheticPictures.of(50, 41, (x, y) -> {
            int alpha = x < 10 ? 0 : x < 30 ? x * y % 256 : 255;
            return alpha << 24 | opaque.argb(x, y) & 0xFFFFFF;
        });
        byte[] file = codec.encode(picture);
        assertThat(Codec.info(file).alpha()).isTrue();
        Picture decoded = codec.decode(file);
        for (int y = 0; y < 41; y++) {
            for (int x = 0; x < 50; x++) {
                assertThat(decoded.argb(x, y) >>> 24).isEqualTo(picture.argb(x, y) >>> 24);
            }
        }
    }

    @Test
    void aFewBytesThatClaimToBeAHugePictureAreRefusedBeforeMemoryIsTaken() {
        SdcFile small = CodingModes.read(codec.encode(picture(8, 8)));
        SdcHeader header = small.header();
        SdcHeader huge = new SdcHeader(
                30000, 20000, header.mode(), header.stepCode(), header.reconstruction(), header.fingerprint());
        byte[] bomb = SdcWriter.write(new SdcFile(huge, small.chunks(), new byte[3]));
        assertThat(bomb.length).isLessThan(30);
        assertThatThrownBy(() -> codec.decode(bomb))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessageContaining("30000x20000 = 600,000,000")
                .hasMessageContaining("limit of 268,435,456");
        byte[] file = codec.encode(picture(8, 8));
        assertThat(codec.decode(file, DecodeOptions.DEFAULT.withMaxPixels(64)).width())
                .isEqualTo(8);
        assertThatThrownBy(() -> codec.decode(file, DecodeOptions.DEFAULT.withMaxPixels(63)))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessageContaining("limit of 63");
        assertThatThrownBy(() -> DecodeOptions.DEFAULT.withMaxPixels(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void opaqueAlphaCostsNothing() {
        Picture picture = picture(40, 40);
        byte[] opaque = codec.encode(Picture.of(40, 40, picture.toArray()));
        assertThat(opaque).isEqualTo(codec.encode(picture));
        assertThat(Codec.info(opaque).alphaBytes()).isZero();
    }

    @Test
    void whatIsInvisibleCostsLittle() {
        Picture picture = picture(96, 96);
        Random random = new Random(SEED);
        Picture black = SyntheticPictures.of(96, 96, (x, y) -> x < 40 ? 0 : picture.argb(x, y));
        Picture noise =
                SyntheticPictures.of(96, 96, (x, y) -> x < 40 ? random.nextInt() & 0xFFFFFF : picture.argb(x, y));
        assertThat(codec.encode(noise)).as("seed %d", SEED).isEqualTo(codec.encode(black));
    }

    @Test
    void neitherThreadsNorKernelsChangeAByteOrPixel() {
        Picture picture = picture(72, 56);
        byte[] file = codec.encode(picture);
        int[] decoded = pixels(codec.decode(file));
        try (Codec scalar = Codec.builder().threads(1).vectorKernels(false).build();
                Codec threads = Codec.builder().threads(3).build()) {
            assertThat(scalar.encode(picture)).isEqualTo(file);
            assertThat(threads.encode(picture)).isEqualTo(file);
            assertThat(pixels(scalar.decode(file))).isEqualTo(decoded);
            assertThat(pixels(threads.decode(file))).isEqualTo(decoded);
        }
    }

    @Test
    void severalThreadsMayUseOneCodec() throws Exception {
        Picture picture = picture(64, 48);
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
        byte[] file = codec.encode(picture(50, 30), EncodeOptions.DEFAULT.withQuality(40));
        SdcInfo info = Codec.info(file);
        assertThat(info.width()).isEqualTo(50);
        assertThat(info.height()).isEqualTo(30);
        assertThat(info.bytes()).isEqualTo(file.length);
        assertThat(info.headerBytes() + info.latentBytes()).isEqualTo(file.length);
        assertThat(info.headerBytes()).isEqualTo(10);
        assertThat(info.fingerprint())
                .hasSize(4)
                .isEqualTo(codec.model().fingerprints().get("scalar").substring(0, 4));
        assertThat(info.bitsPerPixel()).isEqualTo(file.length * 8 / 1500.0);
    }

    @Test
    void aFileOfAnotherModelNamesBoth() {
        SdcFile file = CodingModes.read(codec.encode(picture(16, 16)));
        SdcHeader h = file.header();
        SdcHeader other = new SdcHeader(h.width(), h.height(), h.mode(), h.stepCode(), h.reconstruction(), 0x0badcafe);
        byte[] foreign = SdcWriter.write(new SdcFile(other, file.chunks(), file.latent()));
        assertThatThrownBy(() -> codec.decode(foreign))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("0badcafe")
                .hasMessageContaining(codec.model().fingerprints().get("scalar"));
    }

    @Test
    void aHugePictureOfATinyFileIsRefusedAtOnce() {
        SdcFile file = CodingModes.read(codec.encode(picture(16, 16)));
        SdcHeader h = file.header();
        SdcHeader huge = new SdcHeader(65535, 32000, h.mode(), h.stepCode(), h.reconstruction(), h.fingerprint());
        byte[] hostile = SdcWriter.write(new SdcFile(huge, file.chunks(), file.latent()));
        assertThatThrownBy(() -> codec.decode(hostile))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessageContaining("65535x32000");
    }

    @Test
    void damagedFilesGiveAnExceptionOfOursOrAPicture() {
        Picture opaque = picture(40, 40);
        Picture picture = SyntheticPictures.of(40, 40, (x, y) -> x == 3 && y == 3 ? 0x7F00FF00 : opaque.argb(x, y));
        SdcFile file = CodingModes.read(codec.encode(picture));
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
                assertThat(codec.decode(damaged).width()).isEqualTo(40);
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

    /** Soft colors with a diagonal edge. */
    private static Picture picture(int width, int height) {
        return SyntheticPictures.opaque(width, height, (x, y) -> {
            int red = x > y ? 190 : 60 + 100 * y / height;
            int green = 60 + 120 * x / width;
            int blue = 180 - 90 * y / height;
            return red << 16 | green << 8 | blue;
        });
    }

    private static int[] pixels(Picture image) {
        return image.toArray();
    }
}
