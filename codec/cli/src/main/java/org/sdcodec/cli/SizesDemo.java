package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.RateTarget;
import org.sdcodec.cli.demo.ContactSheet;
import org.sdcodec.cli.external.ExitActions;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.EqualSize;
import org.sdcodec.cli.peer.ImageCodec;
import org.sdcodec.cli.peer.JdkJpeg;
import org.sdcodec.cli.peer.PeerTools;
import org.sdcodec.cli.peer.Tool;
import org.sdcodec.cli.peer.ToolCodec;
import org.sdcodec.cli.peer.WorkFolder;

/**
 * The demonstration at given sizes: sdcodec, AVIF where its programs are installed, and JPEG, each with its best file
 * of at most so many bytes. Not thread-safe; {@link #close} removes temporary files.
 */
final class SizesDemo implements AutoCloseable {
    private static final String OURS = "sdcodec";
    private static final String AVIF = "avif420";
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String ROW = "%-24s %9s  %-10s %10s %7s %7s %7s %7s%n";

    /** Receives the table's rows, of {@link #ROW}'s texts. */
    interface Table {
        void row(String format, Object... columns);
    }

    private final Codec codec;
    private final List<Long> sizes;
    private final Table table;
    private final WorkFolder folder;
    private final ExitActions.Registration exit;
    private final List<ImageCodec> peers = new ArrayList<>();
    private final Map<String, List<DemoRow.Measured>> measured = new LinkedHashMap<>();

    /**
     * @param codec of sdcodec; stays the caller's
     * @param sizes in bytes, each at least 1
     * @param searchPath the folders where AVIF's programs are looked for
     */
    SizesDemo(Codec codec, List<Long> sizes, List<Path> searchPath, Table table) throws IOException {
        this.codec = codec;
        this.sizes = List.copyOf(sizes);
        this.table = table;
        folder = new WorkFolder(Path.of(System.getProperty("java.io.tmpdir")), "sdcodec-demo-");
        exit = ShutdownActions.add("remove-demo-folder", folder::close);
        try {
            avif(searchPath).ifPresent(peers::add);
        } catch (CodecException e) {
            close();
            throw new CliException(e.getMessage(), e);
        }
        peers.add(new JdkJpeg());
    }

    private Optional<ImageCodec> avif(List<Path> searchPath) throws CodecException {
        ToolCodec.Programs programs = PeerTools.all().stream()
                .filter(p -> p.id().equals(AVIF))
                .findFirst()
                .orElseThrow();
        Optional<Tool> encoder = Tool.find(programs.encoder(), searchPath, folder, LIMIT);
        Optional<Tool> decoder = Tool.find(programs.decoder(), searchPath, folder, LIMIT);
        return encoder.isPresent() && decoder.isPresent()
                ? Optional.of(new ToolCodec(programs, encoder.get(), decoder.get(), folder))
                : Optional.empty();
    }

    /** Prints the titles of the columns. */
    void titles() {
        table.row(ROW, "picture", "at most", "codec", "bytes", "bpp", "PSNR", "MS-SSIM", "SSIMU2");
    }

    /**
     * Encodes a picture with every codec at every size.
     *
     * @param picture opaque; not modified
     * @param sheet gets a row for each codec, its first cell the original
     */
    void show(String name, Picture picture, ContactSheet sheet) {
        ContactSheet.Cell original = DemoRow.original(picture);
        Map<String, List<ContactSheet.Cell>> rows = new LinkedHashMap<>();
        for (long size : sizes) {
            byte[] file = codec.encode(picture, EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(size)));
            add(name, picture, OURS, size, file.length, codec.decode(file), rows);
            for (ImageCodec peer : peers) {
                try {
                    byte[] theirs = EqualSize.of(peer, picture, size).file();
                    add(name, picture, peer.name(), size, theirs.length, peer.decode(theirs), rows);
                } catch (CodecException e) {
                    throw new CliException(e.getMessage(), e);
                }
            }
        }
        for (List<ContactSheet.Cell> row : rows.values()) {
            row.add(0, original);
            sheet.addRow(row.toArray(new ContactSheet.Cell[0]));
        }
    }

    private void add(
            String name,
            Picture original,
            String rival,
            long size,
            int bytes,
            Picture decoded,
            Map<String, List<ContactSheet.Cell>> rows) {
        DemoRow.Measured now = DemoRow.measure(bytes, original, decoded);
        measured.computeIfAbsent(size + " " + rival, key -> new ArrayList<>()).add(now);
        print(Printable.line(name), size, rival, now);
        String file = String.format(Locale.ROOT, "%s: %,d BYTES", rival, bytes);
        rows.computeIfAbsent(rival, key -> new ArrayList<>())
                .add(new ContactSheet.Cell(
                        decoded,
                        List.of(bytes > size ? file + " (smallest)" : file, "SSIMULACRA 2: " + now.ssimulacra2Text())));
    }

    /** Prints the means of every codec at every size. */
    void means() {
        for (Map.Entry<String, List<DemoRow.Measured>> entry : measured.entrySet()) {
            String[] key = entry.getKey().split(" ", 2);
            List<DemoRow.Measured> all = entry.getValue();
            print("mean of " + all.size() + " pictures", Long.parseLong(key[0]), key[1], DemoRow.Measured.mean(all));
        }
    }

    private void print(String name, long size, String rival, DemoRow.Measured now) {
        table.row(
                ROW,
                DemoRow.shortened(name),
                String.format(Locale.ROOT, "%,d", size),
                rival,
                String.format(Locale.ROOT, "%,.0f%s", now.bytes(), now.bytes() > size ? "!" : ""),
                String.format(Locale.ROOT, "%.3f", now.bitsPerPixel()),
                String.format(Locale.ROOT, "%.2f", now.psnr()),
                now.msSsimText(),
                now.ssimulacra2Text());
    }

    @Override
    public void close() {
        exit.close();
        folder.close();
    }
}
