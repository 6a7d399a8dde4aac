package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;
import org.sdcodec.engine.network.Sequence;
import org.sdcodec.engine.network.Tape;

/**
 * A decoder that is run forwards and then backwards: from a latent to a picture, and from a gradient by the picture to
 * that by the latent. Not thread-safe. The gradient is the same to the bit on every machine, as the picture is.
 */
public final class DecoderRun implements AutoCloseable {
    private final Engine engine;
    private final Sequence decoder;
    private final Patches patches;
    private final Tape tape;

    DecoderRun(Engine engine, Sequence decoder, Patches patches) {
        this.engine = engine;
        this.decoder = decoder;
        this.patches = patches;
        this.tape = new Tape(engine);
    }

    /**
     * Latent → picture, the same as {@link Autoencoder#decode}; keeps what {@link #backward} needs.
     *
     * @param latent unscaled, of the picture's shape; not modified
     * @return height × width × 3, about −1..1, from the engine's work memory
     */
    public Tensor forward(Tensor latent, int height, int width) {
        tape.clear();
        Tensor z = engine.tensor(latent.height(), latent.width(), latent.channels());
        System.arraycopy(latent.data(), 0, z.data(), 0, latent.size());
        Tensor grid = decoder.forward(engine, z, tape);
        Tensor image = engine.tensor(height, width, Patches.COLORS);
        patches.write(engine, grid, 0, grid.height(), new Area(0, 0, height, width), PixelSink.of(image));
        tape.release(grid);
        return image;
    }

    /**
     * The gradient by the latent of the last run forwards.
     *
     * @param gradient by its picture, height × width × 3; not modified
     * @return from the engine's work memory
     */
    public Tensor backward(Tensor gradient) {
        return decoder.backward(engine, patches.gradientToGrid(engine, gradient), tape);
    }

    /** Gives back what is kept. */
    @Override
    public void close() {
        tape.clear();
    }
}
