package org.sdcodec.codec.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

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

    /** The packets of a picture, each once. */
    private static final class Group {
        private final List<Packet> packets = new ArrayList<>();
        private final Map<Integer, Set<ByteBuffer>> payloads = new HashMap<>();

        Outcome add(Packet packet) {
            Set<ByteBuffer> others = payloads.computeIfAbsent(packet.number(), number -> new HashSet<>());
            if (!others.add(ByteBuffer.wrap(packet.payload()))) {
                return Outcome.REPEATED;
            }
            packets.add(packet);
            return others.size() > 1 ? Outcome.CONFLICTING : Outcome.NEW;
        }

        int conflicts() {
            return packets.size() - payloads.size();
        }
    }

    private final Map<Key, Group> groups = new LinkedHashMap<>();

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
        return groups.computeIfAbsent(new Key(packet.count(), packet.tag()), key -> new Group())
                .add(packet);
    }

    /**
     * What is there of each picture, those with most packets first. What it takes to find out which of contradicting
     * packets are right is limited for all pictures together, and goes to those with fewest of them first.
     */
    public List<ReceivedPicture> pictures() {
        List<Map.Entry<Key, Group>> byConflicts = new ArrayList<>(groups.entrySet());
        byConflicts.sort(Comparator.comparingInt(entry -> entry.getValue().conflicts()));
        Assembly.Work work = new Assembly.Work();
        Map<Key, ReceivedPicture> found = new HashMap<>();
        for (Map.Entry<Key, Group> entry : byConflicts) {
            Key key = entry.getKey();
            found.put(key, new ReceivedPicture(key.count(), key.tag(), entry.getValue().packets, work));
        }
        List<ReceivedPicture> pictures = new ArrayList<>();
        groups.keySet().forEach(key -> pictures.add(found.get(key)));
        pictures.sort(Comparator.comparingInt(
                        (ReceivedPicture picture) -> picture.received().size())
                .reversed());
        return pictures;
    }
}
