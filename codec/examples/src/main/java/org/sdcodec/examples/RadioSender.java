package org.sdcodec.examples;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import javax.imageio.ImageIO;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.RateTarget;
import org.sdcodec.codec.packet.PacketOptions;
import org.sdcodec.codec.packet.Packets;
import org.sdcodec.imageio.BufferedImages;

/**
 * Sends a picture as a radio of long range (LoRa) would: in packets of at most 163 bytes, slowly, of which some are
 * lost. Datagrams of UDP stand for the packets; {@link RadioReceiver} is the other side.
 */
public final class RadioSender {

    /** What a data frame of MeshCore carries. */
    private static final PacketOptions PACKETS = PacketOptions.ofSize(163).withParity(2);

    private static final int DEFAULT_BYTES = 1000;

    private final Codec codec;
    private final InetSocketAddress receiver;
    private final IntPredicate arrives;
    private final long pauseMillis;

    /**
     * @param codec encodes; not closed
     * @param arrives whether the packet of a number, from 0, arrives: what the air does
     * @param pauseMillis from one packet to the next; radios may use their channel for a part of the time only
     */
    RadioSender(Codec codec, InetSocketAddress receiver, IntPredicate arrives, long pauseMillis) {
        this.codec = codec;
        this.receiver = receiver;
        this.arrives = arrives;
        this.pauseMillis = pauseMillis;
    }

    /** @param args a picture, the receiver's port on this machine, and how many of 100 packets are lost */
    public static void main(String[] args) throws IOException, InterruptedException {
        Picture picture = BufferedImages.toPicture(ImageIO.read(Path.of(args[0]).toFile()));
        InetSocketAddress receiver = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
        int lost = Integer.parseInt(args[2]);
        Random random = new Random();
        try (Codec codec = Codec.embedded()) {
            int sent = new RadioSender(codec, receiver, number -> random.nextInt(100) >= lost, 200)
                    .send(picture, DEFAULT_BYTES);
            System.out.println(sent + " packets sent");
        }
    }

    /**
     * Sends a picture in about so many bytes.
     *
     * @return the number of packets, those that are lost too
     */
    int send(Picture picture, int bytes) throws IOException, InterruptedException {
        List<byte[]> packets =
                Packets.encode(codec, picture, EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(bytes)), PACKETS);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < packets.size(); i++) {
                byte[] packet = packets.get(i);
                if (arrives.test(i)) {
                    socket.send(new DatagramPacket(packet, packet.length, receiver));
                }
                Thread.sleep(pauseMillis);
            }
        }
        return packets.size();
    }
}
