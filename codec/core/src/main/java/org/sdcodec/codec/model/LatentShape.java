package org.sdcodec.codec.model;

/** The shape of a latent: rows × columns × channels, each at least 1. */
public record LatentShape(int rows, int columns, int channels) {

    /** How many numbers it has. */
    public long size() {
        return (long) rows * columns * channels;
    }
}
