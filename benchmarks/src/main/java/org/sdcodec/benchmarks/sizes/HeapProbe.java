package org.sdcodec.benchmarks.sizes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.ProgressListener;
import org.sdcodec.scene.Scene;

/** One encode or decode in a JVM of its own, whose heap {@link HeapCommand} chooses. */
public final class HeapProbe {
    /** The exit status where the memory does not suffice, or is estimated not to. */
    static final int TOO_LITTLE = 3;

    private static final long UNLIMITED = Long.MAX_VALUE / 4;
    private static final int TILE = 512;

    private HeapProbe() {}

    /** Ends an encode or decode whose memory was found sufficient. */
    private static final class AcceptedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** @param args {@code run} or {@code estimate}; {@code encode} or {@code decode}; pixels; the .sdc file */
    public static void main(String[] args) throws Exception {
        boolean estimates = args[0].equals("estimate");
        boolean encodes = args[1].equals("encode");
        Path file = Path.of(args[3]);
        ProgressListener listener = (stage, done, total) -> {
            if (estimates) {
                throw new AcceptedException();
            }
        };
        Codec.Builder builder = Codec.builder().purpose(encodes ? Codec.Purpose.ENCODE : Codec.Purpose.DECODE);
        if (!estimates) {
            builder.memoryBudget(UNLIMITED);
        }
        try (Codec codec = builder.build()) {
            if (encodes) {
                Picture picture = picture(Double.parseDouble(args[2]));
                Files.write(file, codec.encode(picture, EncodeOptions.DEFAULT, listener));
            } else {
                codec.decode(Files.readAllBytes(file), DecodeOptions.DEFAULT, listener);
            }
        } catch (AcceptedException e) {
            return;
        } catch (PictureTooLargeException | OutOfMemoryError e) {
            System.exit(TOO_LITTLE);
        }
    }

    private static Picture picture(double pixels) {
        Picture tile = Picture.opaque(TILE, TILE, Scene.render(TILE, TILE, 1));
        Picture montage = SizesCommand.montage(List.of(tile), pixels);
        Picture.Builder copy = Picture.builder(montage.width(), montage.height());
        int[] row = new int[montage.width()];
        for (int y = 0; y < montage.height(); y++) {
            montage.copyRows(y, 1, row, 0);
            copy.row(y, row, 0);
        }
        return copy.build();
    }
}
