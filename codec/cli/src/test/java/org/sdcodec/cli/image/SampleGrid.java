package org.sdcodec.cli.image;

/** A grid of samples that a formula gives in any depth, and the reader whose pixels are compared with them. */
final class SampleGrid {
    static final int WIDTH = 19;
    static final int HEIGHT = 11;
    private static final long LIMIT = 1 << 20;

    private SampleGrid() {}

    static ReadPicture read(byte[] file) {
        return ImageFiles.read(file, "test", LIMIT);
    }

    static int sample(int i, int s, int max) {
        return (int) ((i * 7919L + s * 104729L + i / WIDTH * 31L) % (max + 1));
    }

    static int scaled(int value, int max) {
        return (int) Math.round(value * 255.0 / max);
    }
}
