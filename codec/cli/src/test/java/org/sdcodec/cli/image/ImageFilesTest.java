package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sdcodec.cli.image.ImageAssertions.LIMIT;
import static org.sdcodec.cli.image.ImageAssertions.assertPattern;
import static org.sdcodec.cli.image.ImageAssertions.read;
import static org.sdcodec.cli.image.TestPictures.bytes;
import static org.sdcodec.cli.image.TestPictures.chunk;
import static org.sdcodec.cli.image.TestPictures.join;
import static org.sdcodec.cli.image.TestPictures.pnm;
import static org.sdcodec.cli.image.TestPictures.resource;
import static org.sdcodec.cli.image.TestPictures.rgbPng;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;
import org.sdcodec.imageio.BufferedImages;

class ImageFilesTest {
    @Test
    void losslessFormatsGiveThePixels() {
        BufferedImage pattern = TestPictures.pattern();
        assertPattern(read(rgbPng()), 0);
        assertPattern(read(TestPictures.encode("bmp", pattern)), 0);
        assertPattern(read(TestPictures.tiff(pattern)), 0);
        int[] samples = new int[3 * TestPictures.WIDTH * TestPictures.HEIGHT];
        pattern.getRaster().getPixels(0, 0, TestPictures.WIDTH, TestPictures.HEIGHT, samples);
        assertPattern(read(pnm("P6\n# a comment\n40 24\n255\n", samples)), 0);
        assertPattern(read(pnm("P7\nWIDTH 40\nHEIGHT 24\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n", samples)), 0);
    }

    @Test
    void lossyFormatsComeClose() {
        assertPattern(read(TestPictures.jpeg()), 12);
        assertPattern(read(resource("lossy.webp")), 12);
    }

    @Test
    void aStreamWithoutAPictureIsNotReadToItsEnd() {
        InputStream endless = new InputStream() {
            private long served;

            @Override
            public int read() {
                if (++served > 1 << 16) {
                    throw new AssertionError("read on although the first bytes are no picture's");
                }
                return 0;
            }
        };
        assertThatThrownBy(() -> ImageFiles.read(endless, "zeros", DecodeOptions.DEFAULT_MAX_PIXELS, Gamut.SRGB))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("'zeros'")
                .hasMessageContaining("no picture of a supported format");
    }

    @Test
    void theLimitIsCheckedBeforeAnythingIsAllocated() {
        byte[] huge = pnm("P6 2000000000 2000000000 255\n", 1, 2, 3);
        assertThatThrownBy(() -> read(huge))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("2000000000x2000000000")
                .hasMessageContaining("1048576");
        byte[] wide =
                join(Arrays.copyOf(rgbPng(), 8), chunk("IHDR", bytes(127, -1, -1, -1, 127, -1, -1, -1, 8, 2, 0, 0, 0)));
        assertThatExceptionOfType(ImageFormatException.class).isThrownBy(() -> read(wide));
        assertThat(ImageFiles.read(rgbPng(), "test", 960)).isNotNull();
        assertThatThrownBy(() -> ImageFiles.read(rgbPng(), "p.png", 959))
                .hasMessageContaining("'p.png'")
                .hasMessageContaining("40x24");
    }

    @Test
    void whatIsNoPictureIsNamed() {
        assertThatThrownBy(() -> read(new byte[0])).hasMessageContaining("empty");
        assertThatThrownBy(() -> read("hello".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("PNG, JPEG, BMP, GIF, WebP, TIFF, PNM");
        assertThatThrownBy(() -> read(bytes(0, 0, 0, 32, 'f', 't', 'y', 'p', 'a', 'v', 'i', 'f', 0, 0)))
                .hasMessageContaining("AVIF");
        assertThatThrownBy(() -> read(bytes('S', 'D', 0xc2, 50))).hasMessageContaining(".sdc file");
        assertThatThrownBy(() -> ImageFiles.read(bytes(9, 9, 9), "a.SDC", LIMIT))
                .hasMessageContaining(".sdc file");
    }

    @Test
    void filesAndStreams(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("named.jpg");
        Files.write(file, rgbPng());
        assertPattern(BufferedImages.from(ImageFiles.read(file, LIMIT).picture()), 0);
        assertPattern(
                BufferedImages.from(
                        ImageFiles.read(new ByteArrayInputStream(rgbPng()), "standard input", LIMIT, Gamut.SRGB)
                                .picture()),
                0);
        assertThatThrownBy(() -> ImageFiles.read(folder, LIMIT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a folder");
        Path missing = folder.resolve("missing.png");
        assertThatThrownBy(() -> ImageFiles.read(missing, LIMIT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("no such file");
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void writing(ImageFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!format.isWritable()) {
            assertThatThrownBy(
                            () -> ImageFiles.write(BufferedImages.toPicture(TestPictures.pattern()), format, 90, out))
                    .hasMessageContaining("PNG, JPEG, BMP");
            return;
        }
        ImageFiles.write(BufferedImages.toPicture(TestPictures.pattern()), format, 95, out);
        assertThat(ImageFormat.sniff(out.toByteArray())).contains(format);
        assertPattern(read(out.toByteArray()), format == ImageFormat.JPEG ? 12 : 0);
        BufferedImage translucent = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 64; i++) {
            translucent.setRGB(i % 8, i / 8, 0x80ff0000);
        }
        out.reset();
        ImageFiles.write(BufferedImages.toPicture(translucent), format, 100, out);
        int pixel = read(out.toByteArray()).getRGB(4, 4);
        if (format == ImageFormat.PNG) {
            assertThat(pixel).isEqualTo(0x80ff0000);
        } else {
            assertThat(pixel >> 16 & 255).isGreaterThan(250);
            assertThat(pixel & 255).isBetween(124, 130);
        }
    }

    @Test
    void theExtensionSaysWhatToWrite() {
        assertThat(ImageFormat.forOutput(Path.of("a.b/c.PNG"))).isEqualTo(ImageFormat.PNG);
        assertThat(ImageFormat.forOutput(Path.of("x.jpeg"))).isEqualTo(ImageFormat.JPEG);
        for (String name : new String[] {"x", "x.", "x.webp", "x.sdc", "a.png/x"}) {
            assertThatThrownBy(() -> ImageFormat.forOutput(Path.of(name)))
                    .isInstanceOf(ImageFormatException.class)
                    .hasMessageContaining(".png, .jpg or .bmp");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101})
    void jpegQualityHasItsRange(int quality) {
        assertThatThrownBy(() -> JpegEncoder.encode(BufferedImages.toPicture(TestPictures.pattern()), quality))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void picturesTooLongForJpegAreRefused() {
        Picture longOne = Picture.opaque(65536, 1, new int[65536]);
        assertThatThrownBy(() -> JpegEncoder.encode(longOne, 90))
                .hasMessageContaining("65536x1")
                .hasMessageContaining("PNG");
    }

    @ParameterizedTest
    @EnumSource(
            value = ImageFormat.class,
            names = {"PNG", "JPEG", "BMP"})
    void whatAFullDiskSaysComesThrough(ImageFormat format) {
        String reason = "cannot write 'x.png': No space left on device";
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
        Picture picture = Picture.opaque(300, 200, new int[300 * 200]);
        assertThatThrownBy(() -> ImageFiles.write(picture, format, 90, full))
                .isInstanceOf(IOException.class)
                .hasMessage(reason);
    }
}
