package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketCommandsTest {

    @TempDir
    Path folder;

    private Path photo;
    private Path packets;

    @BeforeEach
    void makePicture() throws IOException {
        photo = folder.resolve("photo.png");
        packets = folder.resolve("packets");
        ScenePng.write(photo, 128, 96, 1);
    }

    private List<Path> written() throws IOException {
        try (Stream<Path> files = Files.list(packets)) {
            return files.sorted().toList();
        }
    }

    private void encode(Object... options) {
        Object[] words = Stream.concat(
                        Stream.of("encode", "--packets", 163, "--max-size", 600),
                        Stream.concat(Stream.of(options), Stream.of(photo, packets)))
                .toArray();
        Cli.Result result = new Cli().run(words);
        assertThat(result.err()).contains(" packets of at most ");
        assertThat(result.status()).isZero();
    }

    @Test
    void lossesAreRepairedAndThenSaid() throws IOException {
        encode("--parity", 1);
        List<Path> all = written();
        assertThat(all.get(0).getFileName()).hasToString("photo-001.pkt");
        assertThat(all).allMatch(file -> file.toFile().length() <= 163);
        Path whole = folder.resolve("whole.png");
        assertThat(new Cli().run("decode", "--packets", packets, whole).status())
                .isZero();

        Files.delete(all.get(1));
        Files.copy(all.get(0), packets.resolve("again.pkt"));
        Path repaired = folder.resolve("repaired.png");
        assertThat(new Cli().run("decode", "--packets", packets, repaired).status())
                .isZero();
        assertThat(repaired).hasSameBinaryContentAs(whole);

        Files.delete(all.get(2));
        Files.write(packets.resolve("bad.pkt"), Arrays.copyOf(Files.readAllBytes(all.get(0)), 60));
        Path part = folder.resolve("part.png");
        Cli.Result result = new Cli().run("decode", "--packets", packets, part);
        assertThat(result.status()).isEqualTo(4);
        assertThat(result.err())
                .contains("warning", "packets left aside: 1 damaged", "2, 3 are missing", "the rest is coarse");
        assertThat(part).exists();
        assertThat(new Cli()
                        .run("decode", "--packets", "--partial", packets, folder.resolve("allowed.png"))
                        .status())
                .isZero();

        Files.delete(all.get(0));
        Files.delete(packets.resolve("again.pkt"));
        Cli.Result nothing = new Cli().run("decode", "--packets", packets, folder.resolve("nothing.png"));
        assertThat(nothing.status()).isEqualTo(1);
        assertThat(nothing.err()).contains("nothing of the picture can be shown", "1, 2, 3 are missing");
        assertThat(folder.resolve("nothing.png")).doesNotExist();
    }

    /** A device or a pipe that never ends is read no further than a packet can be long. */
    @Test
    @Timeout(60)
    void anEndlessInputIsNoPacket() {
        InputStream endless = new InputStream() {
            private long count;

            @Override
            public int read() {
                assertThat(count++).isLessThan(1 << 17);
                return 1;
            }
        };
        Cli.Result binary = new Cli().standardInput(endless).run("decode", "--packets", "-", folder.resolve("a.png"));
        assertThat(binary.status()).isEqualTo(1);
        assertThat(binary.err()).contains("standard input has no packet that is not damaged");
    }

    @Test
    void packetsOfOtherPicturesAreLeftAside() throws IOException {
        encode();
        Path other = folder.resolve("other.png");
        ScenePng.write(other, 96, 96, 2);
        new Cli().run("encode", "--packets", 163, "--max-size", 300, other, folder.resolve("others"));
        Path one = folder.resolve("others").resolve("other-001.pkt");
        Object[] words = Stream.concat(
                        Stream.of("decode", "--packets", one), Stream.concat(written().stream(), Stream.of("-")))
                .toArray();

        Cli.Result result = new Cli().run(words);

        assertThat(result.status()).isZero();
        assertThat(result.err()).contains("packets left aside: 1 of another picture");
    }

    @ParameterizedTest
    @CsvSource({"base64, 163", "base91, 160"})
    void linesOfTextAreRecognized(String form, int characters) throws IOException {
        Path text = folder.resolve("photo.txt");
        Cli.Result encoded =
                new Cli().run("encode", "--packets", characters, "--text", form, "--max-size", 500, photo, text);
        assertThat(encoded.status()).isZero();
        List<String> lines = Files.readAllLines(text);
        assertThat(lines).hasSizeGreaterThan(3).allMatch(line -> line.length() <= characters);
        Cli.Result whole = new Cli().run("decode", text, "-");
        assertThat(whole.status()).isZero();

        Cli.Result first = new Cli()
                .standardInput(lines.get(0).getBytes(StandardCharsets.US_ASCII))
                .run("decode", "-", "-");
        assertThat(first.status()).isEqualTo(4);
        assertThat(first.err()).contains("is not whole: 1 of " + lines.size());

        Path file = folder.resolve("file.txt");
        new Cli().run("encode", "--text", form, photo, file);
        new Cli().run("encode", photo);
        assertThat(new Cli().run("decode", file, "-").bytes())
                .isEqualTo(new Cli()
                        .run("decode", folder.resolve("photo.sdc"), "-")
                        .bytes());
    }

    @Test
    void aQrCodeIsOneFile() throws IOException {
        assertThat(new Cli().run("encode", "--qr", photo).status()).isZero();
        Path code = folder.resolve("photo.qr.png");
        new Cli().run("encode", "--max-size", 1273, photo);

        assertThat(new Cli().run("decode", code, "-").bytes())
                .isEqualTo(new Cli()
                        .run("decode", folder.resolve("photo.sdc"), "-")
                        .bytes());

        Cli.Result none = new Cli().run("decode", photo, "-");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("no QR code is found");

        Path large = folder.resolve("large.png");
        ScenePng.write(large, 512, 384, 3);
        Cli.Result refused = new Cli().run("encode", "--qr", "-q", 90, large);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("a QR code holds at most 2,953");
        assertThat(folder.resolve("large.qr.png")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "--parity 2, --parity is for --packets only",
        "--packets 10, a packet has 20 to 65535 bytes",
        "--packets 100 --parity 128, 0 to 127 parity packets",
        "--text utf8, --text is base64 or base91",
        "--qr --text base64, --qr is for one file",
        "--packets 100 --json, --json is for files",
        "--packets 100 -o -, packets are several files",
    })
    void contradictionsAreUsageErrors(String options, String message) {
        Object[] words = Stream.concat(Stream.of("encode", photo.toString()), Stream.of(options.split(" ")))
                .toArray();

        Cli.Result result = new Cli().run(words);

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains(message);
    }

    @Test
    void aFolderWithoutPacketsIsRefused() throws IOException {
        Files.createDirectory(packets);
        Files.writeString(packets.resolve("note.txt"), "hello");
        Cli.Result result = new Cli().run("decode", "--packets", packets, folder.resolve("x.png"));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("has no packet that is not damaged");
    }
}
