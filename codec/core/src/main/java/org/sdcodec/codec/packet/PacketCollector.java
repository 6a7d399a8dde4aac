package org.sdcodec.codec.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes packets in any order, repeated, damaged, and of several pictures:
 *
 * <pre>{@code
 * PacketCollector collector = new PacketCollector();
 * collector.add(packet);
 * for (ReceivedPicture picture : collector.pictures()) {
 *     if (picture.isWhole()) {
 *         show(picture.decode(codec, DecodeOptions.DEFAULT));
 *     }
 * }
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class PacketCollector {

    /** What became of a packet. */
    public enum Outcome {
        /** It is kept. */
        NEW,
        /** The same one is there already. */
        REPEATED,
        /**
         * It is kept next to another one of the same number: one of them is damaged without that its check tells, or is
         * of another picture.
         */
        CONFLICTING,
        /** Its check is wrong, or it is no packet. */
        DAMAGED
    }

    /** What the packets of a picture have in common. */
    private record Key(int count, int tag) {}

    private final Map<Key, List<Packet>> groups = new LinkedHashMap<>();

    /**
     * Takes a packet.
     *
     * @param bytes all of the packet; not modified
     */
    public Outcome add(byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        Optional<Packet> parsed = Packet.of(bytes);
        if (parsed.isEmpty()) {
            return Outcome.DAMAGED;
        }
        Packet packet = parsed.get();
        List<Packet> group = groups.computeIfAbsent(new Key(packet.count(), packet.tag()), key -> new ArrayList<>());
        boolean conflict = false;
        for (Packet other : group) {
            if (other.number() == packet.number()) {
                if (Arrays.equals(other.payload(), packet.payload())) {
                    return Outcome.REPEATED;
                }
                conflict = true;
            }
        }
        group.add(packet);
        return conflict ? Outcome.CONFLICTING : Outcome.NEW;
    }

    /** What is there of each picture, those with most packets first. */
    public List<ReceivedPicture> pictures() {
        List<ReceivedPicture> pictures = new ArrayList<>();
        groups.forEach((key, packets) -> pictures.add(new ReceivedPicture(key.count(), key.tag(), packets)));
        pictures.sort(Comparator.comparingInt(
                        (ReceivedPicture picture) -> picture.received().size())
                .reversed());
        return pictures;
    }
}
