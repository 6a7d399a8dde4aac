package org.sdcodec.engine.network;

import java.util.ArrayList;
import java.util.List;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.WorkMemory;

/**
 * Those rows of a layer's output that are in use, each in an array of its own. Rows are made and dropped from top to
 * bottom.
 */
final class RowBuffer implements Rows {
    private final Shape shape;
    private final Area area;
    private final WorkMemory memory;
    private final List<float[]> rows = new ArrayList<>();
    /** The row of the first array. */
    private int first;

    /**
     * @param shape of the whole output
     * @param area of it that is ever made
     */
    RowBuffer(Shape shape, Area area, WorkMemory memory) {
        this.shape = shape;
        this.area = area;
        this.memory = memory;
        this.first = area.top();
    }

    /** Takes arrays for the rows before {@code end}, of undefined contents. */
    void extend(int end) {
        while (first + rows.size() < end) {
            rows.add(memory.takeExactly(area.width() * channels()));
        }
    }

    /** Gives the rows before {@code row} back. */
    void drop(int row) {
        int count = (int) Math.max(0, Math.min(rows.size(), (long) row - first));
        for (float[] array : rows.subList(0, count)) {
            memory.give(array);
        }
        rows.subList(0, count).clear();
        first += count;
    }

    @Override
    public int height() {
        return (int) shape.height();
    }

    @Override
    public int width() {
        return (int) shape.width();
    }

    @Override
    public int channels() {
        return (int) shape.channels();
    }

    @Override
    public int left() {
        return area.left();
    }

    @Override
    public int columns() {
        return area.width();
    }

    @Override
    public float[] row(int y) {
        return rows.get(y - first);
    }

    @Override
    public int offset(int y) {
        return 0;
    }
}
