package org.sdcodec.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.qr.QrCode;
import org.sdcodec.codec.container.SdcReader;
import org.sdcodec.codec.packet.PacketCollector;
import org.sdcodec.codec.packet.PacketOptions;
import org.sdcodec.codec.packet.ReceivedPicture;
import org.sdcodec.codec.packet.TextForm;

/** What has arrived of a picture: a file, or packets; binary, as text, or in a QR code. */
final class Arrivals {

    /** More than a picture's 128 packets take as text of the greatest size, 11 MB. */
    private static final int MAX_TEXT_BYTES = 16 << 20;

    private final String name;
    private final byte[] file;
    private final ReceivedPicture packets;

    private Arrivals(String name, byte[] file, ReceivedPicture packets) {
        this.name = name;
        this.file = file;
        this.packets = packets;
    }

    /** A file whatever its bytes are. */
    static Arrivals ofFile(String input, byte[] bytes) {
        return new Arrivals(input, bytes, null);
    }

    /** Whether an input that starts so can be text, a picture with a QR code, or a file. */
    static boolean isPlausible(byte[] start) {
        return SdcReader.canBeSdc(start) || ImageFormat.sniff(start).isPresent() || isText(start);
    }

    private static boolean isText(byte[] bytes) {
        for (byte each : bytes) {
            if (each < ' ' && each != '\n' && each != '\r' && each != '\t') {
                return false;
            }
        }
        return bytes.length > 0;
    }

    /**
     * What an input consists of.
     *
     * @param maxPixels of a picture with a QR code
     * @throws CliException if it is a picture without a QR code, or text that is neither a file nor packets
     */
    static Arrivals of(Streams streams, String input, byte[] bytes, long maxPixels) {
        if (Codec.isSdc(bytes)) {
            return ofFile(input, bytes);
        }
        if (ImageFormat.sniff(bytes).isPresent()) {
            byte[] code = QrCode.read(Pictures.read(streams, bytes, input, maxPixels, Gamut.SRGB))
                    .orElseThrow(() -> new CliException("'" + FileOptions.nameOf(input)
                            + "' is a picture in which no QR code is found; take it straight on, sharp and large"));
            return ofFile(input, code);
        }
        if (isText(bytes)) {
            String text = new String(bytes, StandardCharsets.US_ASCII);
            Optional<byte[]> decoded = TextForm.decode(text);
            if (decoded.filter(Codec::isSdc).isPresent()) {
                return ofFile(input, decoded.get());
            }
            Gathering gathering = new Gathering();
            gathering.addLines(text);
            if (gathering.packets > 0) {
                return gathering.chosen(streams, input);
            }
            if (decoded.filter(SdcReader::canBeSdc).isPresent()) {
                // A postcard of a model that is not known here: nothing else marks it.
                return ofFile(input, decoded.get());
            }
        }
        return ofFile(input, bytes);
    }

    /**
     * What packets consist of.
     *
     * @param names files with a packet each or with lines of text, and folders of such files
     * @throws CliException if there is no packet
     */
    static Arrivals ofPackets(Streams streams, List<String> names) throws IOException {
        Gathering gathering = new Gathering();
        for (String each : names) {
            Path path = each.equals(FilePlan.STANDARD) ? null : FilePlan.path(each);
            if (path == null || !Files.isDirectory(path)) {
                gathering.add(streams, each);
                continue;
            }
            try (Stream<Path> files = Files.list(path)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    gathering.add(streams, file.toString());
                }
            }
        }
        return gathering.chosen(streams, names.get(0));
    }

    /** Counts packets while it collects them. */
    private static final class Gathering {
        private final PacketCollector collector = new PacketCollector();
        private int packets;
        private int damaged;

        /** Of what can neither be a packet nor text only as much is read as shows that. */
        void add(Streams streams, String input) throws IOException {
            byte[] bytes = FileOptions.readStart(
                    streams, input, start -> isText(start) ? MAX_TEXT_BYTES : PacketOptions.MAX_BYTES + 1);
            if (bytes.length == MAX_TEXT_BYTES) {
                throw new CliException(FileOptions.quoted(input) + " is larger than 16 MiB, which no packets are");
            }
            if (bytes.length <= PacketOptions.MAX_BYTES && isPacket(bytes)) {
                return;
            }
            if (!isText(bytes)) {
                damaged++;
                return;
            }
            addLines(new String(bytes, StandardCharsets.US_ASCII));
        }

        private boolean isPacket(byte[] bytes) {
            boolean kept = collector.add(bytes) != PacketCollector.Outcome.DAMAGED;
            packets += kept ? 1 : 0;
            return kept;
        }

        void addLines(String text) {
            text.lines().filter(line -> !line.isBlank()).forEach(line -> {
                if (!TextForm.decode(line).map(this::isPacket).orElse(false)) {
                    damaged++;
                }
            });
        }

        Arrivals chosen(Streams streams, String name) {
            if (packets == 0) {
                throw new CliException("'" + FileOptions.nameOf(name) + "' has no packet that is not damaged");
            }
            List<ReceivedPicture> pictures = collector.pictures();
            ReceivedPicture chosen = pictures.stream()
                    .filter(ReceivedPicture::isWhole)
                    .findFirst()
                    .orElse(pictures.get(0));
            List<String> remarks = new ArrayList<>();
            if (damaged > 0) {
                remarks.add(damaged + " damaged");
            }
            int others = pictures.stream()
                            .mapToInt(picture -> picture.received().size())
                            .sum()
                    - chosen.received().size();
            if (others > 0) {
                remarks.add(others + " of " + (pictures.size() == 2 ? "another picture" : "other pictures"));
            }
            if (!remarks.isEmpty()) {
                streams.say("sdcodec: warning: " + FileOptions.nameOf(name) + ": packets left aside: "
                        + String.join(", ", remarks) + ".");
            }
            return new Arrivals(name, chosen.file().orElse(null), chosen);
        }
    }

    /** Whether it is a picture of which packets are missing. */
    boolean isIncomplete() {
        return file == null;
    }

    /**
     * The bytes of the file.
     *
     * @throws CliException if it is not whole
     */
    byte[] file() {
        if (file == null) {
            throw new CliException(FileOptions.nameOf(name) + ": the picture is not whole: " + packets.state());
        }
        return file;
    }

    /** Decodes a picture of which packets are missing. */
    Picture decodePart(Codec codec, DecodeOptions options, ProgressListener listener) {
        return Pictures.named(name, () -> packets.decode(codec, options.withPartial(true), listener));
    }

    /** Of packets, what has arrived and what is missing, in words. */
    Optional<String> state() {
        return Optional.ofNullable(packets).map(ReceivedPicture::state);
    }
}
