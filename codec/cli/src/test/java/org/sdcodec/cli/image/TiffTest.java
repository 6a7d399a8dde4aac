package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sdcodec.cli.image.TestPictures.pixels;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.Metadata;
import org.sdcodec.Picture;

/** What TIFF files hold apart from samples: pages, thumbnails, alpha, raw data; and damaged ones. */
class TiffTest {
    private static final long LIMIT = 1 << 20;
    private static final int UNCOMPRESSED = 1;

    private static TiffFile.Directory gray(TiffFile file, int width, int height, int value) {
        byte[] strip = new byte[width * height];
        Arrays.fill(strip, (byte) value);
        return file.add()
                .tag(256, 3, width)
                .tag(257, 3, height)
                .tag(258, 3, 8)
                .tag(259, 3, UNCOMPRESSED)
                .tag(262, 3, 1)
                .strips(strip);
    }

    @Test
    void alphaThatIsMultipliedIsDivided() {
        TiffFile file = new TiffFile(true, false);
        file.add()
                .tag(256, 3, 2)
                .tag(257, 3, 1)
                .tag(258, 3, 8, 8, 8, 8)
                .tag(262, 3, 2)
                .tag(277, 3, 4)
                .tag(338, 3, 1)
                .strips(TestPictures.bytes(64, 32, 0, 128, 10, 20, 30, 255));
        assertThat(pixels(ImageFiles.read(file.bytes(), "tiff", LIMIT).picture()))
                .containsExactly(0x80804000, 0xff0a141e);
    }

    @ParameterizedTest
    @CsvSource({"true, 6", "false, 6", "true, 8", "false, 3"})
    void bigFilesHaveAnOrientationToo(boolean little, int orientation) {
        TiffFile file = new TiffFile(little, true);
        gray(file, 3, 2, 9).tag(274, 3, orientation);
        Picture picture = ImageFiles.read(file.bytes(), "tiff", LIMIT).picture();
        assertThat(picture.width()).isEqualTo(orientation < 5 ? 3 : 2);
    }

    @Test
    void bigFilesKeepXmpAndWarnOfExif() {
        TiffFile file = new TiffFile(true, true);
        gray(file, 3, 2, 9).tag(700, 1, 'X', 'M', 'P', '!');
        ReadPicture plain = ImageFiles.read(file.bytes(), "tiff", LIMIT);
        assertThat(plain.picture().metadata()).isEqualTo(Metadata.NONE.withXmp(new byte[] {'X', 'M', 'P', '!'}));
        assertThat(plain.warnings()).isEmpty();
        TiffFile described = new TiffFile(false, true);
        gray(described, 3, 2, 9).tag(315, 1, 'A');
        ReadPicture other = ImageFiles.read(described.bytes(), "tiff", LIMIT);
        assertThat(other.picture().metadata().isEmpty()).isTrue();
        assertThat(other.warnings()).singleElement().asString().contains("BigTIFF", "Exif");
    }

    @ParameterizedTest
    @CsvSource({"true, 8", "false, 9", "true, 10"})
    void labIsRefusedByName(boolean big, int photometric) {
        TiffFile file = new TiffFile(true, big);
        file.add()
                .tag(256, 3, 1)
                .tag(257, 3, 1)
                .tag(258, 3, 8, 8, 8)
                .tag(262, 3, photometric)
                .tag(277, 3, 3)
                .strips(TestPictures.bytes(128, 10, 20));
        assertThatThrownBy(() -> ImageFiles.read(file.bytes(), "lab", LIMIT)).hasMessageContaining("CIE L*a*b*");
    }

    @Test
    void aThumbnailIsNotThePicture() {
        TiffFile first = new TiffFile(true, false);
        gray(first, 2, 2, 1).tag(254, 4, 1);
        gray(first, 5, 4, 2);
        ReadPicture read = ImageFiles.read(first.bytes(), "tiff", LIMIT);
        assertThat(read.picture().width()).isEqualTo(5);
        assertThat(read.warnings()).isEmpty();
        TiffFile inside = new TiffFile(false, true);
        gray(inside, 2, 2, 1).tag(254, 4, 1).inside(1);
        gray(inside, 6, 4, 2);
        assertThat(ImageFiles.read(inside.bytes(), "tiff", LIMIT).picture().width())
                .isEqualTo(6);
        TiffFile only = new TiffFile(true, false);
        gray(only, 2, 2, 1).tag(254, 4, 1);
        assertThat(ImageFiles.read(only.bytes(), "tiff", LIMIT).picture().width())
                .as("a picture that nothing is a smaller copy of")
                .isEqualTo(2);
    }

    @Test
    void rawFilesOfCamerasAreRefusedByName() {
        TiffFile file = new TiffFile(true, false);
        gray(file, 2, 2, 1).tag(254, 4, 1).inside(1);
        file.add()
                .tag(256, 3, 4)
                .tag(257, 3, 4)
                .tag(258, 3, 8)
                .tag(262, 3, 32803)
                .strips(new byte[16]);
        assertThatThrownBy(() -> ImageFiles.read(file.bytes(), "raw", LIMIT))
                .hasMessageContaining("raw data of a camera");
    }

