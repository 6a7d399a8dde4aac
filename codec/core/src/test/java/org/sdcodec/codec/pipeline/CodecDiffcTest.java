package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.DecodedPart;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Focus;
import org.sdcodec.ModelException;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.RateTarget;
import org.sdcodec.Region;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.container.HeaderForm;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.codec.testing.TestModels;

/** Mode diffc through the public interface. */
class CodecDiffcTest {

    private static final int WIDTH = 28;
    private static final int HEIGHT = 20;
    private static final EncodeOptions OPTIONS =
            EncodeOptions.DEFAULT.withMode("diffc").withEffort(3);

    /** One call behind the steps, as far as the pixels do not matter. */
    private static final DecodeOptions QUICK = DecodeOptions.DEFAULT.withSteps(1);

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
        file = codec.encode(picture, OPTIONS.withTarget(RateTarget.size(34)));
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 19, 24, 31, 39})
    void aTargetSizeIsMetToTheByte(int bytes) {
        byte[] sized = codec.encode(picture, OPTIONS.withTarget(RateTarget.size(bytes)));
        assertThat(sized).hasSize(bytes);
        assertThat(codec.encode(picture, OPTIONS.withTarget(RateTarget.maxSize(bytes))))
                .isEqualTo(sized);
        assertThat(Codec.info(sized).mode()).isEqualTo("diffc");
        assertThat(codec.decode(sized, QUICK).height()).isEqualTo(HEIGHT);
    }

    /** Where the schedule ends before the bytes do, zeros follow. */
    @Test
    void moreBytesThanTheScheduleHasSignalForAreZeros() {
        byte[] large = codec.encode(picture, OPTIONS.withTarget(RateTarget.size(1000)));
        byte[] latent = CodingModes.read(large).latent();
        assertThat(large.length).isLessThan(100);
        assertThat(codec.decode(large, QUICK).width()).isEqualTo(WIDTH);
        assertThat(latent.length).isEqualTo(24);
    }

    @Test
    void everyStartOfAFileDecodes() {
        int header = file.length - CodingModes.read(file).latent().length;
        long last = -1;
        for (int bytes = header; bytes < file.length; bytes++) {
            byte[] start = Arrays.copyOf(file, bytes);
            assertThatThrownBy(() -> codec.decode(start, QUICK)).isInstanceOf(SdcFormatException.class);
            List<DecodedPart> parts = new ArrayList<>();
            ProgressListener listener = new ProgressListener() {
                @Override
                public void onProgress(Stage stage, int done, int total) {
                    assertThat(done).isBetween(0, total);
                }

                @Override
                public void onPartial(DecodedPart part) {
                    parts.add(part);
                }
            };
            if (bytes == header) {
                // Nothing of the latent is there.
                continue;
            }
            Picture decoded = codec.decode(start, QUICK.withPartial(true), listener);
            assertThat(decoded.width()).isEqualTo(WIDTH);
            assertThat(parts).hasSize(1);
            assertThat(parts.get(0).symbols()).isGreaterThanOrEqualTo(last);
            last = parts.get(0).symbols();
        }
        assertThat(last).isPositive();
    }

    @Test
    void neitherThreadsNorKernelsChangeABit() {
        int[] pixels = codec.decode(file).toArray();
        try (Codec scalar = Codec.builder()
                        .model(model)
                        .threads(1)
                        .vectorKernels(false)
                        .build();
                Codec threads = Codec.builder().model(model).threads(3).build()) {
            for (Codec other : List.of(scalar, threads)) {
                assertThat(other.encode(picture, OPTIONS.withTarget(RateTarget.size(34))))
                        .isEqualTo(file);
                assertThat(other.decode(file).toArray()).isEqualTo(pixels);
            }
        }
    }

    /** On every machine, JVM, vector width and back end. */
    @Test
    @Tag("exactness")
    void fileAndPixelsArePinned() throws NoSuchAlgorithmException {
        assertThat(HexFormat.of().formatHex(file))
                .isEqualTo("5344c2031c14c4051da8a0f9d1dde03dffffffffffe0ddfffffc127c7d13ab916400");
        int[] pixels = codec.decode(file).toArray();
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * pixels.length);
        bytes.asIntBuffer().put(pixels);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());
        assertThat(HexFormat.of().formatHex(hash))
                .isEqualTo("9ff949cf0d1fe6271e9215fc198a027fec8de424f06e9c6de69606a53e43a633");
    }

    @Test
    void aDecoderChoosesStepsAndRealism() {
        int[] pixels = codec.decode(file).toArray();
        assertThat(codec.decode(file, DecodeOptions.DEFAULT.withSteps(10)).toArray())
                .isEqualTo(pixels);
        assertThat(codec.decode(file, DecodeOptions.DEFAULT.withRealism(1)).toArray())
                .isEqualTo(pixels);
        assertThat(codec.decode(file, DecodeOptions.DEFAULT.withRealism(0)).toArray())
                .isNotEqualTo(pixels);
        assertThat(codec.decode(file, QUICK).toArray()).isNotEqualTo(pixels);
        assertThatThrownBy(() -> codec.decode(file, DecodeOptions.DEFAULT.withSteps(0)))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("takes 1 to 50 steps, not 0");
    }

    @Test
    void qualitiesEffortsAndFocusDiffer() {
        byte[] low = codec.encode(picture, OPTIONS.withQuality(20));
        assertThat(codec.encode(picture, OPTIONS.withQuality(70)).length).isGreaterThan(low.length);
        EncodeOptions sized = OPTIONS.withTarget(RateTarget.size(34));
        assertThat(codec.encode(picture, sized.withEffort(1))).hasSize(34).isNotEqualTo(file);
        assertThat(codec.encode(picture, sized.withFocus(Focus.of(new Region(8, 8, 8, 8)))))
                .hasSize(34)
                .isNotEqualTo(file);
    }

    @Test
    void whatTheModeDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> codec.encode(picture, OPTIONS.withTarget(RateTarget.psnr(20))))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("mode diffc codes to a size only");
        assertThatThrownBy(() -> codec.encode(picture, OPTIONS.withRobust(true)))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("mode diffc has no robust files");
        try (Codec vae = Codec.open(model.resolve("vae"))) {
            assertThatThrownBy(() -> vae.decode(file))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("it cannot decode a file of mode diffc");
            assertThatThrownBy(() -> vae.encode(picture, OPTIONS))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("has no UNet, so mode diffc cannot code with it");
        }
    }

    @Test
    void damagedFilesAreRefused() {
        SdcFile whole = CodingModes.read(file);
        int steps = whole.header().reconstruction();
        assertDamaged(whole, 0, whole.latent(), "a latent without a step");
        assertDamaged(whole, steps + 1, whole.latent(), "ends after " + steps + " of " + (steps + 1) + " steps");
        byte[] longer = Arrays.copyOf(whole.latent(), 500);
        longer[499] = 1;
        assertDamaged(whole, steps, longer, "behind the last step are not 0");
        byte[] ones = new byte[60];
        Arrays.fill(ones, (byte) 0xff);
        ones[59] = 0;
        assertDamaged(whole, steps, ones, "leads nowhere");
    }

    private static void assertDamaged(SdcFile whole, int steps, byte[] latent, String words) {
        SdcHeader old = whole.header();
        SdcHeader header = new SdcHeader(
                old.width(), old.height(), old.mode(), 0, old.stepCode(), steps, old.fingerprint(), HeaderForm.FULL);
        byte[] sdc = SdcWriter.write(new SdcFile(header, whole.chunks(), latent));
        assertThatThrownBy(() -> codec.decode(sdc))
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining(words);
    }
}
