package org.sdcodec.codec.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcodecException;
import org.sdcodec.codec.pipeline.CodingModes;

class SdcFileTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final int SCALAR = 0;
    private static final int ORIGINAL = 1;
    private static final int DEPENDENT = 1;

    private static SdcFile file(int width, int height, SdcChunk... chunks) {
        SdcHeader header = new SdcHeader(width, height, SCALAR, 131, 0x31, 0xCAFE1234);
        return new SdcFile(header, List.of(chunks), new byte[] {5, 6, 7});
    }

    /** The bytes in hex, with ???????? replaced by the checksum of all others. */
    private static byte[] bytes(String hex) {
        String text = hex.replace(" ", "");
        int at = text.indexOf("????????") / 2;
        byte[] data = HEX.parseHex(text.replace('?', '0'));
        CRC32 checksum = new CRC32();
        checksum.update(data, 0, at);
        checksum.update(data, at + 4, data.length - at - 4);
        for (int i = 0; i < 4; i++) {
            data[at + i] = (byte) (checksum.getValue() >> 24 - 8 * i);
        }
        return data;
    }

    /** The example of codec/FORMAT.md: 640 x 480, step code 131, reconstruction 3 and 1. */
    @Test
    void theBytesAreFixed() {
        assertThat(HEX.formatHex(SdcWriter.write(file(640, 480))))
                .isEqualTo("5344c200" + "8005" + "e003" + "83" + "31" + "cafe1234" + "08ca1026" + "050607");
        SdcFile square = file(512, 512, new SdcChunk(1, new byte[] {9}), new SdcChunk(200, new byte[] {8, 8}));
        assertThat(HEX.formatHex(SdcWriter.write(square)))
                .isEqualTo("5344c2c0" + "8004" + "83" + "31" + "cafe1234" + "e137dfee" + "010109" + "c8020808" + "00"
                        + "050607");
    }

    /** The examples of version 1. */
    @Test
    void filesOfVersionOneAreReadAndWrittenBack() {
        for (String hex : List.of(
                "5344c1008005e0038331cafe123419b77a5f050607",
                "5344a08005e0038331cafef622050607",
                "5344a5800483cafe5287050607")) {
            SdcFile read = CodingModes.read(HEX.parseHex(hex));
            assertThat(read.header().version()).isEqualTo(SdcHeader.FIRST_VERSION);
            assertThat(HEX.formatHex(SdcWriter.write(read))).isEqualTo(hex);
        }
    }

    @Test
    void modeOriginalHasNoStep() {
        SdcHeader header = new SdcHeader(512, 512, ORIGINAL, 0, 0, 0xCAFE1234);
        byte[] data = SdcWriter.write(new SdcFile(header, List.of(), new byte[] {5, 6, 7}));
        assertThat(HEX.formatHex(data))
                .isEqualTo("5344c241" + "8004" + "00" + "00" + "cafe1234" + "543c79bd" + "050607");
        assertThat(CodingModes.read(data).header()).isEqualTo(header);
        assertThat(CodingModes.of(header).step(header)).isZero();
        SdcHeader stepped = new SdcHeader(5, 5, ORIGINAL, 1, 0, 0);
        byte[] invalid = SdcWriter.write(new SdcFile(stepped, List.of(), new byte[1]));
        assertThatThrownBy(() -> CodingModes.read(invalid))
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining("mode original");
    }

    /** The brief examples of codec/FORMAT.md. */
    @Test
    void theBytesOfBriefHeadersAreFixed() {
        assertThat(HEX.formatHex(SdcWriter.write(file(640, 480).withCompactHeader())))
                .isEqualTo("5344b0" + "8005" + "e003" + "83" + "31" + "cafe" + "c172" + "050607");
        SdcHeader whole = new SdcHeader(512, 512, SCALAR, 131, 0, 0xCAFE1234);
        SdcFile file = new SdcFile(whole, List.of(), new byte[] {5, 6, 7}).withCompactHeader();
        assertThat(HEX.formatHex(SdcWriter.write(file)))
                .isEqualTo("5344b5" + "8004" + "83" + "cafe" + "0179" + "050607");
        assertThat(file.headerSize()).isEqualTo(10);
        assertThat(CodingModes.read(SdcWriter.write(file))).isEqualTo(file);
        assertThat(file.header().isFor(0xCAFE1234)).isTrue();
        assertThat(file.header().isFor(0xCAFE0000)).isTrue();
        assertThat(file.header().isFor(0xCAFF1234)).isFalse();
    }

    /** The gray examples of codec/FORMAT.md. */
    @Test
    void theBytesOfGrayHeadersAreFixed() {
        SdcHeader header = file(640, 480).header().withGray(true);
        SdcFile gray = new SdcFile(header, List.of(), new byte[] {5, 6, 7});
        assertThat(HEX.formatHex(SdcWriter.write(gray)))
                .isEqualTo("5344c220" + "8005" + "e003" + "83" + "31" + "cafe1234" + "c5ae68fe" + "050607");
        assertThat(HEX.formatHex(SdcWriter.write(gray.withCompactHeader())))
                .isEqualTo("5344e0" + "8005" + "e003" + "83" + "31" + "cafe" + "2b62" + "050607");
        for (SdcFile file : List.of(gray, gray.withCompactHeader())) {
            assertThat(CodingModes.read(SdcWriter.write(file))).isEqualTo(file);
            assertThat(file.header().gray()).isTrue();
        }
        noticesEverything(SdcWriter.write(gray));
        noticesEverything(SdcWriter.write(gray.withCompactHeader()));
    }

    @Test
    void dependentQuantizationIsCoderOne() {
        SdcHeader header = new SdcHeader(640, 480, SCALAR, DEPENDENT, 131, 0x3F, 0xCAFE1234, HeaderForm.FULL);
        SdcFile full = new SdcFile(header, List.of(), new byte[] {5, 6, 7});
        SdcFile brief = full.withCompactHeader();
        assertThat(SdcWriter.write(full)).startsWith(HEX.parseHex("5344c2108005e003833f"));
        assertThat(SdcWriter.write(brief)).startsWith(HEX.parseHex("5344b88005e003833f"));
        for (SdcFile file : List.of(full, brief)) {
            assertThat(CodingModes.read(SdcWriter.write(file))).isEqualTo(file);
            assertThat(file.header().coder()).isEqualTo(DEPENDENT);
        }
        SdcHeader other = new SdcHeader(5, 5, ORIGINAL, DEPENDENT, 0, 0, 0, HeaderForm.FULL);
        byte[] invalid = SdcWriter.write(new SdcFile(other, List.of(), new byte[1]));
        assertThatThrownBy(() -> CodingModes.read(invalid))
                .isInstanceOfSatisfying(
                        SdcFormatException.class,
                        e -> assertThat(e.kind()).isEqualTo(SdcodecException.Kind.UNSUPPORTED_FILE))
                .hasMessageContaining("entropy coder 1");
    }

    @Test
    void onlySmallFilesHaveBriefHeaders() {
        SdcHeader header = file(64, 64).header();
        SdcFile small = new SdcFile(header, List.of(), new byte[SdcFile.MAX_BRIEF - 10]).withCompactHeader();
        assertThat(small.header().form()).isEqualTo(HeaderForm.BRIEF);
        assertThat(small.size()).isEqualTo(SdcFile.MAX_BRIEF);
        SdcFile large = new SdcFile(header, List.of(), new byte[SdcFile.MAX_BRIEF - 9]).withCompactHeader();
        assertThat(large.header()).isEqualTo(header);
        SdcHeader original = new SdcHeader(8, 8, ORIGINAL, 0, 0, 1);
        assertThat(new SdcFile(original, List.of(), new byte[1])
                        .withCompactHeader()
                        .header())
                .isEqualTo(original);
    }

    /** The check value of the catalogue of parametrized CRC algorithms. */
    @Test
    void theShortChecksumIsTheKnownOne() {
        assertThat(Crc16.updated(Crc16.START, "123456789".getBytes(StandardCharsets.US_ASCII), 0, 9))
                .isEqualTo(0x29B1);
    }

    @ParameterizedTest
    @CsvSource({"1,1,15", "64,64,15", "100,60,16", "127,1,16", "512,512,16", "768,512,18", "65535,32768,20"})
    void headersAreShort(int width, int height, int size) {
        SdcFile file = file(width, height);
        assertThat(file.headerSize()).isEqualTo(size);
        assertThat(SdcWriter.write(file)).hasSize(size + 3);
    }

    @Test
    void whatWasWrittenIsReadAgain() {
        Random random = new Random(6);
        for (int round = 0; round < 300; round++) {
            List<SdcChunk> chunks = new ArrayList<>();
            if (random.nextBoolean()) {
                chunks.add(new SdcChunk(SdcChunk.ALPHA, new byte[random.nextInt(300)]));
            }
            for (int type = 128; type < 256; type += 1 + random.nextInt(200)) {
                chunks.add(new SdcChunk(type, new byte[random.nextInt(20_000)]));
            }
            byte[] latent = new byte[1 + random.nextInt(50)];
            random.nextBytes(latent);
            SdcHeader header = new SdcHeader(
                            1 + random.nextInt(65535),
                            1 + random.nextInt(32768),
                            SCALAR,
                            random.nextInt(256),
                            random.nextInt(256),
                            random.nextInt())
                    .withGray(random.nextBoolean());
            SdcFile full = new SdcFile(header, chunks, latent);
            SdcFile file = random.nextBoolean() ? full : full.withCompactHeader();
            byte[] data = SdcWriter.write(file);

            SdcFile read = CodingModes.read(data);
            assertThat(read).as("seed 6, round %d", round).isEqualTo(file).hasSameHashCodeAs(file);
            assertThat(read.size()).isEqualTo(data.length);
            assertThat(Arrays.copyOfRange(data, (int) read.latentOffset(), data.length))
                    .isEqualTo(latent);
            for (SdcChunk chunk : chunks) {
                int at = (int) read.chunkOffset(chunk.type());
                assertThat(Arrays.copyOfRange(data, at, at + chunk.size())).isEqualTo(chunk.data());
                assertThat(read.chunk(chunk.type())).contains(chunk);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            89504e47                                       | 0 | this is not an .sdc file: it starts with 89 50 4E, but 53 44 C1, 53 44 C2, 53 44 A0 to BF, 53 44 E0 to EF or A0 to BF was expected
            53                                             | 0 | this is not an .sdc file: it starts with 53, but 53 44 C1, 53 44 C2, 53 44 A0 to BF, 53 44 E0 to EF or A0 to BF was expected
            5344a0 0808 83 31 cafe 0000 05                 | 2 | the flag for a square picture is missing, though width and height are both 8
            5344a0 0809 83 00 cafe 0000 05                 | 6 | the reconstruction is 0, for which a brief header has a flag
            5344a1 08 83 31 cafe 0102 05                   | 8 | the checksum is 0102, but the file's content gives A782: the file is damaged, cut short or has bytes added
            5344c3 00 0808 83 31 cafe1234 ???????? 05      | 2 | format version 3 was found, but this sdcodec reads versions 1 and 2 only; a newer sdcodec is needed
            5344c0 00 0808 83 31 cafe1234 ???????? 05      | 2 | format version 0 was found, but this sdcodec reads versions 1 and 2 only; the file is damaged
            5344c1 04 0809 83 31 cafe1234 ???????? 05      | 3 | mode 4 was found, but this sdcodec knows mode 0 (scalar), mode 1 (original), mode 2 (ddcm), mode 3 (diffc) only; a newer sdcodec is needed
            5344c1 01 0809 83 31 cafe1234 ???????? 05      | 6 | step code and reconstruction are 0 in mode original, not 131 and 49
            5344c1 01 0809 00 01 cafe1234 ???????? 05      | 6 | step code and reconstruction are 0 in mode original, not 0 and 1
            5344c1 11 0809 00 00 cafe1234 ???????? 05      | 3 | entropy coder 1 was found, which this sdcodec does not know in mode original; a newer sdcodec is needed
            5344c1 20 0809 83 31 cafe1234 ???????? 05      | 3 | the flag for a gray picture is set, which a file of version 1 does not have
            5344c1 40 00 83 31 cafe1234 ???????? 05        | 4 | a picture of 0 x 0 pixels cannot be stored: each side must be 1..65535 and their product at most 2147483647
            5344c1 00 808004 05 83 31 cafe1234 ???????? 05 | 4 | a picture of 65536 x 5 pixels cannot be stored: each side must be 1..65535 and their product at most 2147483647
            5344c1 40 ffff03 83 31 cafe1234 ???????? 05    | 4 | a picture of 65535 x 65535 pixels cannot be stored: each side must be 1..65535 and their product at most 2147483647
            5344c1 00 0808 83 31 cafe1234 ???????? 05      | 3 | the flag for a square picture is missing, though width and height are both 8
            5344c1 00 8800 09 83 31 cafe1234 ???????? 05   | 4 | the width is not a number that an encoder writes
            5344c1 00 08 ffffffff0f 83 31 cafe1234 ???????? 05 | 5 | the height is not a number that an encoder writes
            5344c1 00 08 ffffffffffff 83 31 cafe1234 ???????? 05 | 5 | the height is not a number that an encoder writes
            5344c1 40 08 83 31 cafe1234 01020304 05        | 11 | the checksum is 01020304, but the file's content gives AB8D9C3C: the file is damaged, cut short or has bytes added
            5344c1 40 08 83 31 cafe1234 ????????           | 15 | the file ends where the coded latent should start
            5344c1 c0 08 83 31 cafe1234 ????????           | 15 | the file ends where a chunk was expected
            5344c1 c0 08 83 31 cafe1234 ???????? 00 05     | 15 | the file says that it has chunks, but has none
            5344c1 c0 08 83 31 cafe1234 ???????? 01 02 07  | 15 | a chunk of type 1 has 2 bytes, but only 1 follow
            5344c1 c0 08 83 31 cafe1234 ???????? 80 ffffffff07 07 | 15 | a chunk of type 128 has 2147483647 bytes, but only 1 follow
            5344c1 c0 08 83 31 cafe1234 ???????? 05 00 00 05 | 15 | a chunk of type 5 was found, without which the picture cannot be decoded; this sdcodec knows types 1 to 4 only, a newer one is needed
            5344c1 c0 08 83 31 cafe1234 ???????? 04 00 00 05 | 15 | the picture has colors other than sRGB and Display P3 (chunk of type 4), which this sdcodec does not know
            5344c1 c0 08 83 31 cafe1234 ???????? 04 01 01 00 05 | 15 | the picture has colors other than sRGB and Display P3 (chunk of type 4), which this sdcodec does not know
            5344c1 c0 08 83 31 cafe1234 ???????? 04 02 0c 0c 00 05 | 15 | the picture has colors other than sRGB and Display P3 (chunk of type 4), which this sdcodec does not know
            5344c1 c0 08 83 31 cafe1234 ???????? 03 02 00 00 00 05 | 15 | the chunk of the picture's only color has not 3 bytes
            5344c1 60 08 83 31 cafe1234 ???????? 05        | 3 | the flag for a gray picture is set, which a file of version 1 does not have
            5344f0 08 83 31 cafe 0000 05                   | 0 | this is not an .sdc file: it starts with 53 44 F0, but 53 44 C1, 53 44 C2, 53 44 A0 to BF, 53 44 E0 to EF or A0 to BF was expected
            5344c1 c0 08 83 31 cafe1234 ???????? 02 00 00 05 | 15 | the chunk of the resolution is not one byte of 1 to 63
            5344c1 c0 08 83 31 cafe1234 ???????? 02 01 00 00 05 | 15 | the chunk of the resolution is not one byte of 1 to 63
            5344c1 c0 08 83 31 cafe1234 ???????? 02 01 40 00 05 | 15 | the chunk of the resolution is not one byte of 1 to 63
            5344c1 c0 08 83 31 cafe1234 ???????? 01 00 01 00 00 05 | 17 | a chunk of type 1 follows one of type 1, but types must ascend
            5344c1 c0 08 83 31 cafe1234 ???????? 01 00     | 17 | the file ends where a chunk was expected
            5344c1 c0 08 83 31 cafe1234 ???????? 01 00 00  | 18 | the file ends where the coded latent should start
            """)
    void faultsAreNamed(String hex, long offset, String reason) {
        byte[] data = hex.contains("?") ? bytes(hex) : HEX.parseHex(hex.replace(" ", ""));
        assertThatThrownBy(() -> CodingModes.read(data)).isInstanceOfSatisfying(SdcFormatException.class, fault -> {
            assertThat(fault.reason()).isEqualTo(reason);
            assertThat(fault.offset()).isEqualTo(offset);
            assertThat(fault).hasMessage("Cannot read the .sdc data, at byte " + offset + ": " + reason + ".");
        });
    }

    @Test
    void everyTruncationExtensionAndBitFlipIsNoticed() {
        SdcFile file = file(640, 480, new SdcChunk(1, new byte[20]), new SdcChunk(130, new byte[5]));
        noticesEverything(SdcWriter.write(file));
        noticesEverything(SdcWriter.write(file.withCompactHeader()));
    }

    private static void noticesEverything(byte[] data) {
        for (int length = 0; length < data.length; length++) {
            byte[] cut = Arrays.copyOf(data, length);
            assertThatThrownBy(() -> CodingModes.read(cut))
                    .as("%d of %d bytes", length, data.length)
                    .isInstanceOf(SdcFormatException.class);
        }
        for (int added : new int[] {1, 2, 1000}) {
            assertThatThrownBy(() -> CodingModes.read(Arrays.copyOf(data, data.length + added)))
                    .isInstanceOf(SdcFormatException.class);
        }
        for (int bit = 0; bit < 8 * data.length; bit++) {
            byte[] flipped = data.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> CodingModes.read(flipped))
                    .as("bit %d", bit)
                    .isInstanceOf(SdcFormatException.class);
        }
    }

    /** With the checksum made right again, so that the checks behind it are reached. */
    @Test
    void damageBehindTheChecksumIsRefusedOrRead() {
        byte[] data = SdcWriter.write(file(100, 80, new SdcChunk(1, new byte[9]), new SdcChunk(130, new byte[5])));
        Random random = new Random(9);
        int refused = 0;
        for (int round = 0; round < 5000; round++) {
            byte[] damaged = Arrays.copyOf(data, 17 + random.nextInt(data.length));
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[3 + random.nextInt(damaged.length - 3)] = (byte) random.nextInt();
            }
            String hex = HEX.formatHex(damaged);
            byte[] repaired = bytes(hex.substring(0, 24) + "????????" + hex.substring(32));
            try {
                SdcFile file = CodingModes.read(repaired);
                assertThat(SdcWriter.write(file)).as("seed 9, round %d", round).isEqualTo(repaired);
            } catch (SdcFormatException expected) {
                assertThat(expected.offset()).isBetween(0L, (long) repaired.length);
                refused++;
            }
        }
        assertThat(refused).isBetween(1000, 4999);
    }

    @Test
    void unknownAncillaryChunksAreKept() {
        SdcFile file = CodingModes.read(bytes("5344c1 c0 08 83 31 cafe1234 ???????? ff 01 2a 00 05"));
        assertThat(file.chunks()).containsExactly(new SdcChunk(255, new byte[] {42}));
        assertThat(file.chunks().get(0).isCritical()).isFalse();
        assertThat(file.latent()).containsExactly(5);
        assertThat(CodingModes.of(file.header()).step(file.header())).isCloseTo(0.687f, within(0.001f));
    }

    @Test
    void theStartTellsAnSdcFileOfAnyVersion() {
        assertThat(SdcReader.isSdc(HEX.parseHex("5344c1"))).isTrue();
        assertThat(SdcReader.isSdc(HEX.parseHex("5344c900"))).isTrue();
        assertThat(SdcReader.isSdc(HEX.parseHex("5344a5"))).isTrue();
        assertThat(SdcReader.isSdc(HEX.parseHex("5344e5"))).isTrue();
        assertThat(SdcReader.isSdc(HEX.parseHex("534443"))).isFalse();
        assertThat(SdcReader.isSdc(HEX.parseHex("5344"))).isFalse();
    }

    @Test
    void filesCannotBeChangedFromOutside() {
        byte[] latent = {1, 2};
        byte[] alpha = {3};
        List<SdcChunk> chunks = new ArrayList<>(List.of(new SdcChunk(1, alpha)));
        SdcFile file = new SdcFile(file(3, 4).header(), chunks, latent);
        latent[0] = 9;
        alpha[0] = 9;
        chunks.clear();
        file.latent()[1] = 9;
        assertThat(file.latent()).containsExactly(1, 2);
        assertThat(file.chunks()).containsExactly(new SdcChunk(1, new byte[] {3}));
    }

    @Test
    void impossibleFilesCannotBeMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file(0, 5))
                .withMessageContaining("0 x 5 pixels cannot be stored");
        assertThatIllegalArgumentException().isThrownBy(() -> file(65535, 65535));
        assertThatIllegalArgumentException().isThrownBy(() -> new SdcChunk(0, new byte[1]));
        assertThatIllegalArgumentException().isThrownBy(() -> new SdcChunk(256, new byte[1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file(5, 5, new SdcChunk(2, new byte[1]), new SdcChunk(1, new byte[1])))
                .withMessageContaining("2 comes before 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SdcFile(file(5, 5).header(), List.of(), new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> new SdcHeader(5, 5, SCALAR, 256, 0, 0));
    }

    @Test
    void aFaultInsideAPartIsNamedInTheFile() {
        SdcFormatException inner = new SdcFormatException(7, "something was found");
        SdcFormatException moved = inner.within(100);
        assertThat(moved)
                .hasMessage("Cannot read the .sdc data, at byte 107: something was found.")
                .hasCause(inner);
        assertThat(moved.offset()).isEqualTo(107);
        assertThat(moved.reason()).isEqualTo("something was found");
    }
}
