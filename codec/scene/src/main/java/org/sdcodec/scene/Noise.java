package org.sdcodec.scene;

/**
 * Value noise on an integer lattice, and the small functions that shade with it. Only exact arithmetic, so that a scene
 * has the same pixels on every JVM.
 */
final class Noise {
    private final int seed;

    Noise(long seed) {
        this.seed = (int) (seed ^ seed >>> 32);
    }

    /** A hash of a lattice point as a number of 0 (inclusive) to 1 (exclusive). */
    double hash(int x, int y) {
        int n = x * 0x27d4eb2d ^ y * 0x165667b1 ^ seed * 0x2545f491;
        n = (n ^ n >>> 15) * 0x2c1b3c6d;
        n = (n ^ n >>> 12) * 0x297a2d39;
        return (n >>> 8 ^ n & 0xff) / (double) (1 << 24);
    }

    /** Smooth noise of 0 to 1 with one bump per unit. */
    double value(double x, double y) {
        double fx = Math.floor(x);
        double fy = Math.floor(y);
        int ix = (int) fx;
        int iy = (int) fy;
        double u = smooth(x - fx);
        double v = smooth(y - fy);
        double top = mix(hash(ix, iy), hash(ix + 1, iy), u);
        double bottom = mix(hash(ix, iy + 1), hash(ix + 1, iy + 1), u);
        return mix(top, bottom, v);
    }

    /** Fractal noise, about 0 to 1: each octave has twice the frequency and half the height of the one before. */
    double fractal(double x, double y, int octaves) {
        double sum = 0;
        double height = 0.5;
        double total = 0;
        for (int i = 0; i < octaves; i++) {
            sum += height * value(x, y);
            total += height;
            height /= 2;
            // Turned by the 3-4-5 triangle, so that the lattices of the octaves do not line up.
            double nextX = 2 * (0.8 * x - 0.6 * y) + 17.3;
            y = 2 * (0.6 * x + 0.8 * y) + 9.1;
            x = nextX;
        }
        return sum / total;
    }

    /** 0 below {@code from}, 1 above {@code to}, and a smooth step between; {@code from} may be the larger. */
    static double step(double from, double to, double x) {
        return smooth(Math.min(1, Math.max(0, (x - from) / (to - from))));
    }

    static double mix(double a, double b, double t) {
        return a + (b - a) * t;
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }
}
