package org.sdcodec.codec.packet;

/**
 * How a picture is cut into packets. Immutable.
 *
 * @param maxBytes of each packet, its header of {@value #HEADER_BYTES} bytes included, {@value #MIN_BYTES} to {@value
 *     #MAX_BYTES}
 * @param parity how many packets are added, any of which repairs the loss of any other, 0 to {@value #MAX_PARITY}
 * @param coarseFirst whether the first packet is to hold a coarse picture of its own, where the picture takes several
 *     packets: the others then improve it from the top down. Without it the first packets hold the upper part of the
 *     picture
 */
public record PacketOptions(int maxBytes, int parity, boolean coarseFirst) {

    /** Of the header of each packet. */
    public static final int HEADER_BYTES = 4;

    /** The smallest packets. */
    public static final int MIN_BYTES = 20;

    /** The largest packets. */
    public static final int MAX_BYTES = 65_535;

    /** The most packets of one picture, parity included. */
    public static final int MAX_PACKETS = 128;

    /** The most parity packets. */
    public static final int MAX_PARITY = MAX_PACKETS - 1;

    /** @throws IllegalArgumentException if a value is out of its range */
    public PacketOptions {
        if (maxBytes < MIN_BYTES || maxBytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a packet has " + MIN_BYTES + " to " + MAX_BYTES + " bytes, not " + maxBytes);
        }
        if (parity < 0 || parity > MAX_PARITY) {
            throw new IllegalArgumentException("there can be 0 to " + MAX_PARITY + " parity packets, not " + parity);
        }
    }

    /** Packets of at most so many bytes, without parity, a coarse picture first. */
    public static PacketOptions ofSize(int maxBytes) {
        return new PacketOptions(maxBytes, 0, true);
    }

    /** These options with another number of parity packets. */
    public PacketOptions withParity(int packets) {
        return new PacketOptions(maxBytes, packets, coarseFirst);
    }

    /** These options with or without a coarse picture first. */
    public PacketOptions withCoarseFirst(boolean coarse) {
        return new PacketOptions(maxBytes, parity, coarse);
    }

    /** Bytes of a packet behind its header, at most. */
    int maxPayload() {
        return maxBytes - HEADER_BYTES;
    }
}
