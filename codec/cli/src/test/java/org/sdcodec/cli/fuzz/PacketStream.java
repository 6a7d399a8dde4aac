package org.sdcodec.cli.fuzz;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.sdcodec.codec.packet.PacketCollector;

/** Packets one after another, each behind a byte with its length. */
final class PacketStream {

    private static final int HEADER_BYTES = 4;
    private static final int CHECK = 0xFFF;
    private static final int POLYNOMIAL = 0x80F;

    private PacketStream() {}

    /**
     * Collects the packets, with their checks made right.
     *
     * @param stream a last packet that is cut is shorter; not modified
     */
    static PacketCollector collect(byte[] stream) {
        PacketCollector collector = new PacketCollector();
        int at = 0;
        while (at < stream.length) {
            int end = Math.min(stream.length, at + 1 + (stream[at] & 0xFF));
            byte[] packet = Arrays.copyOfRange(stream, at + 1, end);
            repair(packet);
            collector.add(packet);
            at = end;
        }
        return collector;
    }

    private static void repair(byte[] packet) {
        if (packet.length >= HEADER_BYTES) {
            ByteBuffer header = ByteBuffer.wrap(packet);
            int fields = header.getInt(0) & ~CHECK;
            header.putInt(0, fields);
            header.putInt(0, fields | crc12(packet));
        }
    }

    /** CRC-12 with the polynomial 80F. */
    private static int crc12(byte[] packet) {
        int register = CHECK;
        for (int bit = 0; bit < 8 * packet.length; bit++) {
            int top = register >> 11 ^ packet[bit / 8] >> 7 - bit % 8 & 1;
            register = (register << 1 ^ top * POLYNOMIAL) & CHECK;
        }
        return register;
    }
}
