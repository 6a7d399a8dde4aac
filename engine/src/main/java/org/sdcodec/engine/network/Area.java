package org.sdcodec.engine.network;

/**
 * A rectangle of a feature map.
 *
 * @param top the first row, at least 0
 * @param left the first column, at least 0
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record Area(int top, int left, int height, int width) {
    /** @throws IllegalArgumentException if it is empty or begins outside of the map */
    public Area {
        if (top < 0 || left < 0 || height < 1 || width < 1) {
            throw new IllegalArgumentException("there is no area of " + height + " rows from " + top + " on and "
                    + width + " columns from " + left + " on");
        }
    }

    /** All of a map. */
    public static Area of(Shape shape) {
        return new Area(0, 0, Math.toIntExact(shape.height()), Math.toIntExact(shape.width()));
    }

    /** The row behind the last one. */
    public int bottom() {
        return top + height;
    }

    /** The column behind the last one. */
    public int right() {
        return left + width;
    }
}
