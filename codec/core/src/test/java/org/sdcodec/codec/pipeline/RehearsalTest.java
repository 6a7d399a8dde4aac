package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.sdcodec.Codec;
import org.sdcodec.Picture;
import org.sdcodec.codec.testing.SyntheticPictures;

class RehearsalTest {

    @Test
    void whoWaitsForItFindsItOver() {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean over = new AtomicBoolean();
        Rehearsal rehearsal = Rehearsal.start(() -> {
            begun.countDown();
            pause();
            over.set(true);
        });
        rehearsal.await();
        assertThat(begun.getCount()).isZero();
        assertThat(over).isTrue();
        Rehearsal.NONE.await();
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void itsFailureIsNobodysBusiness() {
        Rehearsal.start(() -> {
                    throw new OutOfMemoryError("of a rehearsal");
                })
                .await();
    }

    @Test
    void aPreparedCodecGivesTheSame() {
        Picture picture = SyntheticPictures.opaque(37, 23, (x, y) -> 0x010307 * (37 * y + x));
        try (Codec plain = Codec.embedded();
                Codec prepared = Codec.embedded()) {
            byte[] file = plain.encode(picture);
            prepared.prepareToEncode();
            assertThat(prepared.encode(picture)).isEqualTo(file);
            prepared.prepareToDecode();
            assertThat(pixels(prepared.decode(file))).isEqualTo(pixels(plain.decode(file)));
        }
    }

    private static int[] pixels(Picture image) {
        return image.toArray();
    }
}
