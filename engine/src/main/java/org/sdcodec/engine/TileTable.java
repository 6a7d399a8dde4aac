package org.sdcodec.engine;

import java.util.List;
import org.sdcodec.engine.kernel.Kernels;

/**
 * The register tiles of processors that are faster with others than those usual for their vectors. To add a processor:
 * measure it with {@code kernels gemm} and {@code -Dsdcodec.kernels=vector:TILE} for each tile, and add a line.
 */
final class TileTable {
    /** Any family of a vendor. */
    private static final int ANY = -1;

    /**
     * A line of the table.
     *
     * @param lanes floats per vector
     * @param family of the processor, or {@link #ANY}
     * @param tile as of {@link Kernels#tile()}
     * @param why ends a sentence that begins with the tile
     */
    record Line(int lanes, String vendor, int family, String tile, String why) {
        boolean fits(int ofLanes, Processor processor) {
            return lanes == ofLanes
                    && vendor.equals(processor.vendor())
                    && (family == ANY || family == processor.family());
        }
    }

    /** The first line that fits counts. */
    static final List<Line> LINES = List.of(
            new Line(16, "AuthenticAMD", 25, "12x2", "fastest where a multiplication of 512 bits takes two cycles"),
            new Line(16, "AuthenticAMD", 26, "6x4", "measured on processors of this family"),
            new Line(16, "GenuineIntel", ANY, "6x4s", "measured on Ice Lake"));

    private TileTable() {}

    /** The line for a processor, or null if its tiles are the usual ones. */
    static Line lineOf(int lanes, Processor processor) {
        return LINES.stream()
                .filter(line -> line.fits(lanes, processor))
                .findFirst()
                .orElse(null);
    }
}
