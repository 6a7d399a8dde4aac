package org.sdcodec.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.sdcodec.cli.launch.Subcommand;

/**
 * Does what most runs do, on a small picture, so that the JVM meets the classes that its archive of classes is to hold.
 * The launcher runs this in the background; see {@code org.sdcodec.cli.launch.ArchiveMaker}.
 */
public final class ArchiveTraining {

    private static final int SIDE = 64;
    private static final int RED = 0xff0000;

    private ArchiveTraining() {}

    /**
     * Runs every command that {@link Subcommand#isArchived takes part}, and ends the JVM with status 0 if that went
     * well.
     *
     * @param args a folder for the files, which are left there
     */
    public static void main(String[] args) throws IOException {
        System.setProperty("java.awt.headless", "true");
        Path folder = Path.of(args[0]);
        Path sdc = folder.resolve("trial.sdc");
        int status = 0;
        for (String format : new String[] {"png", "jpg"}) {
            Path picture = folder.resolve("trial." + format);
            ImageIO.write(picture(), format, picture.toFile());
            for (Subcommand command : Subcommand.values()) {
                if (command.isArchived()) {
                    status |= switch (command) {
                        case ENCODE -> run(command, picture, sdc);
                        case DECODE -> run(command, sdc, folder.resolve("decoded." + format));
                        default -> throw new IllegalStateException(command + ": no trial is known for this command");
                    };
                }
            }
        }
        System.exit(status);
    }

    /** In two colors: for one of a single color no network runs. */
    private static BufferedImage picture() {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < SIDE; x++) {
            picture.setRGB(x, x, RED);
        }
        return picture;
    }

    private static int run(Subcommand command, Path from, Path to) {
        return Main.run(Streams.ofProcess(), command.title(), "--overwrite", from.toString(), to.toString());
    }
}
