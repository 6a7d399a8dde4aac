package org.sdcodec.examples;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.GridLayout;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.SwingUtilities;
import javax.swing.SwingWorker;
import javax.swing.WindowConstants;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Limits;
import org.sdcodec.Preview;
import org.sdcodec.SdcodecException;
import org.sdcodec.imageio.BufferedImages;

/**
 * A window of thumbnails of the {@code .sdc} files in a folder. They are previews, made without neural inference,
 * outside of Swing's thread, and appear one by one.
 */
public final class Thumbnails extends JPanel {

    private static final long serialVersionUID = 1L;

    private static final int COLUMNS = 5;
    private static final int SIDE = 128;
    private static final int GAP = 4;

    /** An empty window, to be filled by {@link #load}. */
    public Thumbnails() {
        super(new GridLayout(0, COLUMNS, GAP, GAP));
        setBackground(Color.DARK_GRAY);
    }

    /** @param args the folder */
    public static void main(String[] args) throws IOException {
        List<Path> files = files(Path.of(args[0]));
        SwingUtilities.invokeLater(() -> {
            Thumbnails thumbnails = new Thumbnails();
            JFrame window = new JFrame("sdcodec");
            window.setDefaultCloseOperation(WindowConstants.EXIT_ON_CLOSE);
            window.add(new JScrollPane(thumbnails));
            window.setSize((SIDE + GAP) * COLUMNS + 2 * SIDE / 5, 4 * SIDE);
            window.setVisible(true);
            thumbnails.load(files);
        });
    }

    /** The files of a folder, by name. */
    static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.sdc")) {
            found.forEach(files::add);
        }
        Collections.sort(files);
        return files;
    }

    /** Begins to show files; to be called by Swing's thread. */
    SwingWorker<Void, BufferedImage> load(List<Path> files) {
        SwingWorker<Void, BufferedImage> worker = new SwingWorker<>() {
            @Override
            protected Void doInBackground() {
                Preview preview = Preview.embedded();
                for (Path file : files) {
                    publish(thumbnail(preview, file));
                }
                return null;
            }

            @Override
            protected void process(List<BufferedImage> images) {
                images.forEach(image -> add(new Thumbnail(image)));
                revalidate();
                repaint();
            }
        };
        worker.execute();
        return worker;
    }

    /** A gray square for a file that cannot be shown. */
    private static BufferedImage thumbnail(Preview preview, Path file) {
        try {
            byte[] sdc = Files.readAllBytes(file);
            return BufferedImages.from(preview.decode(sdc, DecodeOptions.DEFAULT.withLimits(Limits.untrusted())));
        } catch (IOException | SdcodecException e) {
            BufferedImage none = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
            none.setRGB(0, 0, Color.GRAY.getRGB());
            return none;
        }
    }

    /** An image in the middle of a square. */
    private static final class Thumbnail extends JComponent {

        private static final long serialVersionUID = 1L;

        private final transient BufferedImage image;

        Thumbnail(BufferedImage image) {
            this.image = image;
            setPreferredSize(new Dimension(SIDE, SIDE));
        }

        @Override
        protected void paintComponent(Graphics graphics) {
            double scale = Math.min((double) getWidth() / image.getWidth(), (double) getHeight() / image.getHeight());
            int width = (int) Math.round(scale * image.getWidth());
            int height = (int) Math.round(scale * image.getHeight());
            graphics.drawImage(image, (getWidth() - width) / 2, (getHeight() - height) / 2, width, height, null);
        }
    }
}
