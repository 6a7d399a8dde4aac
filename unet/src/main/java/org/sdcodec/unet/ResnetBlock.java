package org.sdcodec.unet;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.layer.Linear;

/**
 * diffusers' {@code ResnetBlock2D} with time embedding e: {@code shortcut(x) + conv2(silu(norm2(conv1(silu(norm1(x))) +
 * W·silu(e))))}, the shortcut a 1 × 1 convolution where the number of channels changes.
 */
final class ResnetBlock {
    private final String path;
    private final GroupNorm norm1;
    private final LazyLayer<Conv2d> conv1;
    private final LazyLayer<Linear> timeEmbProj;
    private final GroupNorm norm2;
    private final LazyLayer<Conv2d> conv2;
    /** Null where the number of channels stays. */
    private final LazyLayer<Conv2d> shortcut;

    ResnetBlock(Layers layers, UNetConfig config, int inC, int outC) {
        this.path = layers.path();
        this.norm1 = layers.groupNorm("norm1", config.groups(), inC, config.epsilon());
        this.conv1 = layers.conv("conv1", inC, outC, 3, 1);
        this.timeEmbProj = layers.linear("time_emb_proj", config.timeEmbeddingChannels(), outC);
        this.norm2 = layers.groupNorm("norm2", config.groups(), outC, config.epsilon());
        this.conv2 = layers.conv("conv2", outC, outC, 3, 1);
        this.shortcut = inC == outC ? null : layers.conv("conv_shortcut", inC, outC, 1, 1);
    }

    /** {@code h × w × inC → h × w × outC}; {@code x} stays the caller's. */
    Tensor forward(Pass pass, Tensor x) {
        Engine engine = pass.engine();
        Tensor time = timeEmbProj.get().forward(engine, pass.embedding());
        Tensor h = conv1.get()
                .on(x)
                .reading(norm1.statistics(engine, x), Activation.SILU)
                .plus(time.data())
                .run(engine);
        Tensor residual = shortcut == null ? x : shortcut.get().forward(engine, x);
        Tensor y = conv2.get()
                .on(h)
                .reading(norm2.statistics(engine, h), Activation.SILU)
                .plus(residual)
                .run(engine);
        engine.release(time, h);
        if (residual != x) {
            engine.release(residual);
        }
        return pass.seen(path, y);
    }
}
