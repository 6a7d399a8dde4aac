package org.sdcodec.codec.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.RateTargetException;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcodecException.Kind;

/**
 * Cuts pictures into packets:
 *
 * <pre>{@code
 * List<byte[]> packets = Packets.encode(codec, picture,
 *         EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(1000)),
 *         PacketOptions.ofSize(163).withParity(2));
 * }</pre>
 *
 * <p>{@link PacketCollector} is the other side.
 */
public final class Packets {

    private Packets() {}

    /**
     * Cuts a file into packets.
     *
     * @param sdc the whole file; not modified
     * @return the packets in their order, those of parity last; without a coarse picture
     * @throws SdcFormatException if it is damaged or no {@code .sdc} file
     * @throws OptionsException if it takes more than {@value PacketOptions#MAX_PACKETS} packets
     */
    public static List<byte[]> cut(byte[] sdc, PacketOptions options) {
        Objects.requireNonNull(options, "options");
        Codec.info(sdc);
        return cut(new Layers(Layers.NONE, sdc), options);
    }

    /** {@link #encode(Codec, Picture, EncodeOptions, PacketOptions, ProgressListener)} without a listener. */
    public static List<byte[]> encode(Codec codec, Picture picture, EncodeOptions options, PacketOptions packets) {
        return encode(codec, picture, options, packets, ProgressListener.NONE);
    }

    /**
     * Encodes a picture into packets. A target size is that of all that the packets carry, without their headers of
     * {@value PacketOptions#HEADER_BYTES} bytes and without parity.
     *
     * @param codec encodes
     * @param picture what to encode
     * @param options how to encode
     * @param packets how to cut the file
     * @param listener receives how far the encode has come
     * @return the packets in their order, those of parity last
     * @throws OptionsException if it takes more than {@value PacketOptions#MAX_PACKETS} packets, or as
     *     {@link Codec#encode(Picture, EncodeOptions, ProgressListener)}
     * @throws RateTargetException as there
     */
    public static List<byte[]> encode(
            Codec codec, Picture picture, EncodeOptions options, PacketOptions packets, ProgressListener listener) {
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(picture, "picture");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(packets, "packets");
        Objects.requireNonNull(listener, "listener");
        return cut(new LayeredEncoding(codec, picture, options, packets, listener).run(), packets);
    }

    static List<byte[]> cut(Layers layers, PacketOptions options) {
        byte[] stream = layers.toBytes();
        // With parity the last packet must be shorter, which tells its length when it is lost.
        int length = options.parity() > 0 ? stream.length + 1 : stream.length;
        int count = (length + options.maxPayload() - 1) / options.maxPayload();
        if (count + options.parity() > PacketOptions.MAX_PACKETS) {
            int most = PacketOptions.MAX_PACKETS - options.parity();
            throw new OptionsException(
                    Kind.UNSUPPORTED_OPTIONS,
                    String.format(
                            Locale.ROOT,
                            "%,d bytes take %,d packets of %,d bytes, but there can be %d in addition to those"
                                    + " of parity;"
                                    + " take packets of at least %,d bytes, or a smaller file",
                            stream.length,
                            count,
                            options.maxBytes(),
                            most,
                            (length + most - 1) / most + PacketOptions.HEADER_BYTES));
        }
        // Of equal length, but the coarse file in one packet if it fits there.
        int first = layers.coarse().length + Layers.overhead(layers.coarse().length);
        int payload = Math.max((length + count - 1) / count, first <= options.maxPayload() ? first : 0);
        count = (length + payload - 1) / payload;
        List<byte[]> padded = new ArrayList<>();
        List<byte[]> packets = new ArrayList<>();
        int tag = tag(stream);
        for (int i = 0; i < count; i++) {
            int end = Math.min(stream.length, (i + 1) * payload);
            byte[] data = Arrays.copyOfRange(stream, i * payload, end);
            packets.add(new Packet(i, count, tag, data).toBytes());
            padded.add(padded(data, payload));
        }
        for (int i = 0; i < options.parity(); i++) {
            packets.add(new Packet(count + i, count, tag, ReedSolomon.parity(count + i, padded)).toBytes());
        }
        return packets;
    }

    /** With a byte 80 behind the data, where it is shorter, and zeros behind that. */
    static byte[] padded(byte[] data, int length) {
        byte[] padded = Arrays.copyOf(data, length);
        if (data.length < length) {
            padded[data.length] = (byte) 0x80;
        }
        return padded;
    }

    /** The tag of packets that carry this. */
    static int tag(byte[] stream) {
        CRC32 check = new CRC32();
        check.update(stream);
        return (int) check.getValue() & Packet.TAGS - 1;
    }
}
