package org.sdcodec.codec.model;

import org.sdcodec.engine.network.Shape;

/** The shape of a latent: rows × columns × channels, each at least 1. */
public record LatentShape(int rows, int columns, int channels) {

    /** The same as the shape of a tensor. */
    public Shape toShape() {
        return new Shape(rows, columns, channels);
    }

    /** How many numbers it has. */
    public long size() {
        return (long) rows * columns * channels;
    }
}
