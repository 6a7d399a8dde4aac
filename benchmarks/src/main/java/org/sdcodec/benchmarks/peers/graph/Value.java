package org.sdcodec.benchmarks.peers.graph;

/**
 * What an operation gives: a feature map 1 × channels × height × width, or tokens, height × channels with width 1.
 *
 * @param name of the value within its graph
 */
public record Value(String name, int channels, int height, int width) {
    Value named(String other) {
        return new Value(other, channels, height, width);
    }

    Value withChannels(String other, int count) {
        return new Value(other, count, height, width);
    }

    int pixels() {
        return height * width;
    }
}
