package org.sdcodec.cli.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.IIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.common.JdkPlugins;
import org.sdcodec.imageio.BufferedImages;

/** The JDK's own writers, through memory and not a cache file. */
final class ImageWriters {
    private ImageWriters() {}

    static void writePng(Picture picture, OutputStream out) throws IOException {
        write("png", picture, null, out);
    }

    static void writeBmp(Picture picture, OutputStream out) throws IOException {
        write("bmp", picture, null, out);
    }

    static byte[] jpegBytes(Picture picture, ImageWriteParam param) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write("jpeg", picture, param, out);
        } catch (IOException e) {
            throw new ImageFormatException("cannot write this picture as JPEG: " + e.getMessage(), e);
        }
        return out.toByteArray();
    }

    private static void write(String format, Picture picture, ImageWriteParam param, OutputStream out)
            throws IOException {
        ImageWriter writer = JdkPlugins.writer(format);
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            // Levels as they are: what colors they stand for is written by us.
            Picture levels = picture.withGamut(Gamut.SRGB);
            writer.write(null, new IIOImage(BufferedImages.view(levels), null, null), param);
        } catch (IIOException e) {
            // The JDK's writers put what the stream says, a full disk for example, behind a sentence of their own.
            throw e.getCause() instanceof IOException reason ? reason : e;
        } finally {
            writer.dispose();
        }
    }
}
