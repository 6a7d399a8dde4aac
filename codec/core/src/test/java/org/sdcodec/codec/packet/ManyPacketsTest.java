package org.sdcodec.codec.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.RateTarget;
import org.sdcodec.codec.packet.PacketCollector.Outcome;
import org.sdcodec.codec.testing.SyntheticPictures;

/** Packets in numbers that nobody sends in good faith. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ManyPacketsTest {

    private final Random random = new Random(20_261_130);

    private byte[] packet(int number, int count, int tag, int bytes) {
        byte[] payload = new byte[bytes];
        random.nextBytes(payload);
        // No coarse file and the first byte of none: random bytes are taken for a postcard once in eight times.
        payload[0] = 0;
        payload[1] = 0;
        return new Packet(number, count, tag, payload).toBytes();
    }

    /** To compare each with each would take minutes. */
    @Test
    void packetsOfOneNumberAreCollectedInLittleTime() {
        PacketCollector collector = new PacketCollector();
        byte[] first = packet(0, 2, 5, 8);
        assertThat(collector.add(first)).isEqualTo(Outcome.NEW);
        for (int i = 0; i < 400_000; i++) {
            assertThat(collector.add(packet(0, 2, 5, 8)) == Outcome.CONFLICTING).isTrue();
        }
        assertThat(collector.add(first)).isEqualTo(Outcome.REPEATED);
        assertThat(collector.pictures()).hasSize(1);
        assertThat(collector.pictures().get(0).received()).containsExactly(0);
    }

    /** Pictures whose every packet has a wrong twin: one alone is worth 4,096 trials of 25 kB. */
    private List<Packet> contradictions(int count, int tag) {
        List<Packet> packets = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            packets.add(Packet.of(packet(number, count, tag, 200)).orElseThrow());
            packets.add(Packet.of(packet(number, count, tag, 200)).orElseThrow());
        }
        return packets;
    }

    @Test
    void trialsAreLimitedForAllPicturesTogether() {
        Assembly.Work work = new Assembly.Work();
        for (int tag = 0; tag < 12; tag++) {
            assertThat(new ReceivedPicture(127, tag, contradictions(127, tag), work).isWhole())
                    .isFalse();
        }
        assertThat(work.bytes()).isBetween(Assembly.MAX_WORK, Assembly.MAX_WORK + (1 << 20));
    }

    @Test
    void contradictionsOfManyPicturesDoNotKeepAnotherFromBeingFound() {
        PacketCollector collector = new PacketCollector();
        for (int tag = 0; tag < 12; tag++) {
            contradictions(127, tag).forEach(packet -> collector.add(packet.toBytes()));
        }
        byte[] file;
        try (Codec codec = Codec.builder().threads(1).build()) {
            EncodeOptions options = EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(400));
            file = codec.encode(SyntheticPictures.scene(48, 40, 1), options);
        }
        List<byte[]> packets = Packets.cut(file, PacketOptions.ofSize(60).withParity(2));
        // The first is lost, and another one has a wrong twin.
        packets.subList(1, packets.size()).forEach(collector::add);
        Packet twin = Packet.of(packets.get(2)).orElseThrow();
        assertThat(collector.add(packet(twin.number(), twin.count(), twin.tag(), twin.payload().length)))
                .isEqualTo(Outcome.CONFLICTING);
        assertThat(collector.pictures())
                .filteredOn(ReceivedPicture::isWhole)
                .singleElement()
                .satisfies(picture -> assertThat(picture.file()).contains(file));
    }
}
