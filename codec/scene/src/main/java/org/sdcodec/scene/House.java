package org.sdcodec.scene;

import static org.sdcodec.scene.Noise.step;

/** A brick house on the shore: hard edges, fine regular lines. Coordinates as in {@link Landscape}. */
final class House {
    private static final double LEFT = -0.36;
    private static final double RIGHT = -0.1;
    private static final double EAVES = 0.43;
    private static final double RIDGE = 0.325;
    private static final double OVERHANG = 0.022;

    private House() {}

    /** The color at a point, or null outside of the house. */
    static Rgb shade(Noise noise, double x, double y) {
        double slope = (y - RIDGE) / (EAVES - RIDGE);
        if (y >= RIDGE && y < EAVES + 0.006) {
            double inset = 0.05 * (1 - slope);
            if (x > LEFT - OVERHANG + inset && x < RIGHT + OVERHANG - inset) {
                return roof(noise, x, y);
            }
        }
        if (x > -0.2 && x < -0.165 && y > 0.285 && y < RIDGE + 0.02) {
            return y < 0.294 ? Rgb.of(0x6d665f) : bricks(noise, x, y).times(x > -0.175 ? 1.1 : 0.85);
        }
        if (x < LEFT || x > RIGHT || y < EAVES || y > Landscape.SHORE) {
            return null;
        }
        // The roof throws a shadow on the wall.
        double shadow = 0.55 + 0.45 * step(EAVES + 0.008, EAVES + 0.03, y);
        Rgb opening = opening(noise, x, y);
        return opening != null ? opening.times(shadow) : bricks(noise, x, y).times(shadow);
    }

    private static Rgb roof(Noise noise, double x, double y) {
        double row = (y - RIDGE) / 0.0105;
        int rowIndex = (int) Math.floor(row);
        double column = x / 0.013 + (rowIndex & 1) * 0.5;
        double inRow = row - rowIndex;
        double tone = 0.8 + 0.3 * noise.hash((int) Math.floor(column), rowIndex);
        double inColumn = column - Math.floor(column);
        double edge = inRow > 0.8 || inColumn < 0.1 ? 0.62 : 1;
        return Rgb.of(0x8a4a3c).mix(Rgb.of(0xa8624a), inRow).times(tone * edge);
    }

    private static Rgb bricks(Noise noise, double x, double y) {
        double row = y / 0.0075;
        int rowIndex = (int) Math.floor(row);
        double column = x / 0.018 + (rowIndex & 1) * 0.5;
        boolean mortar = row - rowIndex < 0.16 || column - Math.floor(column) < 0.07;
        double tone = 0.85 + 0.25 * noise.hash((int) Math.floor(column), rowIndex + 500);
        double grain = 0.92 + 0.16 * noise.fractal(x * 300, y * 300, 2);
        Rgb color = mortar ? Rgb.of(0xcdbfa8) : Rgb.of(0xc98f68).times(tone);
        return color.times(grain);
    }

    /** Three windows and a door, each with a white frame; null on the wall. */
    private static Rgb opening(Noise noise, double x, double y) {
        for (double middle : new double[] {-0.318, -0.253, -0.142}) {
            double dx = Math.abs(x - middle);
            double dy = Math.abs(y - 0.487);
            if (dx < 0.021 && dy < 0.03) {
                boolean frame = dx > 0.0175 || dy > 0.0265 || dx < 0.0018 || dy < 0.0018;
                double glare = step(0.4, 0.7, noise.fractal(x * 30 + y * 40, y * 12, 2));
                return frame ? Rgb.of(0xf4f1e8) : Rgb.of(0x22303e).mix(Rgb.of(0x9cc0da), glare * 0.8);
            }
        }
        double dx = Math.abs(x + 0.2);
        if (dx < 0.024 && y > 0.468) {
            boolean frame = dx > 0.0195 || y < 0.474;
            boolean knob = Math.abs(x + 0.187) < 0.0025 && Math.abs(y - 0.516) < 0.0025;
            double plank = Math.abs((dx * 150) % 1 - 0.5) < 0.42 ? 1 : 0.75;
            return frame
                    ? Rgb.of(0xf4f1e8)
                    : knob ? Rgb.of(0xf0cf70) : Rgb.of(0x2f6b5c).times(plank);
        }
        return null;
    }
}
