package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.sdcodec.cli.image.TestPictures.bytes;
import static org.sdcodec.cli.image.TestPictures.join;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that ask for much time or memory, and files whose faults are not where the pixels are. */
class HostilePicturesTest {
    private static final long LIMIT = 1 << 28;
    private static final Duration SOON = Duration.ofSeconds(10);

    private static ReadPicture read(byte[] file) {
        return assertTimeoutPreemptively(SOON, () -> ImageFiles.read(file, "hostile", LIMIT));
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void theLimitHoldsForAPictureInsideOfABitmap() {
        byte[] row = new byte[3000];
        byte[][] rows = new byte[3000][];
        Arrays.fill(rows, row);
        byte[] png = TestPictures.png(3000, 8, 0, rows);
        byte[] bmp = BmpTest.bmpFile(0, false, 40, 5, new byte[0], png);
        assertRefused(bmp, "3000x3000");
        byte[] header = TestPictures.png(19, 8, 0, Arrays.copyOf(new byte[11][19], 11));
        assertThat(read(BmpTest.bmpFile(0, false, 40, 5, new byte[0], header))
                        .picture()
                        .width())
                .isEqualTo(19);
    }

    @Test
    void aWebpFrameIsNoLargerThanItsCanvas() {
        byte[] header = bytes('V', 'P', '8', 'X', 10, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 7, 0, 0);
        byte[] frame = bytes(0x10, 0, 0, 0x9d, 1, 0x2a, 0xff, 0x3f, 0xff, 0x3f, 0, 0, 0, 0);
        byte[] body = join(header, bytes('V', 'P', '8', ' ', frame.length, 0, 0, 0), frame);
        byte[] file = join(bytes('R', 'I', 'F', 'F', body.length + 4, 0, 0, 0, 'W', 'E', 'B', 'P'), body);
        assertRefused(file, "16383x16383 in an area of 8x8");
    }

    @Test
    void aHugeGifWithLittleDataIsCut() {
        byte[] gif = bytes(
                'G', 'I', 'F', '8', '9', 'a', 0, 64, 0, 64, 0x80, 0, 0, 1, 2, 3, 4, 5, 6, 0x2c, 0, 0, 0, 0, 0, 64, 0,
                64, 0, 2, 2, 0x4c, 1, 0, 0x3b);
        assertRefused(gif, "of 268435456 pixels");
    }

    @Test
    void scansOfAJpegAreCounted() {
        byte[] jpeg = TestPictures.jpeg();
        int sof = find(jpeg, 0xc0);
        int sos = find(jpeg, 0xda);
        byte[] progressive = jpeg.clone();
        progressive[sof + 1] = (byte) 0xc2;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(progressive, 0, sos);
        for (int i = 0; i < 501; i++) {
            out.writeBytes(bytes(0xff, 0xda, 0, 8, 1, 1, 0, 1, 1, 0, 0x7f));
        }
        out.writeBytes(bytes(0xff, 0xd9));
        assertRefused(out.toByteArray(), "more than 500 scans");
    }

    private static int find(byte[] jpeg, int marker) {
        int at = 2;
        while ((jpeg[at + 1] & 0xff) != marker) {
            at += 2 + ((jpeg[at + 2] & 0xff) << 8 | jpeg[at + 3] & 0xff);
        }
        return at;
    }

    @Test
    void repeatedProfilesAreInflatedOnce() {
        byte[] bomb = TestPictures.iccChunk(new byte[1 << 24]);
        byte[][] many = new byte[2000][];
        Arrays.fill(many, bomb);
        ReadPicture read = read(TestPictures.rgbPng(join(many)));
        assertThat(read.warnings())
                .containsExactlyInAnyOrder(
                        "it has more than one color profile; the first is applied",
                        "its color profile is broken and ignored");
    }

    @ParameterizedTest
    @ValueSource(ints = {65536, 100000})
    void aSideThatNoFileCanHaveIsRefused(int width) {
        assertRefused(TestPictures.png(width, 1, 0, new byte[][] {new byte[(width + 7) / 8]}), "no side can be longer");
    }

    @Test
    void strayAndFillBytesOfAJpegAreNoDamage() {
        byte[] jpeg = TestPictures.jpeg();
        ReadPicture plain = read(jpeg);
        assertThat(plain.warnings()).isEmpty();
        byte[] rest = Arrays.copyOfRange(jpeg, 2, jpeg.length);
        ReadPicture filled = read(join(Arrays.copyOf(jpeg, 2), bytes(0xff, 0xff, 0xff), rest));
        assertThat(filled.warnings()).isEmpty();
        assertThat(filled.picture()).isEqualTo(plain.picture());
        int dqt = find(jpeg, 0xdb);
        ReadPicture stray =
                read(join(Arrays.copyOf(jpeg, dqt), bytes(1, 2, 3), Arrays.copyOfRange(jpeg, dqt, jpeg.length)));
        assertThat(stray.picture()).isEqualTo(plain.picture());
        assertThat(stray.warnings()).singleElement().asString().startsWith("3 bytes before byte ");
        ReadPicture open = read(Arrays.copyOf(jpeg, jpeg.length - 2));
        assertThat(open.picture()).isEqualTo(plain.picture());
        assertThat(open.warnings()).containsExactly("its end marker is missing, behind the pixels");
        ReadPicture trailing = read(join(jpeg, new byte[1000]));
        assertThat(trailing.picture()).isEqualTo(plain.picture());
    }

    @Test
    void standardHuffmanTablesMayBeLeftOut() {
        // The encoder fits its tables to the picture; that of the JDK without a wish for it takes the standard ones.
        byte[] jpeg = TestPictures.encode("jpeg", TestPictures.pattern());
        ReadPicture whole = read(jpeg);
        byte[] without = jpeg;
        while (find(without, 0xc4) < find(without, 0xda)) {
            int at = find(without, 0xc4);
            int length = 2 + ((without[at + 2] & 0xff) << 8 | without[at + 3] & 0xff);
            without = join(Arrays.copyOf(without, at), Arrays.copyOfRange(without, at + length, without.length));
            if (!has(without, 0xc4)) {
                break;
            }
        }
        assertThat(read(without).picture()).isEqualTo(whole.picture());
    }

    private static boolean has(byte[] jpeg, int marker) {
        int at = 2;
        while ((jpeg[at + 1] & 0xff) != 0xda) {
            if ((jpeg[at + 1] & 0xff) == marker) {
                return true;
            }
            at += 2 + ((jpeg[at + 2] & 0xff) << 8 | jpeg[at + 3] & 0xff);
        }
        return false;
    }

    @Test
    void profilesWithWrongNumbersAndEmptyExifAreIgnored() {
        byte[] icc =
                join("ICC_PROFILE\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII), bytes(3, 1), new byte[200]);
        ReadPicture read = read(TestPictures.withSegment(TestPictures.jpeg(), 0xe2, icc));
        assertThat(read.warnings()).singleElement().asString().contains("numbered wrongly");
        byte[] prefix = bytes('E', 'x', 'i', 'f', 0, 0);
        byte[] turned = TestPictures.withSegment(TestPictures.jpeg(), 0xe1, join(prefix, TestPictures.exif(6, true)));
        byte[] emptyFirst = TestPictures.withSegment(turned, 0xe1, prefix);
        assertThat(read(emptyFirst).picture().width()).isEqualTo(TestPictures.HEIGHT);
        byte[] png = TestPictures.rgbPng(TestPictures.chunk("eXIf", join(prefix, TestPictures.exif(6, false))));
        assertThat(read(png).picture().width()).isEqualTo(TestPictures.HEIGHT);
    }

    @Test
    void whatIsMissingBehindThePixelsIsSaid() {
        byte[] png = TestPictures.rgbPng();
        ReadPicture cut = read(Arrays.copyOf(png, png.length - 12));
        assertThat(cut.picture()).isEqualTo(read(png).picture());
        assertThat(cut.warnings()).containsExactly("its end is missing, behind the pixels");
        byte[] gif = GifTest.gifWithFrames(0, 0, 1);
        assertThat(read(Arrays.copyOf(gif, gif.length - 1)).warnings())
                .containsExactly("its end is missing, behind the first frame");
    }

    /** Directories of 65,535 entries, each 2 bytes behind the one before, and all named by the first. */
    @Test
    void overlappingDirectoriesOfATiffAreBounded() {
        int directories = 4000;
        int entries = 0xffff;
        ByteBuffer tiff = ByteBuffer.allocate(64 + 4 * directories + 2 * directories + 12 * entries + 6)
                .order(ByteOrder.LITTLE_ENDIAN);
        tiff.putShort(0, (short) 0x4949).putShort(2, (short) 42).putInt(4, 8);
        tiff.putShort(8, (short) 1)
                .putShort(10, (short) 330)
                .putShort(12, (short) 4)
                .putInt(14, directories)
                .putInt(18, 64);
        int first = 64 + 4 * directories;
        for (int i = 0; i < directories; i++) {
            tiff.putInt(64 + 4 * i, first + 2 * i);
        }
        for (int at = first; at + 2 <= tiff.capacity(); at += 2) {
            tiff.putShort(at, (short) (at < first + 2 * directories ? entries : at));
        }
        assertRefused(tiff.array(), "its directories have too many entries");
    }

    @Test
    void colorsThatAPngLacksAreSaid() {
        byte[] plte = TestPictures.chunk("PLTE", bytes(1, 2, 3, 4, 5, 6));
        byte[] translucent = TestPictures.chunk("tRNS", bytes(7));
        for (boolean alpha : new boolean[] {false, true}) {
            byte[] chunks = alpha ? join(plte, translucent) : plte;
            ReadPicture read = read(TestPictures.png(4, 2, 3, new byte[][] {bytes(0b00011011)}, chunks));
            assertThat(TestPictures.pixels(read.picture()))
                    .containsExactly(alpha ? 0x07010203 : 0xff010203, 0xff040506, 0xff000000, 0xff000000);
            assertThat(read.warnings())
                    .containsExactly("some of its pixels have colors that its palette lacks; they are black");
            byte[] deep = TestPictures.png(3, 8, 3, new byte[][] {bytes(1, 2, 255)}, chunks);
            assertThat(TestPictures.pixels(read(deep).picture())).containsExactly(0xff040506, 0xff000000, 0xff000000);
        }
        assertThat(read(TestPictures.png(4, 2, 3, new byte[][] {bytes(0b00010001)}, plte))
                        .warnings())
                .isEmpty();
    }

    @Test
    void scansThatAProgressiveJpegLacksAndFurtherPicturesAreSaid() throws IOException {
        byte[] jpeg = JpegTest.jpegFile(TestPictures.pattern(), "ycc", true, 0);
        assertThat(read(jpeg).warnings()).isEmpty();
        int second = jpeg.length - 2;
        int scans = 0;
        for (int at = 2; at < jpeg.length && scans < 2; at++) {
            if ((jpeg[at] & 0xff) == 0xff && (jpeg[at + 1] & 0xff) == 0xda && ++scans == 2) {
                second = at;
            }
        }
        assertThat(read(join(Arrays.copyOf(jpeg, second), bytes(0xff, 0xd9))).warnings())
                .containsExactly("its scans do not give all of its details; some may be missing");
        byte[] index = bytes(
                'M', 'P', 'F', 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0xb0, 1, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0);
        assertThat(read(TestPictures.withSegment(TestPictures.jpeg(), 0xe2, index))
                        .warnings())
                .containsExactly("it holds 2 pictures, of which the first is taken");
    }

    @Test
    void whatOtherLibrariesSayOfThemselvesIsNotShown() {
        String text = "cannot read 'hostile': this PNG picture is damaged, cut short or of an unusual kind%s;"
                + " fetch it again or save it again as PNG";
        byte[] noSuchFilter = new byte[40];
        byte[] rows = TestPictures.chunk("IDAT", TestPictures.deflated(join(bytes(9), noSuchFilter)));
        byte[] png = TestPictures.png(40, 8, 0, new byte[][] {}, rows);
        assertThatThrownBy(() -> read(withHeight(1, png))).hasMessage(text.formatted(""));
        byte[] cut = TestPictures.png(40, 8, 0, new byte[][] {new byte[20]});
        assertThatThrownBy(() -> read(cut)).hasMessage(text.formatted(" (the data ends too early)"));
    }

    /** The JDK's readers wrap it. */
    @Test
    void aHeapThatIsTooSmallIsNoDamage() {
        IOException wrapped =
                new IOException("Caught exception during read: ", new OutOfMemoryError("Java heap space"));
        assertThat(ImageFiles.unreadable(ImageFormat.PNG, "large.png", wrapped))
                .hasMessage("cannot read 'large.png': decoding this PNG picture takes more memory than there is;"
                        + " give Java a larger heap, if the file is sound");
    }

    private static byte[] withHeight(int height, byte[] png) {
        byte[] header = TestPictures.chunk(
                "IHDR",
                join(Arrays.copyOfRange(png, 16, 20), TestPictures.int32(height), Arrays.copyOfRange(png, 24, 29)));
        return join(Arrays.copyOf(png, 8), header, Arrays.copyOfRange(png, 33, png.length));
    }
}
