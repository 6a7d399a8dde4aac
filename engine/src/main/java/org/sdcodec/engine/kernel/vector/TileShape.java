package org.sdcodec.engine.kernel.vector;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The shapes of register tiles, rows × vectors, between which a processor may choose. All give the same bits. */
enum TileShape {
    /** 15 registers. */
    SIX_BY_TWO("6x2"),
    /** 27 registers; the least traffic between the caches. */
    TWELVE_BY_TWO("12x2"),
    /** 29 registers; the fewest instructions for each multiplication. */
    SIX_BY_FOUR("6x4"),
    /**
     * The same, and faster with rows of A at a distance that the compiler knows: half the instructions beside the
     * multiplications.
     */
    SIX_BY_FOUR_SLAB("6x4s");

    private final String label;

    TileShape(String label) {
        this.label = label;
    }

    /** For people: "6x4". */
    String label() {
        return label;
    }

    /** Whether four vectors of columns are multiplied at once. */
    boolean isWide() {
        return this == SIX_BY_FOUR || this == SIX_BY_FOUR_SLAB;
    }

    /** The shape for vectors of so many floats: AVX2 has 16 registers, AVX-512 and AArch64 have 32. */
    static TileShape usual(int lanes) {
        return lanes == 8 ? SIX_BY_TWO : SIX_BY_FOUR;
    }

    /**
     * The shape with this label.
     *
     * @throws IllegalArgumentException if there is none
     */
    static TileShape of(String label) {
        for (TileShape shape : values()) {
            if (shape.label.equals(label)) {
                return shape;
            }
        }
        throw new IllegalArgumentException("there is no register tile '" + label + "', only "
                + Arrays.stream(values()).map(TileShape::label).collect(Collectors.joining(", ")));
    }
}
