package org.sdcodec.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** The least that a program needs: ImageIO, with {@code sdcodec-imageio} on its class path. */
public final class FiveLines {

    private FiveLines() {}

    /** @param args a picture that ImageIO reads, the {@code .sdc} file to write, and the PNG file to write of that */
    public static void main(String[] args) throws IOException {
        BufferedImage picture = ImageIO.read(Path.of(args[0]).toFile());
        ImageIO.write(picture, "sdc", Path.of(args[1]).toFile());
        BufferedImage decoded = ImageIO.read(Path.of(args[1]).toFile());
        ImageIO.write(decoded, "png", Path.of(args[2]).toFile());
    }
}
