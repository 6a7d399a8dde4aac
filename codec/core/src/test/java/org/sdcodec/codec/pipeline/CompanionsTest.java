package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.RateTarget;
import org.sdcodec.SdcodecException;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.checkpoint.DiffusionModel;

/** A model for small files next to another. */
class CompanionsTest {
    private static final int LIMIT = 200;

    @TempDir
    Path folder;

    @Test
    void theSizeChoosesTheModelAndTheFileNamesIt() throws IOException {
        DiffusionModel small = DiffusionModel.open(
                TestModels.stableDiffusion(folder.resolve("model")).resolve("vae"));
        Picture picture = SyntheticPictures.scene(48, 32, 1);
        EncodeOptions tiny = EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(LIMIT));
        EncodeOptions larger = EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(LIMIT + 1));
        try (Codec both = new SdcCodecBuilder().companion(small, LIMIT).build();
                Codec own = Codec.embedded();
                Codec other = new SdcCodecBuilder().model(small).build()) {
            byte[] card = both.encode(picture, tiny);
            assertThat(card).isEqualTo(other.encode(picture, tiny));
            assertThat(both.decode(card).toArray()).isEqualTo(other.decode(card).toArray());
            assertThatThrownBy(() -> own.decode(card)).isInstanceOf(SdcodecException.class);
            for (EncodeOptions options : new EncodeOptions[] {larger, EncodeOptions.DEFAULT}) {
                byte[] file = both.encode(picture, options);
                assertThat(file).isEqualTo(own.encode(picture, options));
                assertThat(both.decode(file).toArray())
                        .isEqualTo(own.decode(file).toArray());
            }
        }
    }
}