    @Test
    void furtherPagesAreSaid() {
        TiffFile file = new TiffFile(true, false);
        gray(file, 2, 2, 1);
        gray(file, 3, 2, 1);
        gray(file, 1, 1, 1).tag(254, 4, 1);
        ReadPicture read = ImageFiles.read(file.bytes(), "tiff", LIMIT);
        assertThat(read.picture().width()).isEqualTo(2);
        assertThat(read.warnings()).containsExactly("it has 2 pages, of which the first is taken");
    }

    @Test
    void anOldJpegIsReadWhateverItsStripsSay() {
        byte[] jpeg = TestPictures.jpeg();
        TiffFile file = new TiffFile(true, false);
        file.add()
                .tag(256, 3, TestPictures.WIDTH)
                .tag(257, 3, TestPictures.HEIGHT)
                .tag(258, 3, 8, 8, 8)
                .tag(259, 3, 6)
                .tag(262, 3, 6)
                .tag(277, 3, 3)
                .tag(513, 4, 8)
                .tag(514, 4, jpeg.length)
                .strips(jpeg);
        int[] pixels = pixels(ImageFiles.read(file.bytes(), "tiff", LIMIT).picture());
        int[] same = pixels(ImageFiles.read(jpeg, "jpeg", LIMIT).picture());
        assertThat(pixels).isEqualTo(same);
    }

    @Test
    void whatIsNotSupportedIsNamed() {
        for (List<Integer> tag : List.of(List.of(339, 3), List.of(339, 2), List.of(259, 50000), List.of(262, 32845))) {
            TiffFile file = new TiffFile(true, false);
            TiffFile.Directory directory =
                    file.add().tag(256, 3, 1).tag(257, 3, 1).tag(258, 3, 8);
            if (tag.get(0) != 262) {
                directory.tag(262, 3, 1);
            }
            directory.tag(tag.get(0), 3, tag.get(1)).strips(new byte[1]);
            assertThatThrownBy(() -> ImageFiles.read(file.bytes(), "tiff", LIMIT))
                    .hasMessageContaining("not supported");
        }
    }

    @Test
    void samplesThatTilesCutAreRefused() {
        TiffFile file = new TiffFile(true, false);
        file.add()
                .tag(256, 3, 17)
                .tag(257, 3, 1)
                .tag(258, 3, 12)
                .tag(262, 3, 1)
                .tag(322, 3, 16)
                .tag(323, 3, 16)
                .tiles(new byte[384], new byte[384]);
        assertThatThrownBy(() -> ImageFiles.read(file.bytes(), "tiff", LIMIT))
                .hasMessageContaining("samples of 12 bits");
    }

    @Test
    void aDirectoryThatIsCutIsNoDirectory() {
        TiffFile file = new TiffFile(true, false);
        file.add()
                .tag(256, 3, 2)
                .tag(257, 3, 1)
                .tag(258, 3, 8, 8, 8, 8)
                .tag(262, 3, 2)
                .tag(277, 3, 4)
                .tag(338, 3, 1)
                .strips(TestPictures.bytes(64, 32, 0, 128, 10, 20, 30, 255));
        byte[] whole = file.bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ImageFiles.read(cut, "cut", LIMIT))
                    .as("cut to %d of %d bytes", length, whole.length)
                    .isInstanceOf(ImageFormatException.class);
        }
        TiffFile small = new TiffFile(true, false);
        gray(small, 2, 2, 7);
        byte[] atEnd = small.bytes();
        ReadPicture read = ImageFiles.read(Arrays.copyOf(atEnd, atEnd.length - 2), "cut", LIMIT);
        assertThat(read.warnings()).containsExactly("its end is missing, behind the directory of the picture");
    }

    @Test
    void aStripThatIsTooShortIsNoStrip() {
        // A strip of 5 bytes is followed by one that makes the directory's place even, and counts as its sixth.
        for (int missing = 2; missing < 6; missing++) {
            TiffFile file = new TiffFile(true, false);
            gray(file, 3, 2, 1).strips(new byte[6 - missing]);
            assertThatThrownBy(() -> ImageFiles.read(file.bytes(), "tiff", LIMIT))
                    .hasMessageContaining("fewer bytes than their pixels need");
        }
    }

    @Test
    void stripsWithLengthsThatAreTooSmallAreRead() {
        TiffFile file = new TiffFile(true, false);
        file.add()
                .tag(256, 3, 4)
                .tag(257, 3, 2)
                .tag(258, 3, 8)
                .tag(262, 3, 1)
                .tag(278, 3, 1)
                .strips(TestPictures.bytes(1, 2, 3, 4), TestPictures.bytes(5, 6, 7, 8));
        byte[] bytes = file.bytes();
        // The lengths are the last values of the file.
        bytes[bytes.length - 8] = 3;
        bytes[bytes.length - 4] = 2;
        ReadPicture read = ImageFiles.read(bytes, "tiff", LIMIT);
        assertThat(Arrays.stream(pixels(read.picture())).map(p -> p & 255)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(read.warnings())
                .containsExactly("its strips or tiles state fewer bytes than their pixels have; all are read");
        // Now the second strip begins within the first.
        bytes[bytes.length - 12]--;
        assertThatThrownBy(() -> ImageFiles.read(bytes, "tiff", LIMIT))
                .hasMessageContaining("fewer bytes than their pixels need");
    }
}
