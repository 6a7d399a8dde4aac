package org.sdcodec.examples;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.codec.packet.PacketCollector;
import org.sdcodec.codec.packet.PacketCollector.Outcome;
import org.sdcodec.codec.packet.ReceivedPicture;
import org.sdcodec.imageio.BufferedImages;

/** Receives what {@link RadioSender} sends, until the picture is whole or nothing comes any more. */
public final class RadioReceiver implements AutoCloseable {

    private static final int LARGEST_PACKET = 65_535;

    private final DatagramSocket socket;
    private final int patienceMillis;

    /**
     * @param port on the loopback interface; 0 for any that is free
     * @param patienceMillis how long to wait for the next packet, behind the first
     */
    RadioReceiver(int port, int patienceMillis) throws IOException {
        this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        this.patienceMillis = patienceMillis;
    }

    /** @param args a port, and the PNG file to write */
    public static void main(String[] args) throws IOException {
        try (Codec codec = Codec.embedded();
                RadioReceiver receiver = new RadioReceiver(Integer.parseInt(args[0]), 5000)) {
            ReceivedPicture received = receiver.receive();
            System.out.println(received.state());
            ImageIO.write(
                    BufferedImages.from(shown(codec, received)),
                    "png",
                    Path.of(args[1]).toFile());
        }
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /**
     * Waits for the first packet, then for others; what is no packet is passed over.
     *
     * @return the picture of which most has come, whole or not
     */
    ReceivedPicture receive() throws IOException {
        PacketCollector collector = new PacketCollector();
        byte[] buffer = new byte[LARGEST_PACKET];
        socket.setSoTimeout(0);
        List<ReceivedPicture> pictures = List.of();
        try {
            while (pictures.isEmpty() || !pictures.get(0).isWhole()) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                if (collector.add(Arrays.copyOf(buffer, packet.getLength())) != Outcome.DAMAGED) {
                    socket.setSoTimeout(patienceMillis);
                }
                pictures = collector.pictures();
            }
        } catch (SocketTimeoutException e) {
            // Nothing comes any more.
        }
        return pictures.get(0);
    }

    /** The picture, or what can be shown of it. */
    static Picture shown(Codec codec, ReceivedPicture received) {
        return received.decode(codec, DecodeOptions.DEFAULT.withPartial(!received.isWhole()));
    }

    @Override
    public void close() {
        socket.close();
    }
}
