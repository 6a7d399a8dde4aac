package org.sdcodec.scene;

/** A color while it is shaded: red, green and blue, 0 to 1, more for glare. */
record Rgb(double r, double g, double b) {
    static Rgb of(int rgb) {
        return new Rgb((rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
    }

    Rgb times(double f) {
        return new Rgb(r * f, g * f, b * f);
    }

    Rgb plus(Rgb o) {
        return new Rgb(r + o.r, g + o.g, b + o.b);
    }

    /** This color at t = 0, the other at t = 1. */
    Rgb mix(Rgb o, double t) {
        return new Rgb(Noise.mix(r, o.r, t), Noise.mix(g, o.g, t), Noise.mix(b, o.b, t));
    }
}
