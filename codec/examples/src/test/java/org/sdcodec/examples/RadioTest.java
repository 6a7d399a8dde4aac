package org.sdcodec.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sdcodec.Codec;
import org.sdcodec.Picture;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.packet.ReceivedPicture;
import org.sdcodec.imageio.BufferedImages;

/** Pictures over datagrams on this machine, of which chosen ones are lost. */
class RadioTest {

    private static final Picture PICTURE = BufferedImages.toPicture(TestPicture.of(160, 120, 1));
    private static final int BYTES = 700;

    private static Codec codec;

    @BeforeAll
    static void open() {
        codec = Codec.embedded();
    }

    @AfterAll
    static void close() {
        codec.close();
    }

    private static ReceivedPicture transmitted(IntPredicate arrives) throws Exception {
        try (RadioReceiver receiver = new RadioReceiver(0, 2000)) {
            CompletableFuture<ReceivedPicture> received = CompletableFuture.supplyAsync(() -> {
                try {
                    return receiver.receive();
                } catch (IOException e) {
                    throw new CompletionException(e);
                }
            });
            noise(receiver.address());
            new RadioSender(codec, receiver.address(), arrives, 1).send(PICTURE, BYTES);
            return received.get(60, TimeUnit.SECONDS);
        }
    }

    /** What is no packet of ours. */
    private static void noise(InetSocketAddress address) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[20], 20, address));
        }
    }

    @Test
    void parityRepairsAsManyLossesWhicheverTheyAre() throws Exception {
        ReceivedPicture all = transmitted(number -> true);
        assertThat(all.isWhole()).isTrue();
        assertThat(all.count()).isGreaterThan(3);
        for (int lost : new int[] {0, all.count() - 2}) {
            ReceivedPicture repaired = transmitted(number -> number != lost && number != lost + 1);
            assertThat(repaired.isWhole()).as(repaired.state()).isTrue();
            assertThat(RadioReceiver.shown(codec, repaired)).isEqualTo(RadioReceiver.shown(codec, all));
        }
    }

    @Test
    void withMoreLossesWhatCameFirstIsShown() throws Exception {
        ReceivedPicture half = transmitted(number -> number < 2);
        assertThat(half.isWhole()).isFalse();
        assertThat(half.state()).startsWith("2 of ");
        Picture shown = RadioReceiver.shown(codec, half);
        assertThat(shown.width()).isEqualTo(160);
        assertThat(shown.height()).isEqualTo(120);
        ReceivedPicture nothing = transmitted(number -> number == 3);
        assertThatThrownBy(() -> RadioReceiver.shown(codec, nothing))
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining("1 of ");
    }
}
