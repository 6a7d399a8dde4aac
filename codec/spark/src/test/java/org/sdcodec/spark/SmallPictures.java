package org.sdcodec.spark;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.sdcodec.Picture;

/** Generated picture files of a few pixels, the same for the same number. */
public final class SmallPictures {

    /** Every so manieth file is broken. */
    private static final int BROKEN = 33;

    /** Bases of channels are below it, so that base and slopes stay below 256. */
    private static final int RANDOM_BASE = 128;

    private SmallPictures() {}

    /**
     * Colors that change smoothly over at most 32x32 pixels, with a little noise in red; no channel leaves 0 to 255.
     */
    public static Picture picture(int number) {
        Random random = new Random(number);
        int width = 9 + random.nextInt(24);
        int height = 9 + random.nextInt(24);
        int red = random.nextInt(RANDOM_BASE);
        int green = random.nextInt(RANDOM_BASE);
        int blue = random.nextInt(RANDOM_BASE);
        int[] rgb = new int[width * height];
        for (int i = 0; i < rgb.length; i++) {
            int x = i % width;
            int y = i / width;
            rgb[i] = red + 4 * x + random.nextInt(4) << 16 | green + 3 * y << 8 | blue + x + 2 * y;
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

    /**
     * Writes files with the numbers from {@code first} on, of which about 3 % are broken; returns how many these are.
     */
    public static int write(Path folder, int first, int count) throws IOException {
        Files.createDirectories(folder);
        int failures = 0;
        for (int i = first; i < first + count; i++) {
            failures += isBroken(i) ? 1 : 0;
            Files.write(folder.resolve(name(i)), isBroken(i) ? broken(i) : png(i));
        }
        return failures;
    }

    /** Whether {@link #write} writes a broken file for a number. */
    public static boolean isBroken(int number) {
        return number % BROKEN == BROKEN - 1;
    }

    /** The file name of a number. */
    public static String name(int number) {
        return String.format(Locale.ROOT, "p%05d.png", number);
    }

    /** The number of a {@link #name}. */
    public static int number(String name) {
        return Integer.parseInt(name.substring(1, name.indexOf('.')));
    }
}
