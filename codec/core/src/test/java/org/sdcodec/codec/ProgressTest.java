package org.sdcodec.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sdcodec.Picture;
import org.sdcodec.codec.ProgressListener.Stage;

/** What a listener hears of an encode and a decode without a UNet. */
class ProgressTest {

    @Test
    void eachStageCountsFromNothingToItsTotal() {
        ProgressRecorder encode = new ProgressRecorder();
        ProgressRecorder decode = new ProgressRecorder();
        Picture picture = TestPictures.opaque(24, 16, (x, y) -> 0);
        try (Codec codec = Codec.embedded()) {
            byte[] file = codec.encode(picture, EncodeOptions.DEFAULT.withProgress(encode));
            codec.decode(file, DecodeOptions.DEFAULT.withProgress(decode));
        }
        encode.assertCounts(Stage.VAE_ENCODE, Stage.ENTROPY_ENCODE);
        decode.assertCounts(Stage.ENTROPY_DECODE, Stage.VAE_DECODE);
        // The network's halves are the long part of the work, so they have to move on while they run.
        assertThat(encode.total(Stage.VAE_ENCODE)).isGreaterThan(5);
        assertThat(decode.total(Stage.VAE_DECODE)).isGreaterThan(5);
    }
}
