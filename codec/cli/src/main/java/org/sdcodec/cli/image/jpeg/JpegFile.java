package org.sdcodec.cli.image.jpeg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the marker segments of a JPEG file say. Source: ITU-T T.81, annex B.
 *
 * <p>Made by {@link JpegParser}; not modified after that.
 */
final class JpegFile {
    /** Start-of-frame markers of the processes that can be decoded: baseline, extended, progressive, lossless. */
    static final int BASELINE = 0xc0;

    static final int EXTENDED = 0xc1;
    static final int PROGRESSIVE = 0xc2;
    static final int LOSSLESS = 0xc3;

    /** The {@link #adobeTransform} of a file without an Adobe segment. */
    static final int NO_ADOBE = -1;

    /**
     * A color plane.
     *
     * @param id by which scans name it
     * @param h horizontal sampling factor, 1 to 4
     * @param v vertical sampling factor
     */
    record Component(int id, int h, int v) {}

    /**
     * A scan with the tables that hold for it.
     *
     * @param components indexes into {@link #components}
     * @param dc the table of each component for DC codes; null where there is none
     * @param ac the table of each component for AC codes; null where there is none
     * @param ss the first coefficient in zigzag order; of lossless files, the predictor
     * @param se the last coefficient
     * @param ah bits that earlier scans gave, 0 in the first
     * @param al the bit that this scan ends at
     * @param restartInterval units between restart markers, 0 for none
     * @param from where the compressed data begins in the file
     * @param to where it ends, exclusive
     */
    record Scan(
            int[] components,
            HuffmanTable[] dc,
            HuffmanTable[] ac,
            int ss,
            int se,
            int ah,
            int al,
            int restartInterval,
            int from,
            int to) {}

    int process;
    int precision;
    int width;
    int height;
    Component[] components = {};
    final List<Scan> scans = new ArrayList<>();
    int adobeTransform = NO_ADOBE;
    boolean jfif;
    boolean endMarker;
    int orientation;
    /** As its index says; 0 without one. */
    int pictures;

    /** The first packet; null without one. */
    byte[] xmp;

    /** Contents of the segments of a further packet. */
    final List<byte[]> furtherXmp = new ArrayList<>();

    final List<byte[]> iccChunks = new ArrayList<>();

    /** The same file without anything that the pixels do not need: no stray bytes, no metadata, one end marker. */
    byte[] clean;

    int maxH() {
        return Arrays.stream(components).mapToInt(Component::h).max().orElse(1);
    }

    int maxV() {
        return Arrays.stream(components).mapToInt(Component::v).max().orElse(1);
    }

    /** Whether three components are luma and chroma: by JFIF, by Adobe, or by their names, as libjpeg decides. */
    boolean isYcc() {
        if (adobeTransform != NO_ADOBE && !jfif) {
            return adobeTransform != 0;
        }
        boolean namedRgb = components[0].id() == 'R' && components[1].id() == 'G' && components[2].id() == 'B';
        return jfif || !namedRgb;
    }
}
