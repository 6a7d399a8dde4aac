package org.sdcodec.codec.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** The JDK's own writers, found past whatever else is on the class path, writing through memory and not a cache file. */
final class ImageWriters {
    private ImageWriters() {}

    static void writePng(BufferedImage image, OutputStream out) throws IOException {
        write("png", image, null, out);
    }

    static void writeBmp(BufferedImage image, OutputStream out) throws IOException {
        write("bmp", image, null, out);
    }

    static byte[] jpegBytes(BufferedImage image, ImageWriteParam param) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write("jpeg", image, param, out);
        } catch (IOException e) {
            throw new ImageFormatException("cannot write this picture as JPEG: " + e.getMessage(), e);
        }
        return out.toByteArray();
    }

    static ImageWriter jdkWriter(String format) {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
        while (writers.hasNext()) {
            ImageWriter writer = writers.next();
            if (writer.getClass().getModule() == ImageIO.class.getModule()) {
                return writer;
            }
            writer.dispose();
        }
        throw new IllegalStateException(
                "this Java runtime has no " + format.toUpperCase(Locale.ROOT) + " writer; use a complete one");
    }

    private static void write(String format, BufferedImage image, ImageWriteParam param, OutputStream out)
            throws IOException {
        ImageWriter writer = jdkWriter(format);
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
    }
}
