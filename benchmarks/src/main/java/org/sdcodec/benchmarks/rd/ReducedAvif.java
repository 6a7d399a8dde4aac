package org.sdcodec.benchmarks.rd;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sdcodec.Picture;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.ImageCodec;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.pixels.Enlarger;
import org.sdcodec.codec.pixels.Reducer;

/**
 * What AVIF makes of a picture in very few bytes if it is made smaller first, enlarged afterwards as sdcodec does, and
 * its container costs
 * nothing: only the data of the file's {@code mdat} box is counted, the coded AV1 frame. The boxes around it take 282
 * bytes.
 */
final class ReducedAvif {
    /** The longer sides that are tried. */
    private static final List<Integer> SIDES = List.of(48, 64, 96, 128, 160, 192, 224, 256);

    private static final int COARSEST = 63;
    private static final int BOX_HEADER = 8;

    private final ImageCodec avif;
    private final Picture picture;

    /** Files by side and setting: sizes that are asked for one after the other share them. */
    private final Map<List<Integer>, byte[]> files = new HashMap<>();

    private final Map<Integer, Picture> reduced = new HashMap<>();

    /** @param avif whose settings are aom's levels, 63 for the smallest files to 0 */
    ReducedAvif(ImageCodec avif, Picture picture) {
        this.avif = avif;
        this.picture = picture;
    }

    /**
     * The picture of the least squared error among those of at most so many bytes, at its own size; nothing if there is
     * none.
     */
    Optional<Picture> within(int bytes) throws CodecException {
        Picture best = null;
        for (int side : SIDES) {
            if (side > Math.max(picture.width(), picture.height()) || payload(file(side, COARSEST)) > bytes) {
                continue;
            }
            int low = -1;
            int high = COARSEST;
            while (high - low > 1) {
                int middle = (low + high) / 2;
                if (payload(file(side, middle)) <= bytes) {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            Picture decoded = Enlarger.enlarged(avif.decode(file(side, high)), picture.width(), picture.height());
            if (best == null || Psnr.squaredError(decoded, picture) < Psnr.squaredError(best, picture)) {
                best = decoded;
            }
        }
        return Optional.ofNullable(best);
    }

    private byte[] file(int side, int setting) throws CodecException {
        List<Integer> key = List.of(side, setting);
        if (!files.containsKey(key)) {
            Picture small = reduced.computeIfAbsent(side, each -> Reducer.limited(picture, each));
            files.put(key, avif.encode(small, setting));
        }
        return files.get(key);
    }

    /**
     * Bytes in the {@code mdat} box of a file, ISO/IEC 14496-12: a box is its length in four bytes, its type in four,
     * and data.
     */
    static int payload(byte[] file) throws CodecException {
        int at = 0;
        while (at + BOX_HEADER <= file.length) {
            int length = number(file, at);
            if (length < BOX_HEADER) {
                break;
            }
            if (number(file, at + Integer.BYTES) == ('m' << 24 | 'd' << 16 | 'a' << 8 | 't')) {
                return length - BOX_HEADER;
            }
            at += length;
        }
        throw new CodecException("an AVIF file has no mdat box of a plain length");
    }

    private static int number(byte[] file, int at) {
        return (file[at] & 255) << 24 | (file[at + 1] & 255) << 16 | (file[at + 2] & 255) << 8 | file[at + 3] & 255;
    }
}
