package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/** Rearrangement of channels. */
public final class Channels {
    private Channels() {}

    /**
     * The channels of {@code a} followed by those of {@code b}, as in the skip connections of a U-Net.
     *
     * @param a {@code h × w × c1}; not modified
     * @param b {@code h × w × c2}; not modified
     * @return {@code h × w × (c1 + c2)}, newly taken from the work memory
     * @throws IllegalArgumentException if heights or widths differ
     */
    public static Tensor concatenate(Engine engine, Tensor a, Tensor b) {
        if (a.height() != b.height() || a.width() != b.width()) {
            throw new IllegalArgumentException("the channels of " + a + " and " + b + " cannot be put side by side");
        }
        int channels = a.channels() + b.channels();
        Tensor y = engine.tensor(a.height(), a.width(), channels);
        engine.workers().run(a.height(), row -> {
            for (int p = row * a.width(); p < (row + 1) * a.width(); p++) {
                System.arraycopy(a.data(), p * a.channels(), y.data(), p * channels, a.channels());
                System.arraycopy(b.data(), p * b.channels(), y.data(), p * channels + a.channels(), b.channels());
            }
        });
        return y;
    }
}
