package org.sdcodec.codec.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Limits;
import org.sdcodec.ModelException;
import org.sdcodec.Picture;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.RateTarget;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.weights.testing.FuzzRun;

/**
 * Packets lost, repeated, mixed and damaged, most with a check that fits again: a picture or a documented exception.
 */
@Tag("fuzz")
class DamagedPacketsTest {

    private static final long SEED = 31_415_926;

    @Test
    @Timeout(value = 6, unit = TimeUnit.HOURS)
    void packetsAreAPictureOrAnException() {
        try (Codec codec = Codec.builder().threads(1).build()) {
            List<List<byte[]>> sets = new ArrayList<>();
            for (int parity : new int[] {0, 2, 9}) {
                Picture picture = SyntheticPictures.scene(48, 40, parity);
                EncodeOptions options = EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(400));
                sets.add(Packets.encode(
                        codec, picture, options, PacketOptions.ofSize(60).withParity(parity)));
                byte[] whole = codec.encode(picture);
                sets.add(Packets.cut(whole, PacketOptions.ofSize(90).withParity(parity)));
            }
            DecodeOptions options = DecodeOptions.DEFAULT
                    .withPartial(true)
                    .withLimits(Limits.untrusted().withPixels(1 << 18).withMemoryBytes(256L << 20));
            Map<String, Integer> outcomes = new FuzzRun("packets", SEED, 150, 10_000)
                    .run((number, random) -> attempt(codec, options, damaged(sets, random)));
            assertThat(outcomes).containsKeys("picture", "part of a picture");
        }
    }

    private static String attempt(Codec codec, DecodeOptions options, List<byte[]> packets) {
        PacketCollector collector = new PacketCollector();
        packets.forEach(collector::add);
        List<ReceivedPicture> pictures = collector.pictures();
        if (pictures.isEmpty()) {
            return "no packet";
        }
        ReceivedPicture received = pictures.get(0);
        assertThat(received.state()).isNotBlank();
        try {
            Picture picture = received.decode(codec, options);
            assertThat(picture.width()).isPositive();
            return received.isWhole() ? "picture" : "part of a picture";
        } catch (SdcFormatException | ModelException | PictureTooLargeException e) {
            assertThat(e).message().isNotBlank().doesNotContain("\n");
            return e.getClass().getSimpleName();
        }
    }

    private static List<byte[]> damaged(List<List<byte[]>> sets, Random random) {
        List<byte[]> packets = new ArrayList<>();
        for (byte[] each : sets.get(random.nextInt(sets.size()))) {
            packets.add(each.clone());
        }
        if (random.nextInt(6) == 0) {
            packets.addAll(sets.get(random.nextInt(sets.size())));
        }
        for (int n = random.nextInt(4); n > 0 && !packets.isEmpty(); n--) {
            packets.remove(random.nextInt(packets.size()));
        }
        for (int n = random.nextInt(5); n > 0 && !packets.isEmpty(); n--) {
            byte[] packet = packets.get(random.nextInt(packets.size())).clone();
            damage(packet, random);
            packets.add(random.nextInt(packets.size() + 1), packet);
        }
        Collections.shuffle(packets, random);
        return packets;
    }

    /** Changes bytes of header or payload, and mostly computes the check again. */
    private static void damage(byte[] packet, Random random) {
        int range = random.nextInt(3) == 0 ? Math.min(3, packet.length) : packet.length;
        for (int n = random.nextInt(3); n >= 0; n--) {
            packet[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
        }
        if (random.nextInt(5) > 0) {
            ByteBuffer header = ByteBuffer.wrap(packet);
            int fields = header.getInt(0) & ~0xFFF;
            header.putInt(0, fields);
            header.putInt(0, fields | crc12(packet));
        }
    }

    /** CRC-12 with the polynomial 80F. */
    private static int crc12(byte[] packet) {
        int register = 0xFFF;
        for (int bit = 0; bit < 8 * packet.length; bit++) {
            int top = register >> 11 ^ packet[bit / 8] >> 7 - bit % 8 & 1;
            register = (register << 1 ^ top * 0x80F) & 0xFFF;
        }
        return register;
    }
}
