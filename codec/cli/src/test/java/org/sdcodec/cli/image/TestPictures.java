package org.sdcodec.cli.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.common.JdkPlugins;
import org.sdcodec.imageio.BufferedImages;

/** Pictures made in code, and files of all formats made from them. */
final class TestPictures {
    static final int WIDTH = 40;
    static final int HEIGHT = 24;

    private TestPictures() {}

    /** The picture that the committed WebP samples show (encoded with cwebp): red right, green down, blue diagonal. */
    static int rgbAt(int x, int y) {
        return 6 * x << 16 | 10 * y << 8 | 4 * (x + y);
    }

    static BufferedImage pattern() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, rgbAt(x, y));
            }
        }
        return image;
    }

    /** All pixels as ARGB, row by row. */
    static int[] pixels(Picture picture) {
        int[] pixels = new int[picture.width() * picture.height()];
        picture.copyRows(0, picture.height(), pixels, 0);
        return pixels;
    }

    /** The PSNR of the colors in dB; infinite for equal ones. */
    static double psnr(int[] a, int[] b) {
        long sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int shift = 0; shift < 24; shift += 8) {
                long d = (a[i] >> shift & 255) - (b[i] >> shift & 255);
                sum += d * d;
            }
        }
        return 10 * Math.log10(255.0 * 255 * 3 * a.length / sum);
    }

    static byte[] resource(String name) {
        try (InputStream in = TestPictures.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Encodes with the JDK's writer of that name. */
    static byte[] encode(String format, BufferedImage image) {
        return encode(format, new IIOImage(image, null, null));
    }

    static byte[] encode(String format, IIOImage image) {
        ImageWriter writer = null;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer = JdkPlugins.writer(format);
            writer.setOutput(stream);
            writer.write(image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (writer != null) {
                writer.dispose();
            }
        }
        return out.toByteArray();
    }

    /** The JDK has a TIFF plug-in, and TwelveMonkeys another: whichever answers, it is only the writer. */
    static byte[] tiff(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(image, "tiff", stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] jpeg() {
        return JpegEncoder.encode(BufferedImages.toPicture(pattern()), 95);
    }

    /** Puts a marker segment directly behind the start of a JPEG. */
    static byte[] withSegment(byte[] jpeg, int marker, byte[] data) {
        return join(
                Arrays.copyOf(jpeg, 2),
                bytes(0xff, marker, data.length + 2 >> 8, data.length + 2 & 255),
                data,
                Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    /** Exif data with nothing but the orientation, in either byte order. */
    static byte[] exif(int orientation, boolean little) {
        return little
                ? bytes('I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0)
                : bytes('M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0);
    }

    static byte[] pnm(String header, int... samples) {
        return join(header.getBytes(StandardCharsets.US_ASCII), bytes(samples));
    }

    /**
     * A PNG of any kind.
     *
     * @param rows the packed samples of each row
     * @param chunks what stands between the header and the pixels
     */
    static byte[] png(int width, int bits, int colorType, byte[][] rows, byte[]... chunks) {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        for (byte[] row : rows) {
            pixels.write(0);
            pixels.writeBytes(row);
        }
        byte[] header = join(int32(width), int32(rows.length), bytes(bits, colorType, 0, 0, 0));
        return join(
                bytes(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'),
                chunk("IHDR", header),
                join(chunks),
                chunk("IDAT", deflated(pixels.toByteArray())),
                chunk("IEND"));
    }

    static byte[] rgbPng(byte[]... chunks) {
        byte[][] rows = new byte[HEIGHT][3 * WIDTH];
        for (int y = 0; y < HEIGHT; y++) {
            for (int i = 0; i < 3 * WIDTH; i++) {
                rows[y][i] = (byte) (rgbAt(i / 3, y) >> 16 - i % 3 * 8);
            }
        }
        return png(WIDTH, 8, 2, rows, chunks);
    }

    static byte[] chunk(String name, byte... data) {
        byte[] body = join(name.getBytes(StandardCharsets.US_ASCII), data);
        CRC32 crc = new CRC32();
        crc.update(body);
        return join(int32(data.length), body, int32((int) crc.getValue()));
    }

    static byte[] iccChunk(byte[] profile) {
        return chunk("iCCP", join(bytes('x', 0, 0), deflated(profile)));
    }

    static byte[] deflated(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] int32(int v) {
        return bytes(v >>> 24, v >> 16, v >> 8, v);
    }

    static byte[] bytes(int... values) {
        byte[] result = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (byte) values[i];
        }
        return result;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** An entry of a big-endian TIFF directory with one value of 16 bits. */
    static byte[] tiffEntry(int tag, int value) {
        return bytes(tag >> 8, tag, 0, 3, 0, 0, 0, 1, value >> 8, value, 0, 0);
    }
}
