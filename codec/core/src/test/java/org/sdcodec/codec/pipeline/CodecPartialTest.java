package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.DecodedPart;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.Preview;
import org.sdcodec.ProgressListener;
import org.sdcodec.Region;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.testing.SyntheticPictures;

/** Files that are cut short. */
class CodecPartialTest {

    private static final int SIDE = 128;

    private static Codec codec;
    private static Picture picture;
    private static byte[] file;

    private final List<DecodedPart> heard = new ArrayList<>();
    private final DecodeOptions partial = DecodeOptions.DEFAULT.withPartial(true);

    private final ProgressListener listener = new ProgressListener() {
        @Override
        public void onProgress(Stage stage, int done, int total) {}

        @Override
        public void onPartial(DecodedPart part) {
            heard.add(part);
        }
    };

    @BeforeAll
    static void open() {
        codec = Codec.embedded();
        picture = SyntheticPictures.scene(SIDE, SIDE, 1);
        file = codec.encode(picture);
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    private double psnrOf(int length) {
        return Psnr.of(picture, codec.decode(Arrays.copyOf(file, length), partial, listener));
    }

    @Test
    void moreOfAFileIsCloser() {
        double little = psnrOf(file.length / 4);
        double half = psnrOf(file.length / 2);
        double nearlyAll = psnrOf(file.length - 1);
        assertThat(half).isGreaterThan(little);
        assertThat(nearlyAll).isGreaterThan(half);
        assertThat(heard).hasSize(3).isSortedAccordingTo((a, b) -> Double.compare(a.fraction(), b.fraction()));
        assertThat(heard.get(1).channels()).isBetween(1, heard.get(1).allChannels() - 1);
        assertThat(heard.get(2).fraction()).isBetween(0.9, 1.0);
        // The numbers of a cell come together, row by row from the top.
        int before = 0;
        for (DecodedPart part : heard) {
            Region missing = part.missing().get(0);
            assertThat(part.missing()).hasSize(1);
            assertThat(missing).isEqualTo(new Region(0, missing.y(), SIDE, SIDE - missing.y()));
            assertThat(missing.y()).isGreaterThan(before);
            before = missing.y();
        }
    }

    @Test
    void theBeginningOfAProgressiveFileIsACoarserPicture() {
        byte[] progressive = codec.encode(picture, EncodeOptions.DEFAULT.withProgressive(true));
        Picture whole = codec.decode(progressive);
        assertThat(Psnr.of(whole, codec.decode(file))).isInfinite();
        assertThat(progressive.length).isGreaterThan(file.length);

        byte[] most = Arrays.copyOf(progressive, progressive.length * 3 / 4);
        assertThat(Psnr.of(picture, codec.decode(most, partial, listener)))
                .isGreaterThan(psnrOf(file.length * 3 / 4) + 2);
        assertThat(heard.get(0).channels()).isPositive();
        // Of every cell some channels.
        assertThat(heard.get(0).missing()).containsExactly(new Region(0, 0, SIDE, SIDE));
        assertThat(Preview.embedded().decode(progressive, DecodeOptions.DEFAULT).argb(3, 3))
                .isEqualTo(
                        Preview.embedded().decode(file, DecodeOptions.DEFAULT).argb(3, 3));
    }

    @Test
    void aWholeFileIsDecodedAsEver() {
        Picture decoded = codec.decode(file, partial, listener);
        assertThat(Psnr.of(decoded, codec.decode(file))).isInfinite();
        assertThat(heard).isEmpty();
    }

    @Test
    void withoutBeingAskedNothingIsDecodedInPart() {
        byte[] half = Arrays.copyOf(file, file.length / 2);
        assertThatThrownBy(() -> codec.decode(half))
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining("checksum");
        assertThat(DecodeOptions.DEFAULT.partial()).isFalse();
    }

    @Test
    void whatComesBeforeTheLatentMustBeThere() {
        int header = Codec.info(file).headerBytes();
        for (int length = 0; length <= header; length++) {
            byte[] stump = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> codec.decode(stump, partial, listener)).isInstanceOf(SdcFormatException.class);
        }
        assertThat(codec.decode(Arrays.copyOf(file, header + 1), partial, listener)
                        .width())
                .isEqualTo(SIDE);
        Picture transparent = SyntheticPictures.of(SIDE, SIDE, (x, y) -> x == 5 && y == 5 ? 0xFF00FF00 : 0);
        byte[] alpha = codec.encode(transparent);
        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(alpha, header + 4), partial, listener))
                .isInstanceOf(SdcFormatException.class);
        Picture decoded = codec.decode(Arrays.copyOf(alpha, alpha.length - 1), partial, listener);
        assertThat(decoded.argb(5, 5) >>> 24).isEqualTo(255);
        assertThat(decoded.argb(5, 6) >>> 24).isZero();
    }
}
