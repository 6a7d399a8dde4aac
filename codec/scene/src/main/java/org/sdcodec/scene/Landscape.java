package org.sdcodec.scene;

import static org.sdcodec.scene.Noise.mix;
import static org.sdcodec.scene.Noise.step;

/**
 * The background of the scene: sky with clouds and a low sun, mountains in haze, a wooded shore with a house, and the
 * lake that mirrors them. Coordinates: x to the right from the middle, y down from the top, the picture being 1 high.
 */
final class Landscape {
    static final double SHORE = 0.56;

    /** Nothing but sky is above these, which saves shading what cannot be there. */
    private static final double TREE_TOPS = 0.12;

    private static final double MOUNTAIN_TOPS = 0.2;

    private static final double SUN_X = 0.2;
    private static final double SUN_Y = 0.36;

    private final Noise noise;

    Landscape(Noise noise) {
        this.noise = noise;
    }

    /** Everything down to the near end of the lake. */
    Rgb shade(double x, double y) {
        return y < SHORE ? scenery(x, y) : water(x, y);
    }

    private Rgb water(double x, double y) {
        double depth = y - SHORE;
        // Ripples look longer and lower towards the shore.
        double scale = 0.6 / (depth + 0.03);
        double ripple = noise.fractal(x * 4 * (1 + scale * 0.15), y * 40 + scale * 3, 3) - 0.5;
        double mirrored = SHORE - depth * 1.15 - ripple * 0.05 * step(0, 0.06, depth);
        Rgb reflection = scenery(x + ripple * 0.012, Math.max(0.02, mirrored));
        Rgb deep = Rgb.of(0x1f4a5a);
        Rgb water = reflection.mix(deep, 0.28 + 0.25 * step(0, 0.2, depth));
        double sparkle = step(0.76, 0.84, noise.fractal(x * 26, y * 120, 2)) * step(0.3, 0, Math.abs(x - SUN_X));
        return water.plus(Rgb.of(0xfff0d0).times(0.25 * sparkle));
    }

    private Rgb scenery(double x, double y) {
        Rgb color = House.shade(noise, x, y);
        if (color == null) {
            color = woods(x, y);
        }
        if (color == null) {
            color = mountains(x, y);
        }
        return color != null ? color : sky(x, y);
    }

    private Rgb sky(double x, double y) {
        Rgb blue = Rgb.of(0x2f6fb8).mix(Rgb.of(0x8fbfe6), step(0, 0.38, y));
        Rgb clear = blue.mix(Rgb.of(0xfbe3bd), step(0.15, 0.55, y) * 0.9);
        double fromSun = Math.sqrt((x - SUN_X) * (x - SUN_X) + (y - SUN_Y) * (y - SUN_Y));
        clear = clear.plus(Rgb.of(0xffd690).times(0.28 * step(0.4, 0, fromSun)));
        // Clouds flatten towards the horizon; their lit side faces the sun.
        double cloudX = x * 2.4 + 3;
        double cloudY = y * (4.5 + 3 * y);
        double density = noise.fractal(cloudX, cloudY, 5);
        double towardsSun = noise.fractal(cloudX + (SUN_X - x) * 0.25, cloudY + 0.14, 4);
        double cover = step(0.5, 0.72, density) * step(0.5, 0.3, y) * 0.95;
        double light = Math.min(1, Math.max(0, 0.62 + 2.2 * (density - towardsSun)));
        Rgb cloud = Rgb.of(0x9aa6bd).mix(Rgb.of(0xfffaf0), light);
        return clear.mix(cloud, cover);
    }

    private Rgb mountains(double x, double y) {
        if (y < MOUNTAIN_TOPS) {
            return null;
        }
        double near = 0.5 - 0.1 * noise.fractal(x * 3.1 + 40, 2, 5) - 0.03 * x;
        if (y > near) {
            double shade = noise.fractal(x * 14, y * 20 + x * 9, 4);
            Rgb slope = Rgb.of(0x4a6a68).mix(Rgb.of(0x7d9683), shade);
            return slope.mix(Rgb.of(0xd9d3c4), 0.25 + 0.3 * step(near, SHORE, y));
        }
        double far = 0.43 - 0.2 * noise.fractal(x * 2.3 + 11, 7, 6) + 0.06 * x;
        if (y > far) {
            double relief = noise.fractal(x * 16 + y * 12, y * 9 - x * 5, 5);
            Rgb rock = Rgb.of(0x4f6189).mix(Rgb.of(0x8a98b4), step(0.35, 0.65, relief));
            double snow = step(0.45, 0.53, relief) * step(0.39, 0.33, y);
            return rock.mix(Rgb.of(0xf2f4fa), snow).mix(Rgb.of(0xd5d9de), 0.12 + 0.45 * step(0.3, 0.5, y));
        }
        return null;
    }

    /** A belt of trees along the shore and one tall group at the right. */
    private Rgb woods(double x, double y) {
        if (y < TREE_TOPS) {
            return null;
        }
        // Moves the edges of all crowns, so that they look ragged.
        double ragged = 0.75 * (noise.fractal(x * 45, y * 45, 4) - 0.5);
        double best = -1;
        double top = 0;
        for (int i = -9; i <= 9; i++) {
            double size = 0.035 + 0.04 * noise.hash(i, 91);
            double centerX = i * 0.085 + 0.04 * noise.hash(i, 92);
            // The house stands in a clearing.
            if (centerX > -0.4 && centerX < -0.06) {
                size *= 0.55;
            }
            double grown = centerX > 0.22 ? size * (1.3 + 4 * (centerX - 0.22)) : size;
            double dx = (x - centerX) / grown;
            double dy = (y - SHORE + grown * 0.95) / (grown * 1.25);
            double inside = 1 - Math.sqrt(dx * dx + dy * dy) + ragged;
            if (inside > best) {
                best = inside;
                top = SHORE - 2 * grown;
            }
        }
        if (best < 0 && y < SHORE - 0.012 - 0.012 * noise.fractal(x * 30, 3, 3)) {
            return null;
        }
        double leaf = noise.fractal(x * 110, y * 110, 4);
        double clump = noise.fractal(x * 28 + 5, y * 28, 3);
        double light = mix(0.25, 1, leaf) * mix(0.45, 1.1, clump) * mix(1.15, 0.6, step(top, SHORE, y));
        Rgb leaves = Rgb.of(0x24401c).mix(Rgb.of(0x9fae45), light);
        return leaves.times(0.55 + 0.75 * light);
    }
}
