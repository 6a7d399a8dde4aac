package org.sdcodec.codec.packet;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sdcodec.Codec;
import org.sdcodec.SdcFormatException;

/**
 * Puts packets of one count and tag together. Where several have one number, and where the result is wrong, it tries
 * others.
 */
final class Assembly {

    /** How many choices are tried. */
    private static final int MAX_TRIALS = 4096;

    /**
     * How many bytes all trials of all pictures together may join and repair, some seconds' worth. Hundreds of trials
     * of the packets of a radio network take less; large packets that somebody doubled on purpose would take days.
     */
    static final long MAX_WORK = 1L << 29;

    /** What trials have joined and repaired. */
    static final class Work {
        private long bytes;

        /** Bytes, those of repairs once per lost packet. */
        long bytes() {
            return bytes;
        }
    }

    private final int count;
    private final int tag;
    private final SortedMap<Integer, List<byte[]>> payloads = new TreeMap<>();
    private final Work work;
    private boolean tried;

    /** @param work of all pictures; of this one a first trial is made in any case */
    Assembly(int count, int tag, List<Packet> packets, Work work) {
        this.work = work;
        this.count = count;
        this.tag = tag;
        for (Packet packet : packets) {
            payloads.computeIfAbsent(packet.number(), number -> new ArrayList<>())
                    .add(packet.payload());
        }
    }

    /** The numbers that are there. */
    SortedMap<Integer, List<byte[]>> payloads() {
        return payloads;
    }

    /** The picture, if enough packets are there and the checks of tag and file are right. */
    Optional<Layers> whole() {
        Optional<Layers> all = whole(payloads);
        if (all.isPresent() || payloads.size() <= count) {
            return all;
        }
        // One packet more than needed: without the one that is wrong.
        for (int number : payloads.keySet()) {
            TreeMap<Integer, List<byte[]>> others = new TreeMap<>(payloads);
            others.remove(number);
            Optional<Layers> found = whole(others);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Layers> whole(SortedMap<Integer, List<byte[]>> given) {
        if (given.size() < count) {
            return Optional.empty();
        }
        long choices = 1;
        for (List<byte[]> each : given.values()) {
            choices = Math.min(MAX_TRIALS, choices * each.size());
        }
        for (int choice = 0; choice < choices && (!tried || work.bytes < MAX_WORK); choice++) {
            TreeMap<Integer, byte[]> chosen = new TreeMap<>();
            int rest = choice;
            for (Map.Entry<Integer, List<byte[]>> each : given.entrySet()) {
                List<byte[]> candidates = each.getValue();
                chosen.put(each.getKey(), candidates.get(rest % candidates.size()));
                rest /= candidates.size();
            }
            work.bytes += work(chosen);
            tried = true;
            Optional<Layers> layers = joined(chosen).filter(this::isRight).map(Layers::of);
            if (layers.filter(Assembly::isFile).isPresent()) {
                return layers;
            }
        }
        return Optional.empty();
    }

    /** The bytes that {@link #joined} reads and writes: for a repair, all of them once per lost packet. */
    private long work(SortedMap<Integer, byte[]> chosen) {
        long bytes = chosen.values().stream().mapToLong(each -> each.length).sum();
        return bytes * (1 + count - chosen.headMap(count).size());
    }

    private boolean isRight(byte[] stream) {
        return Packets.tag(stream) == tag;
    }

    /** Whether the file's own checksum is right. */
    private static boolean isFile(Layers layers) {
        try {
            Codec.info(layers.fine());
            return true;
        } catch (SdcFormatException e) {
            return false;
        }
    }

    /** What the packets carry, lost ones repaired; nothing if their lengths do not go together. */
    private Optional<byte[]> joined(SortedMap<Integer, byte[]> chosen) {
        SortedMap<Integer, byte[]> parity = chosen.tailMap(count);
        int lost = count - chosen.headMap(count).size();
        if (lost == 0) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            chosen.headMap(count).values().forEach(stream::writeBytes);
            return Optional.of(stream.toByteArray());
        }
        int length = parity.get(parity.firstKey()).length;
        byte[][] data = new byte[count][];
        for (Map.Entry<Integer, byte[]> each : chosen.headMap(count).entrySet()) {
            boolean last = each.getKey() == count - 1;
            if (last ? each.getValue().length >= length : each.getValue().length != length) {
                return Optional.empty();
            }
            data[each.getKey()] = Packets.padded(each.getValue(), length);
        }
        int[] numbers = new int[lost];
        byte[][] rows = new byte[lost][];
        int next = 0;
        for (Map.Entry<Integer, byte[]> each : parity.entrySet()) {
            if (each.getValue().length != length) {
                return Optional.empty();
            }
            if (next < lost) {
                numbers[next] = each.getKey();
                rows[next++] = each.getValue().clone();
            }
        }
        ReedSolomon.repair(data, numbers, rows);
        return unpadded(data, length);
    }

    private static Optional<byte[]> unpadded(byte[][] data, int length) {
        byte[] last = data[data.length - 1];
        int end = length - 1;
        while (end >= 0 && last[end] == 0) {
            end--;
        }
        if (end < 0 || (last[end] & 0xFF) != 0x80) {
            return Optional.empty();
        }
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < data.length - 1; i++) {
            stream.writeBytes(data[i]);
        }
        stream.write(last, 0, end);
        return Optional.of(stream.toByteArray());
    }

    /** What the first packets carry, up to the first that is not there or of which there are two. */
    Layers start() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < usable(); i++) {
            stream.writeBytes(payloads.get(i).get(0));
        }
        return Layers.of(stream.toByteArray());
    }

    /** How many packets, from the first, are there and without doubt. */
    int usable() {
        int usable = 0;
        while (usable < count
                && payloads.containsKey(usable)
                && payloads.get(usable).size() == 1) {
            usable++;
        }
        return usable;
    }
}
