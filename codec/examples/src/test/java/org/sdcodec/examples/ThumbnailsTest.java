package org.sdcodec.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.swing.SwingUtilities;
import javax.swing.SwingWorker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.Preview;
import org.sdcodec.imageio.BufferedImages;

/** The window's content, painted into an image: that needs no screen. */
class ThumbnailsTest {

    private static final int CELL = 132;

    @TempDir
    Path folder;

    @Test
    void everyFileIsShownInItsPlace() throws Exception {
        byte[] blue = encoded(0x2040c0);
        byte[] red = encoded(0xc04020);
        Files.write(folder.resolve("a.sdc"), blue);
        Files.writeString(folder.resolve("b.sdc"), "damaged", StandardCharsets.UTF_8);
        Files.write(folder.resolve("c.sdc"), red);
        Files.writeString(folder.resolve("d.txt"), "no picture", StandardCharsets.UTF_8);
        AtomicReference<Thumbnails> thumbnails = new AtomicReference<>();
        AtomicReference<SwingWorker<Void, BufferedImage>> loading = new AtomicReference<>();
        SwingUtilities.invokeAndWait(() -> {
            thumbnails.set(new Thumbnails());
            try {
                loading.set(thumbnails.get().load(Thumbnails.files(folder)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        loading.get().get(60, TimeUnit.SECONDS);
        // What the worker has published last is shown by a task of Swing's that may still wait, timed by Swing.
        for (int i = 0; i < 300 && count(thumbnails.get()) < 3; i++) {
            Thread.sleep(20);
        }
        BufferedImage shown = painted(thumbnails.get());
        assertThat(shown.getRGB(CELL / 2, CELL / 2) & 0xffffff).isEqualTo(middle(blue));
        assertThat(shown.getRGB(CELL / 2 + CELL, CELL / 2)).isEqualTo(Color.GRAY.getRGB());
        assertThat(shown.getRGB(CELL / 2 + 2 * CELL, CELL / 2) & 0xffffff).isEqualTo(middle(red));
        assertThat(shown.getRGB(CELL / 2 + 3 * CELL, CELL / 2)).isEqualTo(Color.DARK_GRAY.getRGB());
    }

    private static byte[] encoded(int rgb) {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 64; i++) {
            image.setRGB(i % 64, i / 64, rgb);
        }
        try (Codec codec = Codec.embedded()) {
            return codec.encode(BufferedImages.toPicture(image));
        }
    }

    /** Of the preview, which is 8x8 pixels, the one at the middle, whose lower right is enlarged from there. */
    private static int middle(byte[] sdc) {
        return Preview.embedded().decode(sdc).argb(4, 4) & 0xffffff;
    }

    private static int count(Thumbnails thumbnails) throws Exception {
        int[] count = new int[1];
        SwingUtilities.invokeAndWait(() -> count[0] = thumbnails.getComponentCount());
        return count[0];
    }

    private static BufferedImage painted(Thumbnails thumbnails) throws Exception {
        BufferedImage image = new BufferedImage(5 * CELL - 4, CELL - 4, BufferedImage.TYPE_INT_RGB);
        SwingUtilities.invokeAndWait(() -> {
            thumbnails.setSize(image.getWidth(), image.getHeight());
            thumbnails.doLayout();
            Graphics2D graphics = image.createGraphics();
            thumbnails.paint(graphics);
            graphics.dispose();
        });
        return image;
    }
}
