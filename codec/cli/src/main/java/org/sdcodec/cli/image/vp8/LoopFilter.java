package org.sdcodec.cli.image.vp8;

/** Smooths the edges of blocks, after all of them are decoded. Source: RFC 6386, section 15. */
final class LoopFilter {
    private static final int MAX_LEVEL = 63;

    private final boolean simple;
    private final boolean off;
    private final int sharpness;
    private final int[] levels;
    private final int ofSmallBlocks;

    /**
     * @param off whether nothing is filtered
     * @param levels of the segments
     * @param ofSmallBlocks what is added to the level of macroblocks of 4x4 blocks
     */
    LoopFilter(boolean simple, boolean off, int sharpness, int[] levels, int ofSmallBlocks) {
        this.simple = simple;
        this.off = off;
        this.sharpness = sharpness;
        this.levels = levels;
        this.ofSmallBlocks = ofSmallBlocks;
    }

    /**
     * Filters the edges of a macroblock.
     *
     * @param inner whether the edges inside of it are filtered, too
     */
    void filter(Plane[] planes, int column, int row, int segment, boolean small, boolean inner) {
        int level = Math.max(0, Math.min(MAX_LEVEL, levels[segment] + (small ? ofSmallBlocks : 0)));
        if (off || level == 0) {
            return;
        }
        int interior = sharpness > 0 ? Math.min(level >> (sharpness > 4 ? 2 : 1), 9 - sharpness) : level;
        interior = Math.max(1, interior);
        int threshold = level >= 40 ? 2 : level >= 15 ? 1 : 0;
        int inside = 2 * level + interior;
        for (int p = 0; p < (simple ? 1 : planes.length); p++) {
            int size = p == 0 ? 16 : 8;
            Plane plane = planes[p];
            int at = plane.at(column * size, row * size);
            Edge edge = new Edge(plane.samples, interior, threshold);
            edges(edge, column > 0, inner, at, 1, plane.stride, size, inside);
            edges(edge, row > 0, inner, at, plane.stride, 1, size, inside);
        }
    }

    /** @param across from one sample to the next over the edge; {@code along}: on it */
    private void edges(Edge edge, boolean outer, boolean inner, int at, int across, int along, int size, int inside) {
        if (outer) {
            edge(edge, at, across, along, size, inside + 4, true);
        }
        for (int i = 4; inner && i < size; i += 4) {
            edge(edge, at + i * across, across, along, size, inside, false);
        }
    }

    private void edge(Edge edge, int at, int across, int along, int size, int limit, boolean ofMacroblock) {
        for (int i = 0; i < size; i++) {
            int q0 = at + i * along;
            if (simple) {
                edge.simple(q0, across, 2 * limit + 1);
            } else {
                edge.normal(q0, across, 2 * limit + 1, ofMacroblock);
            }
        }
    }

    /** Samples on both sides of an edge: p3 to p0 before it, q0 to q3 behind it. */
    private record Edge(byte[] s, int interior, int threshold) {
        private int v(int at) {
            return s[at] & 0xff;
        }

        private void add(int at, int delta) {
            s[at] = (byte) Prediction.clamp(v(at) + delta);
        }

        private boolean flat(int q0, int step, int limit) {
            return 4 * Math.abs(v(q0 - step) - v(q0)) + Math.abs(v(q0 - 2 * step) - v(q0 + step)) <= limit;
        }

        void simple(int q0, int step, int limit) {
            if (flat(q0, step, limit)) {
                two(q0, step);
            }
        }

        void normal(int q0, int step, int limit, boolean ofMacroblock) {
            if (!flat(q0, step, limit) || !smooth(q0, step)) {
                return;
            }
            boolean varies =
                    Math.abs(v(q0 - 2 * step) - v(q0 - step)) > threshold || Math.abs(v(q0 + step) - v(q0)) > threshold;
            if (varies) {
                two(q0, step);
            } else if (ofMacroblock) {
                six(q0, step);
            } else {
                four(q0, step);
            }
        }

        private boolean smooth(int q0, int step) {
            return Math.abs(v(q0 - 4 * step) - v(q0 - 3 * step)) <= interior
                    && Math.abs(v(q0 - 3 * step) - v(q0 - 2 * step)) <= interior
                    && Math.abs(v(q0 - 2 * step) - v(q0 - step)) <= interior
                    && Math.abs(v(q0 + 3 * step) - v(q0 + 2 * step)) <= interior
                    && Math.abs(v(q0 + 2 * step) - v(q0 + step)) <= interior
                    && Math.abs(v(q0 + step) - v(q0)) <= interior;
        }

        private static int signed(int v, int min, int max) {
            return Math.max(min, Math.min(max, v));
        }

        /** The difference over the edge, with that of the outer samples. */
        private int difference(int q0, int step) {
            return 3 * (v(q0) - v(q0 - step)) + signed(v(q0 - 2 * step) - v(q0 + step), -128, 127);
        }

        private void two(int q0, int step) {
            int a = difference(q0, step);
            add(q0 - step, signed(a + 3 >> 3, -16, 15));
            add(q0, -signed(a + 4 >> 3, -16, 15));
        }

        private void four(int q0, int step) {
            int a = 3 * (v(q0) - v(q0 - step));
            int a1 = signed(a + 4 >> 3, -16, 15);
            int a2 = signed(a + 3 >> 3, -16, 15);
            int a3 = a1 + 1 >> 1;
            add(q0 - 2 * step, a3);
            add(q0 - step, a2);
            add(q0, -a1);
            add(q0 + step, -a3);
        }

        private void six(int q0, int step) {
            int a = signed(difference(q0, step), -128, 127);
            for (int i = 0, weight = 27; i < 3; i++, weight -= 9) {
                int delta = weight * a + 63 >> 7;
                add(q0 - (i + 1) * step, delta);
                add(q0 + i * step, -delta);
            }
        }
    }
}
