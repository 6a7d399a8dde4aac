package org.sdcodec.benchmarks.latents;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import org.sdcodec.Picture;
import org.sdcodec.benchmarks.tools.ExitFolders;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.Tool;
import org.sdcodec.cli.peer.WorkFolder;

/**
 * What general compressors, and lossless image coders of others, make of a latent's symbols: one byte each (symbol +
 * 128), channel after channel; for image coders a gray picture with the channels below each other.
 */
final class PlaneCompressors implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int ZERO = 128;
    private static final int BROTLI_QUALITY = 11;

    /** A program with its arguments, in which IN, PNG and OUT stand for files. */
    private record Peer(String title, String program, String... arguments) {}

    private static final List<Peer> PEERS = List.of(
            new Peer("xz -9e", "xz", "-9", "--extreme", "--keep", "--force", "--format=lzma", "--suffix=.out", "IN"),
            new Peer("WebP", "cwebp", "-quiet", "-lossless", "-z", "9", "PNG", "-o", "OUT"),
            new Peer("JPEG XL", "cjxl", "PNG", "OUT", "-d", "0", "-e", "9", "--quiet"));

    private final WorkFolder folder = ExitFolders.make();

    PlaneCompressors() throws IOException {}

    /** Names of those that this machine has; zlib and brotli first. */
    List<String> titles() {
        List<String> titles = new ArrayList<>(List.of("zlib 9"));
        if (Brotli4jLoader.isAvailable()) {
            titles.add("brotli 11");
        }
        PEERS.stream().filter(peer -> tool(peer).isPresent()).map(Peer::title).forEach(titles::add);
        return titles;
    }

    /**
     * @param symbols height × width × channels, channels last, each within −128..127
     * @return bytes, in the order of {@link #titles}
     */
    List<Integer> bytes(int[] symbols, int height, int width, int channels) throws IOException, CodecException {
        byte[] planes = new byte[symbols.length];
        int[] gray = new int[symbols.length];
        for (int i = 0; i < symbols.length; i++) {
            if (symbols[i] < Byte.MIN_VALUE || symbols[i] > Byte.MAX_VALUE) {
                throw new IllegalArgumentException("a quantized latent of " + symbols[i]
                        + " does not fit a byte, as other coders need it; its scale is too large");
            }
            int at = i % channels * height * width + i / channels;
            planes[at] = (byte) (symbols[i] + ZERO);
            gray[at] = 0x010101 * (symbols[i] + ZERO);
        }
        Files.write(folder.file("planes"), planes);
        folder.write(folder.file("planes.png"), Picture.opaque(width, height * channels, gray), ImageFormat.PNG);
        List<Integer> bytes = new ArrayList<>(List.of(deflated(planes)));
        if (Brotli4jLoader.isAvailable()) {
            bytes.add(Encoder.compress(planes, Encoder.Parameters.create(BROTLI_QUALITY)).length);
        }
        for (Peer peer : PEERS) {
            Optional<Tool> tool = tool(peer);
            if (tool.isPresent()) {
                Path out = folder.file("planes.out");
                Files.deleteIfExists(out);
                tool.get()
                        .run(List.of(peer.arguments()).stream().map(this::file).toList());
                bytes.add(Math.toIntExact(Files.size(out)));
            }
        }
        return bytes;
    }

    private String file(String argument) {
        return switch (argument) {
            case "IN" -> folder.file("planes").toString();
            case "PNG" -> folder.file("planes.png").toString();
            case "OUT" -> folder.file("planes.out").toString();
            default -> argument;
        };
    }

    private Optional<Tool> tool(Peer peer) {
        return Tool.find(peer.program(), Tool.searchPath(System.getenv()), folder, LIMIT);
    }

    private static int deflated(byte[] planes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setInput(planes);
        deflater.finish();
        byte[] room = new byte[2 * planes.length + 100];
        int size = deflater.deflate(room);
        deflater.end();
        return size;
    }

    @Override
    public void close() {
        folder.close();
    }
}
