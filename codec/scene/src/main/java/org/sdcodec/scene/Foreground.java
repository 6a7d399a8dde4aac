package org.sdcodec.scene;

import static org.sdcodec.scene.Noise.mix;
import static org.sdcodec.scene.Noise.step;

/**
 * The near end of the scene: a meadow, a white fence, a wooden sign with a line of text, and peaches on a table.
 * Coordinates as in {@link Landscape}.
 */
final class Foreground {
    private static final String TEXT = "Lakeside Peaches";
    private static final double TABLE = 0.855;

    /** Peaches from back to front: x, y of the middle, radius. */
    private static final double[][] PEACHES = {
        {-0.27, 0.79, 0.072}, {-0.1, 0.797, 0.068}, {-0.385, 0.83, 0.078}, {-0.19, 0.842, 0.082}, {-0.02, 0.852, 0.07},
    };

    private final Noise noise;

    Foreground(Noise noise) {
        this.noise = noise;
    }

    /** The color at a point, or null where the landscape is seen. */
    Rgb shade(double x, double y) {
        for (int i = PEACHES.length - 1; i >= 0; i--) {
            Rgb peach = peach(x, y, PEACHES[i][0], PEACHES[i][1], PEACHES[i][2], i);
            if (peach != null) {
                return peach;
            }
        }
        if (y > TABLE - 0.03) {
            return table(x, y);
        }
        Rgb sign = sign(x, y);
        if (sign != null) {
            return sign;
        }
        Rgb fence = fence(x, y);
        return fence != null ? fence : meadow(x, y);
    }

    /** A sphere under one soft light from the upper right, with a blush, a seam and down that glows at the rim. */
    private Rgb peach(double x, double y, double cx, double cy, double radius, int index) {
        double nx = (x - cx) / radius;
        double ny = (y - cy) / radius;
        double square = nx * nx + ny * ny;
        if (square > 1) {
            return null;
        }
        double nz = Math.sqrt(1 - square);
        double light = 0.48 * nx - 0.64 * ny + 0.6 * nz;
        // Light that enters the skin comes out beyond the edge of the shadow, reddened.
        double lit = step(-0.45, 1.05, light);
        double turn = noise.hash(index, 700) - 0.5;
        double mottle = noise.fractal(x * 14, y * 14, 4) - 0.5;
        double blush = step(0.1, 0.95, 0.42 + 1.1 * nx * turn - 0.3 * ny + 0.7 * mottle);
        Rgb skin = Rgb.of(0xfac678).mix(Rgb.of(0xd65a45), blush);
        double speckle = 0.97 + 0.06 * noise.fractal(x * 240, y * 240, 2);
        Rgb shadow = Rgb.of(0x6a2f28);
        Rgb color = shadow.mix(skin, lit).times(speckle * (0.75 + 0.4 * lit));
        double seam = Math.abs(nx - turn * 0.6 - 0.18 * ny * ny);
        color = color.times(1 - 0.22 * step(0.07, 0, seam) * step(0.75, -0.6, ny));
        double rim = (1 - nz) * (1 - nz) * (1 - nz);
        color = color.mix(Rgb.of(0xffe3c4), 0.3 * rim * lit);
        double shine = step(0.9, 1.04, light);
        // The table and the neighbors keep light from the lower side.
        double occlusion = mix(1, 0.62, step(0.25, 1, ny));
        return color.plus(Rgb.of(0xfff4e6).times(0.28 * shine)).times(occlusion);
    }

    private Rgb table(double x, double y) {
        double front = 0.955;
        double grain = noise.fractal(x * 5 + 3, y * 90, 4);
        double fine = noise.fractal(x * 16, y * 420, 2);
        Rgb wood = Rgb.of(0x8a6038).mix(Rgb.of(0xc79c66), 0.65 * grain + 0.35 * fine);
        // Joints run towards a vanishing point above the table.
        double board = x / (y - 0.3) * 0.6;
        if (y > front) {
            return wood.times(y < front + 0.006 ? 1.15 : 0.6 + 0.1 * step(1.0, front, y));
        }
        double joint = Math.abs((board * 7 + 40) % 1 - 0.5) > 0.485 ? 0.6 : 1;
        double shadow = 1;
        for (double[] p : PEACHES) {
            double dx = (x - p[0] + 0.35 * p[2]) / (p[2] * 1.35);
            double dy = (y - p[1] - 0.88 * p[2]) / (p[2] * 0.38);
            shadow *= 1 - 0.62 * step(1.15, 0.2, Math.sqrt(dx * dx + dy * dy));
        }
        return wood.times(joint * shadow * 1.1);
    }

