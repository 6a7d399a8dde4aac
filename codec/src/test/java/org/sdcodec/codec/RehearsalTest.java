package org.sdcodec.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

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
        BufferedImage picture = new BufferedImage(37, 23, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 37 * 23; i++) {
            picture.setRGB(i % 37, i / 37, 0x010307 * i);
        }
        try (Codec plain = Codec.embedded();
                Codec prepared = Codec.embedded()) {
            byte[] file = plain.encode(picture);
            prepared.prepareToEncode();
            assertThat(prepared.encode(picture)).isEqualTo(file);
            prepared.prepareToDecode();
            assertThat(pixels(prepared.decode(file))).isEqualTo(pixels(plain.decode(file)));
        }
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
