package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.codec.testing.SyntheticPictures;

/** What a listener receives of an encode and a decode without a UNet. */
class ProgressTest {
    private static final int CELL_ROWS = 2;

    @Test
    void eachStageCountsFromNothingToItsTotal() {
        ProgressRecorder encode = new ProgressRecorder();
        ProgressRecorder decode = new ProgressRecorder();
        Picture picture = SyntheticPictures.opaque(24, 16, (x, y) -> 9 * x);
        try (Codec codec = Codec.embedded()) {
            byte[] file = codec.encode(picture, EncodeOptions.DEFAULT, encode);
            codec.decode(file, DecodeOptions.DEFAULT, decode);
        }
        encode.assertCounts(ProgressListener.Stage.VAE_ENCODE, ProgressListener.Stage.ENTROPY_ENCODE);
        decode.assertCounts(ProgressListener.Stage.ENTROPY_DECODE, ProgressListener.Stage.VAE_DECODE);
        // Network and coder are the long parts of the work, so they have to move on while they run.
        assertThat(encode.total(ProgressListener.Stage.VAE_ENCODE)).isGreaterThan(5);
        assertThat(decode.total(ProgressListener.Stage.VAE_DECODE)).isGreaterThan(5);
        assertThat(encode.total(ProgressListener.Stage.ENTROPY_ENCODE)).isEqualTo(CELL_ROWS);
        assertThat(decode.total(ProgressListener.Stage.ENTROPY_DECODE)).isEqualTo(CELL_ROWS);
    }
}
