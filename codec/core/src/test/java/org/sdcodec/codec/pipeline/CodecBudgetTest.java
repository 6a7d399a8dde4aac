package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.Region;
import org.sdcodec.codec.testing.SyntheticPictures;

/** One budget for all calls of a codec. */
@Timeout(300)
class CodecBudgetTest {
    private static final int SIDE = 256;
    /** Of a picture of that side: 48 numbers for 64 pixels at 22 bytes, and its pixels. */
    private static final long ONE_CALL = SIDE * SIDE * (48 * 22 / 64 + 4 + 200);

    private final Picture picture = SyntheticPictures.scene(SIDE, SIDE, 3);

    @Test
    void callsThatDoNotFitTogetherWait() throws Exception {
        try (Codec codec = Codec.builder().memoryBudget(ONE_CALL).build()) {
            byte[] expected = codec.encode(picture);
            Picture decoded = codec.decode(expected);
            ExecutorService callers = Executors.newFixedThreadPool(4);
            List<Future<byte[]>> files = new ArrayList<>();
            List<Future<Picture>> pictures = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                files.add(callers.submit(() -> codec.encode(picture)));
                pictures.add(callers.submit(() -> codec.decode(expected)));
            }
            for (Future<byte[]> file : files) {
                assertThat(file.get()).isEqualTo(expected);
            }
            for (Future<Picture> each : pictures) {
                assertThat(each.get()).isEqualTo(decoded);
            }
            callers.shutdown();
        }
    }

    @Test
    void whatDoesNotFitAloneIsRefusedAndTheNextCallWorks() {
        byte[] file;
        try (Codec codec = Codec.embedded()) {
            file = codec.encode(picture);
        }
        try (Codec codec = Codec.builder().memoryBudget(2 << 20).build()) {
            assertThatThrownBy(() -> codec.encode(picture))
                    .isInstanceOf(PictureTooLargeException.class)
                    .hasMessageContaining("but 2 MiB are there for pictures");
            assertThatThrownBy(() -> codec.decode(file)).isInstanceOf(PictureTooLargeException.class);
            Picture small = SyntheticPictures.scene(8, 8, 1);
            assertThat(codec.decode(codec.encode(small)).width()).isEqualTo(8);
        }
        assertThatThrownBy(() -> Codec.builder().memoryBudget(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A part takes less than the whole, and so may fit alone. */
    @Test
    void aRegionIsCountedAsWhatItIs() {
        Picture large = SyntheticPictures.scene(4 * SIDE, 4 * SIDE, 3);
        byte[] file;
        try (Codec codec = Codec.embedded()) {
            file = codec.encode(large);
        }
        try (Codec codec = Codec.builder().memoryBudget(26 << 20).build()) {
            assertThatThrownBy(() -> codec.decode(file)).isInstanceOf(PictureTooLargeException.class);
            DecodeOptions part = DecodeOptions.DEFAULT.withRegion(new Region(100, 100, 50, 50));
            assertThat(codec.decode(file, part).height()).isEqualTo(50);
        }
    }
}
