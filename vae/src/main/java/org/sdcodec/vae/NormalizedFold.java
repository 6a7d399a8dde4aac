package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Block;
import org.sdcodec.engine.network.Extent;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.MemoryPlan;
import org.sdcodec.engine.network.Shape;

/**
 * What FLUX.2's pipelines do between autoencoder and diffusion model: 2 × 2 cells are folded into channels (channel =
 * c·4 + dy·2 + dx), then each channel is normalized with the running statistics of a batch normalization without
 * affine parameters. Read from diffusers' pipelines and {@code AutoencoderKLFlux2}.
 */
final class NormalizedFold {
    /** Cells along each side that are folded into channels. */
    static final int SIDE = 2;

    private static final int CELLS = SIDE * SIDE;

    private final String path;
    private final int folded;
    private final float[] mean;
    private final float[] deviation;

    /**
     * @param layers of the network; the statistics are {@code bn.running_mean} and {@code bn.running_var}
     * @param channels of the autoencoder's latent, before folding
     * @param epsilon added to the variance
     */
    NormalizedFold(Layers layers, int channels, double epsilon) {
        this.path = layers.at("bn").path();
        this.folded = CELLS * channels;
        this.mean = layers.vector("bn.running_mean", folded);
        this.deviation = layers.vector("bn.running_var", folded);
        for (int i = 0; i < folded; i++) {
            deviation[i] = (float) Math.sqrt(deviation[i] + epsilon);
        }
    }

    /** The encoder's last block: {@code 2h × 2w × 2c} moments → {@code h × w × 4c}, the means folded and normalized. */
    Block ofMoments() {
        return new Step() {
            @Override
            public Tensor forward(Engine engine, Tensor moments) {
                Tensor y = engine.tensor(moments.height() / SIDE, moments.width() / SIDE, folded);
                engine.workers().run(moments.height(), row -> {
                    for (int x = 0; x < moments.width(); x++) {
                        int from = (row * moments.width() + x) * moments.channels();
                        int to = (row / SIDE * y.width() + x / SIDE) * folded;
                        for (int i = cell(row, x); i < folded; i += CELLS) {
                            y.data()[to + i] = (moments.data()[from + i / CELLS] - mean[i]) / deviation[i];
                        }
                    }
                });
                engine.release(moments);
                return y;
            }

            @Override
            public Shape plan(MemoryPlan plan, Shape moments) {
                return replace(plan, moments, new Shape(moments.height() / SIDE, moments.width() / SIDE, folded));
            }

            @Override
            public Extent input(Extent output) {
                return new Extent(output.first() * SIDE, output.last() * SIDE + SIDE - 1);
            }
        };
    }

    /** The decoder's first block: {@code h × w × 4c} → {@code 2h × 2w × c}. */
    Block inverse() {
        return new Step() {
            @Override
            public Tensor forward(Engine engine, Tensor z) {
                Tensor y = engine.tensor(z.height() * SIDE, z.width() * SIDE, folded / CELLS);
                engine.workers().run(y.height(), row -> {
                    for (int x = 0; x < y.width(); x++) {
                        int from = (row / SIDE * z.width() + x / SIDE) * folded;
                        int to = (row * y.width() + x) * y.channels();
                        for (int i = cell(row, x); i < folded; i += CELLS) {
                            y.data()[to + i / CELLS] = z.data()[from + i] * deviation[i] + mean[i];
                        }
                    }
                });
                engine.release(z);
                return y;
            }

            @Override
            public Shape plan(MemoryPlan plan, Shape z) {
                return replace(plan, z, new Shape(z.height() * SIDE, z.width() * SIDE, folded / CELLS));
            }

            @Override
            public Extent input(Extent output) {
                return output.dividedBy(SIDE);
            }
        };
    }

    /** The number of a cell among those that are folded together. */
    private static int cell(int row, int column) {
        return row % SIDE * SIDE + column % SIDE;
    }

    private abstract class Step implements Block {
        @Override
        public String path() {
            return path;
        }

        @Override
        public boolean runsByRows() {
            return false;
        }

        /** Takes the result, then gives back the input. */
        Shape replace(MemoryPlan plan, Shape input, Shape output) {
            plan.take(output);
            plan.give(input);
            return output;
        }
    }
}
