package org.sdcodec.benchmarks.rd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sdcodec.Picture;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.EqualSize;
import org.sdcodec.cli.peer.ImageCodec;
import org.sdcodec.cli.peer.JdkJpeg;
import org.sdcodec.cli.peer.QualityScale;

class EqualSizeTest {
    private static final int SIDE = 320;
    private static final Picture PICTURE = TestPicture.scene(SIDE).image();

    /** Its files have 2000 / setting bytes, and it gives every picture back as it was. */
    private static final class Fake implements ImageCodec {
        @Override
        public String id() {
            return "fake";
        }

        @Override
        public String name() {
            return "Fake";
        }

        @Override
        public String encoder() {
            return "fake 1";
        }

        @Override
        public QualityScale scale() {
            return new QualityScale(20, 1, 20);
        }

        @Override
        public List<Double> ladder() {
            return List.of();
        }

        @Override
        public byte[] encode(Picture image, double setting) {
            return new byte[(int) (2000 / setting)];
        }

        @Override
        public Picture decode(byte[] file) {
            return PICTURE;
        }
    }

    @Test
    void takesTheFinestSettingThatFits() throws CodecException {
        for (int limit :
                IntStream.of(100, 105, 111, 400, 999, 1000, 1999, 2000, 9000).toArray()) {
            EqualSize fitted = EqualSize.of(new Fake(), PICTURE, limit);

            assertThat(fitted.fits()).isTrue();
            assertThat(fitted.file().length).isLessThanOrEqualTo(limit);
            if (fitted.setting() > 1) {
                assertThat((int) (2000 / (fitted.setting() - 1)))
                        .as("the next finer")
                        .isGreaterThan(limit);
            }
        }
    }

    @Test
    void takesTheSmallestFileIfNoneFits() throws CodecException {
        EqualSize fitted = EqualSize.of(new Fake(), PICTURE, 99);

        assertThat(fitted.fits()).isFalse();
        assertThat(fitted.file()).hasSize(100);
        assertThat(fitted.setting()).isEqualTo(20);
    }

    @Test
    void theSheetHasTheOriginalAndEveryCodec() throws CodecException {
        Picture sheet = EqualSizeSheet.of(
                        new TestPicture("scene", PICTURE), 0.15, List.of(new Fake(), new JdkJpeg(), new Fake()))
                .render();

        // Three pictures beside each other, and a second row.
        assertThat(sheet.width()).isGreaterThan(3 * SIDE).isLessThan(4 * SIDE);
        assertThat(sheet.height()).isGreaterThan(2 * SIDE);
    }

    @Test
    void settingsAreWrittenAsProgramsReadThem() {
        QualityScale distances = new QualityScale(25, 0.5, 246);

        assertThat(QualityScale.text(distances.setting(0))).isEqualTo("25");
        assertThat(QualityScale.text(distances.setting(3))).isEqualTo("24.7");
        assertThat(QualityScale.text(distances.setting(245))).isEqualTo("0.5");
        distances.require("codec", 0.5);
        assertThatThrownBy(() -> distances.require("codec", 25.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the settings of codec are 0.5 to 25, not 25.1");
    }
}