    private Rgb sign(double x, double y) {
        double left = 0.02;
        double right = 0.46;
        double top = 0.615;
        double bottom = 0.715;
        boolean post = (Math.abs(x - 0.09) < 0.011 || Math.abs(x - 0.39) < 0.011) && y > 0.6;
        boolean board = x > left && x < right && y > top && y < bottom;
        if (!board) {
            double side = (x - (x < 0.24 ? 0.09 : 0.39)) / 0.011;
            return post ? Rgb.of(0x6b4a2e).times(1 + 0.25 * side) : null;
        }
        double edge = Math.min(Math.min(x - left, right - x), Math.min(y - top, bottom - y));
        double unit = (right - left) * 0.88 / StrokeFont.width(TEXT);
        double textX = (x - left) / unit - ((right - left) / unit - StrokeFont.width(TEXT)) / 2;
        double textY = (y - top) / unit - ((bottom - top) / unit - StrokeFont.CAP_HEIGHT) / 2;
        if (StrokeFont.distance(TEXT, textX, textY) < 0.5) {
            return Rgb.of(0x3a2417);
        }
        double grain = noise.fractal(x * 7 + 50, y * 130, 4);
        Rgb wood = Rgb.of(0xd8b98a).mix(Rgb.of(0xf0dcb4), grain);
        return edge < 0.005 ? wood.times(0.62) : wood;
    }

    private Rgb fence(double x, double y) {
        if (x > -0.03) {
            return null;
        }
        double pitch = 0.052;
        double place = (x + 10) / pitch;
        double dx = Math.abs(place - Math.floor(place) - 0.5) * pitch;
        double point = 0.66 + Math.max(0, dx) * 1.3;
        boolean picket = dx < 0.0155 && y > point;
        boolean rail = Math.abs(y - 0.7) < 0.008 || Math.abs(y - 0.775) < 0.008;
        if (!picket && !rail) {
            return null;
        }
        double grain = 0.94 + 0.08 * noise.fractal(x * 120, y * 20, 3);
        double right = place - Math.floor(place) - 0.5;
        return Rgb.of(picket ? 0xf5f3ec : 0xd2d3d0).times(grain * (picket ? 0.94 + right * 0.25 : 1));
    }

    private Rgb meadow(double x, double y) {
        double edge = 0.705 + 0.02 * noise.fractal(x * 5, 70, 3) - 0.03 * x;
        double blade = noise.fractal(x * 150, y * 22, 3);
        if (y < edge - 0.03 * blade) {
            return null;
        }
        double near = step(edge - 0.02, 0.87, y);
        double patch = noise.fractal(x * 9 + 2, y * 14, 3);
        Rgb grass = Rgb.of(0x35501f).mix(Rgb.of(0xa9b955), 0.55 * blade + 0.45 * patch);
        int cellX = (int) Math.floor(x * 45);
        int cellY = (int) Math.floor(y * 60);
        double fx = x * 45 - cellX - 0.25 - 0.5 * noise.hash(cellX, cellY + 900);
        double fy = y * 60 - cellY - 0.25 - 0.5 * noise.hash(cellX, cellY + 1900);
        double kind = noise.hash(cellX, cellY + 2900);
        if (kind < 0.16 && fx * fx + fy * fy < 0.045 && y > edge) {
            return kind < 0.08 ? Rgb.of(0xf6f2e4) : Rgb.of(0xf2c63d);
        }
        return grass.times(0.62 + 0.5 * near * patch + 0.3 * blade);
    }
}
