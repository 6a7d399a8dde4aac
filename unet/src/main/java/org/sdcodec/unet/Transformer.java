package org.sdcodec.unet;

import java.util.ArrayList;
import java.util.List;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.network.ConvLayer;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.MemoryPlan;
import org.sdcodec.engine.network.Shape;

/**
 * diffusers' {@code Transformer2DModel}: transformer blocks over the pixels as tokens, between two projections, added
 * to the input.
 */
final class Transformer {
    /** As diffusers has it; no configuration sets it. */
    private static final double EPSILON = 1e-6;

    private final String path;
    private final GroupNorm norm;
    private final ConvLayer projIn;
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final ConvLayer projOut;

    Transformer(Layers layers, UNetConfig config, int channels, int heads, int depth) {
        this.path = layers.path();
        this.norm = layers.groupNorm("norm", config.groups(), channels, EPSILON);
        this.projIn = projection(layers, "proj_in", config, channels);
        for (int i = 0; i < depth; i++) {
            Layers block = layers.at("transformer_blocks." + i);
            blocks.add(new TransformerBlock(block, channels, config.crossAttentionDim(), heads));
        }
        this.projOut = projection(layers, "proj_out", config, channels);
    }

    /** A linear layer over the channels, which SD 1.x stores as a convolution. */
    private static ConvLayer projection(Layers layers, String name, UNetConfig config, int channels) {
        return config.useLinearProjection()
                ? layers.convStoredAsLinear(name, channels, channels)
                : layers.conv(name, channels, channels, 1);
    }

    /** {@code h × w × channels →} the same shape; {@code x} stays the caller's. */
    Tensor forward(Pass pass, Tensor x) {
        Engine engine = pass.engine();
        Tensor h = projIn.on(x).reading(norm.statistics(engine, x), null).run(engine);
        for (TransformerBlock block : blocks) {
            h = block.forward(pass, h);
        }
        Tensor y = projOut.on(h).plus(x).run(engine);
        engine.release(h);
        return pass.seen(path, y);
    }

    /** Takes and gives back what {@link #forward} does; the result has the shape of {@code x}. */
    void plan(MemoryPlan plan, Shape x) {
        projIn.plan(plan, x);
        for (TransformerBlock block : blocks) {
            block.plan(plan, x);
        }
        projOut.plan(plan, x);
        plan.give(x);
    }
}
