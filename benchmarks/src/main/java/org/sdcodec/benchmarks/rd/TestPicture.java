package org.sdcodec.benchmarks.rd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.scene.Scene;

/**
 * An original.
 *
 * @param name folder and name without extension, for tables
 * @param image INT_RGB
 */
record TestPicture(String name, Picture image) {
    /**
     * MS-SSIM has its five scales from this side on, and figures of fewer scales cannot be set beside those of five.
     */
    static final int MIN_SIDE = 161;

    private static final int SNIFFED_BYTES = 64;
    private static final int DIGEST_DIGITS = 16;
    private static final long SCENE = 1;

    /** The scene that {@code sdcodec demo} renders, as a square. */
    static TestPicture scene(int side) {
        return new TestPicture("scene", Picture.opaque(side, side, Scene.render(side, side, SCENE)));
    }

    /**
     * The picture files of a folder, sorted by name; other files are passed over.
     *
     * @throws IOException if the folder cannot be read or has no pictures, with a sentence that says so
     */
    static List<Path> filesOf(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("cannot read '" + folder + "': "
                    + (Files.exists(folder) ? "it is no folder" : "there is no such folder")
                    + "; name a folder of pictures");
        }
        List<Path> pictures = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (Files.isRegularFile(file) && isPicture(file)) {
                    pictures.add(file);
                }
            }
        } catch (IOException e) {
            throw new IOException("cannot read the folder '" + folder + "': check its permissions", e);
        }
        if (pictures.isEmpty()) {
            throw new IOException("there is no picture in '" + folder + "'; name a folder of pictures ("
                    + ImageFormat.readableTitles() + ")");
        }
        return pictures;
    }

    private static boolean isPicture(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return ImageFormat.sniff(in.readNBytes(SNIFFED_BYTES)).isPresent();
        }
    }

    /**
     * Reads a picture, laid on white if it has alpha.
     *
     * @param crop the side of the square to cut out of the middle, less where the picture is smaller; 0 takes the whole
     * @throws IOException if the file cannot be read
     * @throws org.sdcodec.cli.image.ImageFormatException if it is damaged
     */
    static TestPicture read(Path file, int crop) throws IOException {
        Picture whole = ImageFiles.read(file, DecodeOptions.DEFAULT_MAX_PIXELS)
                .picture()
                .onWhite();
        Picture middle = crop == 0 ? whole : whole.centerCrop(crop, crop);
        String fileName = file.getFileName().toString();
        int dot = fileName.lastIndexOf('.');
        String stem = dot > 0 ? fileName.substring(0, dot) : fileName;
        Path folder = file.toAbsolutePath().normalize().getParent().getFileName();
        return new TestPicture(folder == null ? stem : folder + "/" + stem, middle);
    }

    boolean isTooSmall() {
        return Math.min(image.width(), image.height()) < MIN_SIDE;
    }

    /**
     * The first 64 bits of the SHA-256 of width, height and pixels, so that figures of other pixels are never taken for
     * this one's.
     */
    String digest() {
        int width = image.width();
        int height = image.height();
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (2 + width * height));
        bytes.putInt(width).putInt(height);
        for (int pixel : image.toArray()) {
            bytes.putInt(pixel);
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
