package org.sdcodec.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.RateTarget;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.qr.QrCode;
import org.sdcodec.codec.packet.PacketOptions;
import org.sdcodec.codec.packet.TextForm;
import picocli.CommandLine.Option;

/** The options of {@code encode} for what is sent otherwise than as a file: in packets, as text, as a QR code. */
final class TransferOptions {

    private static final int PNG_QUALITY = 100;

    @Option(
            names = "--packets",
            paramLabel = "BYTES",
            description = "Write packets of at most so many bytes, 20 to 65535, NAME-001.pkt and so on: 163 for"
                    + " MeshCore, 200 for"
                    + " Meshtastic, 340 for Iridium. The first is a coarse picture, the others improve"
                    + " it. A second name that"
                    + " is no file is the folder for them. --max-size is then that of all packets"
                    + " without their headers.")
    private Integer packets;

    @Option(
            names = "--parity",
            paramLabel = "COUNT",
            description =
                    "With --packets: add so many packets, so that as many losses are repaired, whichever they are.")
    private Integer parity;

    @Option(
            names = "--no-coarse",
            description = "With --packets: no coarse picture first. All together are then a little closer to the"
                    + " picture, but the"
                    + " first ones give its upper part only.")
    private boolean noCoarse;

    @Option(
            names = "--text",
            paramLabel = "FORM",
            description = "Write text for messengers: base64, or base91, which is shorter and has punctuation. With"
                    + " --packets one"
                    + " packet on each line, of at most so many characters.")
    private String text;

    @Option(
            names = "--qr",
            description = "Write a picture of a QR code, NAME.qr.png, with the highest level of correction that fits."
                    + " It holds at"
                    + " most 2953 bytes; without a size or quality the file has at most 1273.")
    private boolean qr;

    private TextForm form;

    /** @throws UsageException if the options contradict each other */
    void check(boolean rawPayload, boolean json) {
        if (packets == null && (parity != null || noCoarse)) {
            throw new UsageException((noCoarse ? "--no-coarse" : "--parity") + " is for --packets only");
        }
        if (qr && (packets != null || text != null)) {
            throw new UsageException("--qr is for one file; leave --packets and --text out");
        }
        if (rawPayload && isGiven()) {
            throw new UsageException("--raw-payload is for files, not for packets, text and QR codes");
        }
        if (json && packets != null) {
            throw new UsageException("--json is for files, not for --packets");
        }
        if (text != null) {
            form = form(text);
        }
        if (packets != null) {
            try {
                options();
            } catch (IllegalArgumentException e) {
                throw new UsageException(e.getMessage());
            }
        }
    }

    private static TextForm form(String name) {
        for (TextForm each : TextForm.values()) {
            if (each.toString().equals(name.toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        throw new UsageException("--text is base64 or base91, not '" + name + "'");
    }

    private boolean isGiven() {
        return packets != null || text != null || qr;
    }

    /** Whether files are written, not packets, text or QR codes. */
    boolean isFile() {
        return !isGiven();
    }

    /** Whether packets are written instead of a file. */
    boolean inPackets() {
        return packets != null;
    }

    /** How packets are made; their size is that which fits a line if they are text. */
    PacketOptions options() {
        int bytes = form == null ? packets : form.maxBytes(packets);
        return new PacketOptions(bytes, parity == null ? 0 : parity, !noCoarse);
    }

    /** These options, for a QR code with a size if they have neither size nor quality. */
    EncodeOptions limited(EncodeOptions options, RateOptions rate) {
        return qr && !rate.isGiven() ? options.withTarget(RateTarget.maxSize(QrCode.ROBUST_BYTES)) : options;
    }

    /** The extension of the outputs; {@code other} for those that are neither packets nor text nor QR codes. */
    String extension(String other) {
        return text != null ? "txt" : packets != null ? "pkt" : qr ? "qr.png" : other;
    }

    /**
     * The extensions by which an output is recognized among the names, given the {@link #extension} of those without a
     * name.
     */
    Set<String> recognized(String extension) {
        return packets != null && text == null ? Set.of() : Set.of(qr ? "png" : extension);
    }

    /** The folder for packets, if the second of two names is one that may still have to be made. */
    Optional<String> folder(List<String> names, String output) {
        boolean named = packets != null
                && text == null
                && output == null
                && names.size() == 2
                && !Files.isRegularFile(FilePlan.path(names.get(1)));
        return named ? Optional.of(names.get(1) + "/") : Optional.empty();
    }

    /** @throws UsageException if packets would go to standard output, where they cannot be told from each other */
    void check(List<FilePlan.Item> items) {
        if (packets != null && text == null && items.stream().anyMatch(FilePlan.Item::writesStandardOutput)) {
            throw new UsageException("packets are several files; name a folder for them, or write them as --text");
        }
    }

    /** Writes packets: each to its file, or as lines of text. Returns a few words on them. */
    String write(Streams streams, FileOptions files, String output, List<byte[]> all) throws IOException {
        int bytes = all.stream().mapToInt(packet -> packet.length).sum();
        if (form != null) {
            writeText(streams, files, output, all);
        } else {
            List<String> outputs = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                outputs.add(String.format(
                        Locale.ROOT, "%s-%03d.pkt", output.substring(0, output.length() - ".pkt".length()), i + 1));
            }
            for (String each : outputs) {
                files.check(each);
            }
            for (int i = 0; i < all.size(); i++) {
                byte[] packet = all.get(i);
                files.write(streams, outputs.get(i), out -> out.write(packet));
            }
        }
        return String.format(
                Locale.ROOT,
                "%d packets of at most %,d bytes, %,d bytes",
                all.size(),
                all.stream().mapToInt(packet -> packet.length).max().orElseThrow(),
                bytes);
    }

    /** Writes the bytes of a file, as text, or as a QR code. */
    void write(Streams streams, FileOptions files, String output, byte[] bytes) throws IOException {
        if (form != null) {
            writeText(streams, files, output, List.of(bytes));
        } else if (qr) {
            if (bytes.length > QrCode.MAX_BYTES) {
                throw new CliException(String.format(
                        Locale.ROOT,
                        "the file has %,d bytes, but a QR code holds at most %,d; take --max-size %d",
                        bytes.length,
                        QrCode.MAX_BYTES,
                        QrCode.MAX_BYTES));
            }
            Picture code = QrCode.of(bytes);
            files.write(streams, output, out -> ImageFiles.write(code, ImageFormat.PNG, PNG_QUALITY, out));
        } else {
            files.write(streams, output, out -> out.write(bytes));
        }
    }

    private void writeText(Streams streams, FileOptions files, String output, List<byte[]> lines) throws IOException {
        StringBuilder all = new StringBuilder();
        lines.forEach(line -> all.append(form.encode(line)).append('\n'));
        files.write(streams, output, out -> out.write(all.toString().getBytes(StandardCharsets.US_ASCII)));
    }
}
