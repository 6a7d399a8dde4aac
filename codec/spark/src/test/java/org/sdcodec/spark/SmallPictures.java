package org.sdcodec.spark;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.sdcodec.Picture;

/** Generated picture files of a few pixels, the same for the same number. */
public final class SmallPictures {

    /** Every so manieth file is broken. */
    public static final int BROKEN = 33;

    private SmallPictures() {}

    /** Colors that change smoothly, with some noise. */
    public static Picture picture(int number) {
        Random random = new Random(number);
        int width = 8 + random.nextInt(24);
        int height = 8 + random.nextInt(24);
        int base = random.nextInt(1 << 24);
        int[] rgb = new int[width * height];
        for (int i = 0; i < rgb.length; i++) {
            int x = i % width;
            int y = i / width;
            int red = (base >> 16) + 5 * x + random.nextInt(8) & 255;
            int green = (base >> 8) + 3 * y & 255;
            int blue = base + 2 * (x + y) & 255;
            rgb[i] = red << 16 | green << 8 | blue;
        }
        return Picture.opaque(width, height, rgb);
    }

    /** {@link #picture} as PNG. */
    public static byte[] png(int number) throws IOException {
        Picture picture = picture(number);
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, picture.width(), picture.height(), picture.toArray(), 0, picture.width());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    /** What is no picture: truncated, empty or a text. */
    public static byte[] broken(int number) throws IOException {
        return switch (number % 3) {
            case 0 -> Arrays.copyOf(png(number), 60);
            case 1 -> new byte[0];
            default -> "<html>Not found</html>".getBytes(StandardCharsets.UTF_8);
        };
    }

    /** Writes files with the numbers from {@code first} on, of which about 3 % are broken; returns how many these are. */
    public static int write(Path folder, int first, int count) throws IOException {
        Files.createDirectories(folder);
        int failures = 0;
        for (int i = first; i < first + count; i++) {
            boolean bad = i % BROKEN == BROKEN - 1;
            failures += bad ? 1 : 0;
            Files.write(folder.resolve(String.format("p%05d.png", i)), bad ? broken(i) : png(i));
        }
        return failures;
    }
}
