package org.sdcodec.engine.network;

import java.util.Arrays;
import java.util.List;
import org.sdcodec.engine.layer.Footprint;

/**
 * The order in which the layers of a {@link RowNetwork} make their rows: always the deepest layer that has enough rows
 * of its inputs for some tiles, so that rows are consumed as soon as they can be. A walk over shapes alone: the same
 * for a run and for an estimate of its memory. Not thread-safe.
 */
final class RowSchedule {
    /**
     * A layer waits for this part of a band, so that coarse layers behind fine ones do not make one row of tiles after
     * the other.
     */
    private static final int LEAST_PART = 4;

    private final List<RowNetwork.Layer> layers;
    /** What each layer makes in the end. */
    private final Area[] areas;
    /** Rows that each layer makes at a time, at most. */
    private final int[] bands;
    /** The next row of each layer. */
    private final int[] next;

    private int layer;
    private int from;

    /** @param wanted of the network's output */
    RowSchedule(RowNetwork network, Area wanted) {
        layers = network.layers();
        areas = areas(layers, wanted);
        bands = new int[layers.size()];
        next = new int[layers.size()];
        for (int i = 0; i < next.length; i++) {
            next[i] = areas[i].top();
            long rowElements = areas[i].width() * layers.get(i).output().channels();
            bands[i] = (int) Math.max(1, Math.min(areas[i].height(), network.band() / rowElements));
        }
    }

    /** Whole tiles of each layer that the wanted area needs. */
    private static Area[] areas(List<RowNetwork.Layer> layers, Area wanted) {
        int[][] rows = new int[layers.size()][];
        int[][] columns = new int[layers.size()][];
        int last = layers.size() - 1;
        rows[last] = new int[] {wanted.top(), wanted.bottom()};
        columns[last] = new int[] {wanted.left(), wanted.right()};
        for (int i = last; i >= 0; i--) {
            RowNetwork.Layer layer = layers.get(i);
            rows[i] = wholeTiles(layer.footprint(), rows[i], layer.output().height());
            columns[i] =
                    wholeTiles(layer.footprint(), columns[i], layer.output().width());
            if (layer.isInput()) {
                continue;
            }
            Shape in = layers.get(layer.input()).output();
            rows[layer.input()] = union(rows[layer.input()], read(layer.footprint(), rows[i], in.height()));
            columns[layer.input()] = union(columns[layer.input()], read(layer.footprint(), columns[i], in.width()));
            if (layer.addend() >= 0) {
                rows[layer.addend()] = union(rows[layer.addend()], rows[i]);
                columns[layer.addend()] = union(columns[layer.addend()], columns[i]);
            }
        }
        Area[] areas = new Area[layers.size()];
        for (int i = 0; i <= last; i++) {
            int[] row = rows[i];
            int[] column = columns[i];
            areas[i] = new Area(row[0], column[0], row[1] - row[0], column[1] - column[0]);
        }
        return areas;
    }

    private static int[] wholeTiles(Footprint footprint, int[] range, long size) {
        int end = (int) Math.min(size, footprint.endOfTile(range[1] - 1));
        return new int[] {footprint.firstOfTile(range[0]), end};
    }

    private static int[] read(Footprint footprint, int[] range, long size) {
        int end = (int) Math.min(size, footprint.endRead(range[1] - 1));
        return new int[] {Math.max(0, footprint.firstRead(range[0])), end};
    }

    private static int[] union(int[] a, int[] b) {
        return a == null ? b : new int[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])};
    }

    /** What some rows of a layer cost, more or less. */
    static double cost(RowNetwork.Layer layer, int rows) {
        return (double) layer.rowCost() * rows + rows;
    }

    /** What all steps cost, more or less. */
    double cost() {
        double all = 0;
        for (int i = 0; i < areas.length; i++) {
            all += cost(layers.get(i), areas[i].height());
        }
        return all;
    }

    Area area(int index) {
        return areas[index];
    }

    /** Goes to the next step; false if there is none. */
    boolean advance() {
        int last = layers.size() - 1;
        if (next[last] == areas[last].bottom()) {
            return false;
        }
        for (int i = last; i > 0; i--) {
            int end = ready(i);
            if (end > next[i]) {
                return step(i, end);
            }
        }
        return step(0, Math.min(areas[0].bottom(), next[0] + bands[0]));
    }

    private boolean step(int index, int end) {
        layer = index;
        from = next[index];
        next[index] = end;
        return true;
    }

    /** The end of the rows that a layer can make now; its next row if these are too few, or none. */
    private int ready(int index) {
        RowNetwork.Layer node = layers.get(index);
        Footprint footprint = node.footprint();
        int bottom = areas[index].bottom();
        int least = Math.min(bottom, next[index] + Math.max(1, bands[index] / LEAST_PART));
        int end = next[index];
        while (end < bottom) {
            int tileEnd = Math.min(bottom, footprint.endOfTile(end));
            boolean fits = end == next[index] || tileEnd - next[index] <= bands[index];
            if (!fits || !isThere(node, tileEnd)) {
                break;
            }
            end = tileEnd;
        }
        return end >= least ? end : next[index];
    }

    /** Whether all is there that the rows before {@code end} need. */
    private boolean isThere(RowNetwork.Layer node, int end) {
        int height = (int) layers.get(node.input()).output().height();
        return Math.min(height, node.footprint().endRead(end - 1)) <= next[node.input()]
                && (node.addend() < 0 || end <= next[node.addend()]);
    }

    /** The layer of the current step. */
    int layer() {
        return layer;
    }

    /** The first row of the current step. */
    int from() {
        return from;
    }

    /** The row behind the last one of the current step. */
    int end() {
        return next[layer];
    }

    /** The first row of each layer that is needed after the current step. */
    int[] needed() {
        int[] needed = new int[layers.size()];
        Arrays.fill(needed, Integer.MAX_VALUE);
        for (int i = 1; i < needed.length; i++) {
            RowNetwork.Layer node = layers.get(i);
            if (next[i] < areas[i].bottom()) {
                needed[node.input()] =
                        Math.min(needed[node.input()], node.footprint().firstRead(next[i]));
                if (node.addend() >= 0) {
                    needed[node.addend()] = Math.min(needed[node.addend()], next[i]);
                }
            }
        }
        return needed;
    }
}
