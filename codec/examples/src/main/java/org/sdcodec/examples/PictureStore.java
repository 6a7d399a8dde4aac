package org.sdcodec.examples;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.regex.Pattern;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.imageio.BufferedImages;

/** A folder of pictures, each an {@code .sdc} file. Thread-safe. */
final class PictureStore {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Path folder;
    private final Codec codec;
    private final EncodeOptions encode;
    private final DecodeOptions decode;

    /**
     * @param folder made if it does not exist
     * @param codec shared by all threads; not closed
     * @param maxPixels a larger picture is refused before memory is allocated for it
     */
    PictureStore(Path folder, Codec codec, int quality, long maxPixels) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.codec = codec;
        this.encode = EncodeOptions.DEFAULT.withQuality(quality);
        this.decode = DecodeOptions.DEFAULT.withMaxPixels(maxPixels);
    }

    /** Whether a picture may have this name: nothing in it leads out of the folder. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Stores a picture, in place of an older one of this name. Whoever reads that name meanwhile gets one or the other
     * whole.
     *
     * @param image a file of any format that ImageIO reads
     * @return the bytes that it takes
     * @throws IIOException if it is no picture, damaged or too large
     */
    long put(String name, byte[] image) throws IOException {
        BufferedImage pixels = read(image);
        Path temporary = Files.createTempFile(folder, "upload", ".tmp");
        try {
            try (OutputStream out = Files.newOutputStream(temporary)) {
                codec.encode(BufferedImages.toPicture(pixels), encode, out);
            }
            long bytes = Files.size(temporary);
            Files.move(temporary, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return bytes;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Whether there is a picture of this name. */
    boolean contains(String name) {
        return Files.exists(file(name));
    }

    /** A picture as an {@code .sdc} file. */
    byte[] sdc(String name) throws IOException {
        return Files.readAllBytes(file(name));
    }

    /** A picture as a PNG file. */
    byte[] png(String name) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(BufferedImages.from(codec.decode(file(name), decode)), "png", png);
        return png.toByteArray();
    }

    private BufferedImage read(byte[] image) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(image))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IIOException("This is no picture of a known format.");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > decode.maxPixels()) {
                    throw new IIOException("The picture has " + pixels + " pixels, but at most " + decode.maxPixels()
                            + " are allowed.");
                }
                return reader.read(0);
            } catch (RuntimeException e) {
                // The JDK's readers throw all sorts of these for damaged files.
                throw new IIOException("The picture is damaged.", e);
            } finally {
                reader.dispose();
            }
        }
    }

    private Path file(String name) {
        return folder.resolve(name + ".sdc");
    }
}
