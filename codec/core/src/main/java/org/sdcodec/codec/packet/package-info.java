/**
 * Pictures in packets, for radio and messengers: {@link org.sdcodec.codec.packet.Packets} cuts a file into packets,
 * {@link org.sdcodec.codec.packet.PacketCollector} takes what has arrived, {@link org.sdcodec.codec.packet.TextForm}
 * writes bytes as text. The format is specified in {@code codec/FORMAT.md}, section 13.
 */
package org.sdcodec.codec.packet;
