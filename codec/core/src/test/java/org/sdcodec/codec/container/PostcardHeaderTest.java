package org.sdcodec.codec.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.pipeline.CodingModes;

/** Postcards, and the resolution in all headers. */
class PostcardHeaderTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final int FINGERPRINT = 0xCAFE1234;

    private static SdcFile full(int width, int height, int resolution) {
        SdcHeader header = new SdcHeader(width, height, 0, 131, 0, FINGERPRINT).withResolution(resolution);
        return new SdcFile(header, List.of(), new byte[] {5, 6, 7});
    }

    /** The examples of codec/FORMAT.md. */
    @ParameterizedTest
    @CsvSource({
        "512, 384, 5, afafe583, 3ff3",
        "384, 512, 5, afefe583, 55e3",
        "512, 512, 0, afbfe083, 0620",
        "4000, 3000, 19, b1f3e2edd383, e4f9",
        "512, 512, 32, b03fe07fe083, d207"
    })
    void theBytesAreFixed(int width, int height, int resolution, String fields, String check) {
        SdcFile file = full(width, height, resolution).asPostcard();
        assertThat(HEX.formatHex(SdcWriter.write(file))).isEqualTo(fields + check + "050607");
    }

    /** The gray example of codec/FORMAT.md. */
    @Test
    void theWideFormSaysThatAPictureIsGray() {
        SdcFile file = gray(full(512, 384, 5)).asPostcard();
        byte[] data = SdcWriter.write(file);
        assertThat(HEX.formatHex(data)).isEqualTo("b03fe05fc583" + "ccec" + "050607");
        assertThat(CodingModes.read(data)).isEqualTo(file);
        assertThat(CodingModes.read(data).header().gray()).isTrue();
    }

    private static SdcFile gray(SdcFile file) {
        return new SdcFile(file.header().withGray(true), List.of(), file.latent());
    }

    @Test
    void theResolutionIsAChunkOfOtherHeaders() {
        byte[] brief = SdcWriter.write(full(512, 512, 5).withCompactHeader());
        assertThat(HEX.formatHex(brief))
                .startsWith("5344b7" + "8004" + "83" + "cafe")
                .endsWith("02010500" + "050607");
        byte[] whole = SdcWriter.write(full(640, 480, 63));
        assertThat(HEX.formatHex(whole))
                .startsWith("5344c280" + "8005e003" + "8300")
                .endsWith("02013f00" + "050607");
        for (byte[] data : List.of(brief, whole)) {
            SdcFile read = CodingModes.read(data);
            assertThat(read.header().isReduced()).isTrue();
            assertThat(read.chunks()).isEmpty();
            assertThat(read.size()).isEqualTo(data.length);
            assertThat(read.latentOffset()).isEqualTo(data.length - 3);
            assertThat(SdcWriter.write(read)).isEqualTo(data);
        }
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            int longest = random.nextBoolean() ? 512 : PostcardHeader.MAX_SIDE;
            int width = 1 + random.nextInt(longest);
            int height = random.nextInt(9) == 0 ? width : 1 + random.nextInt(longest);
            int resolution = random.nextInt(CodedSize.MAX_CODE + 1);
            SdcHeader header = new SdcHeader(width, height, 0, random.nextInt(256), 0, random.nextInt())
                    .withResolution(resolution)
                    .withGray(PostcardHeader.fitsGray(width, height, resolution) && random.nextBoolean());
            SdcFile file = new SdcFile(header, List.of(), new byte[] {1, (byte) round}).asPostcard();
            byte[] data = SdcWriter.write(file);
            SdcFile read = CodingModes.read(data);
            assertThat(read).as("seed 7, round %d", round).isEqualTo(file);
            assertThat(read.header().isFor(header.fingerprint())).isTrue();
            assertThat(read.headerSize()).isIn(6, 8);
            assertThat(read.size()).isEqualTo(data.length);
        }
    }

    @Test
    void everyTruncationExtensionAndBitFlipIsOfAnotherModel() {
        byte[] data = SdcWriter.write(full(512, 384, 5).asPostcard());
        for (int length = 7; length < data.length; length++) {
            assertThat(CodingModes.read(Arrays.copyOf(data, length)).header().isFor(FINGERPRINT))
                    .isFalse();
        }
        assertThat(CodingModes.read(Arrays.copyOf(data, data.length + 1))
                        .header()
                        .isFor(FINGERPRINT))
                .isFalse();
        for (int bit = 0; bit < 8 * data.length; bit++) {
            byte[] flipped = data.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            boolean unnoticed;
            try {
                unnoticed = CodingModes.read(flipped).header().isFor(FINGERPRINT);
            } catch (SdcFormatException e) {
                unnoticed = false;
            }
            assertThat(unnoticed).as("bit %d", bit).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "af, ends where a postcard's header",
        "afafe583, ends where the check",
        "afafe5833ff3, ends where the coded latent",
        "a0b1e583000005, in wrong order",
        "afffe583000005, in wrong order"
    })
    void whatNoEncoderWritesIsRefused(String hex, String reason) {
        assertThatThrownBy(() -> CodingModes.read(HEX.parseHex(hex)))
                .isInstanceOf(SdcFormatException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void filesThatNoPostcardHoldsHaveOtherHeaders() {
        SdcHeader large = new SdcHeader(PostcardHeader.MAX_SIDE + 1, 1, 0, 131, 0, FINGERPRINT);
        SdcHeader between = new SdcHeader(64, 64, 0, 131, 0x31, FINGERPRINT);
        SdcHeader original = new SdcHeader(64, 64, 1, 0, 0, FINGERPRINT);
        SdcHeader dependent = new SdcHeader(64, 64, 0, 1, 131, 0, FINGERPRINT, HeaderForm.FULL);
        SdcHeader grayAndWide = full(500, 100, 0).header().withGray(true);
        SdcHeader grayAndReduced = full(64, 64, 32).header().withGray(true);
        for (SdcHeader header : List.of(large, between, original, dependent, grayAndWide, grayAndReduced)) {
            SdcFile file = new SdcFile(header, List.of(), new byte[1]);
            assertThat(file.asPostcard()).isEqualTo(file.withCompactHeader());
        }
        SdcFile transparent = new SdcFile(full(64, 64, 3).header(), List.of(new SdcChunk(1, new byte[2])), new byte[1]);
        assertThat(transparent.asPostcard().header().form()).isEqualTo(HeaderForm.BRIEF);
    }

    /** The table of codec/FORMAT.md. */
    @ParameterizedTest
    @CsvSource({
        "512, 0, 512",
        "512, 1, 432",
        "512, 2, 368",
        "512, 3, 304",
        "512, 4, 256",
        "512, 5, 208",
        "512, 6, 176",
        "512, 7, 160",
        "512, 8, 128",
        "512, 63, 1",
        "65535, 63, 1",
        "65535, 4, 32768",
        "1, 1, 1",
        "3, 2, 2",
        "17, 1, 14",
        "20, 1, 16",
        "16, 1, 13",
        "100, 4, 48"
    })
    void sidesOfResolutions(int side, int code, int coded) {
        assertThat(CodedSize.of(side, code)).isEqualTo(coded);
    }

    @Test
    void codedSidesFallAndStayInside() {
        for (int side = 1; side <= 65535; side += 1 + side / 50) {
            int last = side;
            for (int code = 0; code <= CodedSize.MAX_CODE; code++) {
                int coded = CodedSize.of(side, code);
                assertThat(coded).as("%d at %d", side, code).isBetween(1, last);
                last = coded;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "0.95, 0", "0.9, 1", "0.75, 2", "0.5, 4", "0.25, 8", "0.00001, 63"})
    void theNearestResolutionIsTaken(double factor, int code) {
        assertThat(CodedSize.nearest(factor)).isEqualTo(code);
    }
}
