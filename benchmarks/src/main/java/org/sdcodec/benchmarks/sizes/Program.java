package org.sdcodec.benchmarks.sizes;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.sdcodec.cli.peer.PeerTools;

/**
 * An encoder and its decoder, as commands in which {@code {in}}, {@code {out}} and {@code {setting}} are replaced.
 *
 * @param title for the table
 * @param encode the encoder's command
 * @param decode the decoder's command
 * @param extension of encoded files
 * @param worst the setting of the smallest files
 * @param best the setting of the largest files
 */
record Program(String title, List<String> encode, List<String> decode, String extension, double worst, double best) {

    /** The other programs, at the effort of their default and on two threads where they can. */
    static final List<Program> OTHERS = List.of(
            new Program(
                    "avifenc -s 6 -j 2",
                    with(
                            List.of("avifenc"),
                            PeerTools.avifArguments(6, 2, "420").toArray(new String[0])),
                    List.of("avifdec", "-j", "2", "{in}", "{out}"),
                    "avif",
                    63,
                    0),
            new Program(
                    "cjxl -e 7",
                    List.of("cjxl", "{in}", "{out}", "-d", "{setting}", "-e", "7", "--num_threads=2", "--quiet"),
                    List.of("djxl", "{in}", "{out}", "--num_threads=2", "--quiet"),
                    "jxl",
                    25,
                    0.5),
            new Program(
                    "cwebp -m 6",
                    List.of("cwebp", "-quiet", "-mt", "-m", "6", "-q", "{setting}", "{in}", "-o", "{out}"),
                    List.of("dwebp", "-quiet", "-mt", "{in}", "-o", "{out}"),
                    "webp",
                    0,
                    100));

    /** sdcodec itself, started as its users start it. */
    static Program sdcodec(Path java, Path jar, String quality) {
        List<String> start = List.of(java.toString(), "-jar", jar.toString());
        return new Program(
                "sdcodec -q " + quality,
                with(start, "encode", "--quiet", "-q", quality, "{in}", "{out}"),
                with(start, "decode", "--quiet", "{in}", "{out}"),
                "sdc",
                0,
                0);
    }

    private static List<String> with(List<String> start, String... more) {
        return Stream.concat(start.stream(), List.of(more).stream()).toList();
    }

    /** The name of the encoder's file. */
    String encoder() {
        return encode.get(0);
    }

    List<String> encode(Path in, Path out, String setting) {
        return filled(encode, in, out, setting);
    }

    List<String> decode(Path in, Path out) {
        return filled(decode, in, out, "");
    }

    private static List<String> filled(List<String> command, Path in, Path out, String setting) {
        return command.stream()
                .map(word -> word.replace("{in}", in.toString())
                        .replace("{out}", out.toString())
                        .replace("{setting}", setting))
                .toList();
    }
}
