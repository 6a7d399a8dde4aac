package org.sdcodec.unet;

import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.MemoryPlan;
import org.sdcodec.engine.network.ResnetBlock;
import org.sdcodec.engine.network.Shape;

/** A resnet of a UNet's block, and the transformer that follows it if the block attends to the text. */
final class AttendingResnet {
    private final ResnetBlock resnet;
    /** Null in a block without attention. */
    private final Transformer attention;

    /**
     * @param layers of the block
     * @param index of the resnet in its block
     * @param level of the block, 0 for the finest
     */
    AttendingResnet(Layers layers, UNetConfig config, int index, int inC, int outC, boolean attends, int level) {
        this.resnet = new ResnetBlock(
                layers.at("resnets." + index),
                inC,
                outC,
                config.groups(),
                config.epsilon(),
                config.timeEmbeddingChannels());
        this.attention = attends
                ? new Transformer(
                        layers.at("attentions." + index),
                        config,
                        outC,
                        config.heads()[level],
                        config.transformerLayers()[level])
                : null;
    }

    /** {@code h × w × inC → h × w × outC}; {@code x} stays the caller's. */
    Tensor forward(Pass pass, Tensor x) {
        Tensor h = pass.seen(resnet.path(), resnet.forward(pass.engine(), x, pass.embedding(), false));
        if (attention == null) {
            return h;
        }
        Tensor attended = attention.forward(pass, h);
        pass.engine().release(h);
        return attended;
    }

    /** Takes and gives back what {@link #forward} does. */
    Shape plan(MemoryPlan plan, Shape x) {
        Shape h = resnet.plan(plan, x, false);
        if (attention != null) {
            attention.plan(plan, h);
            plan.give(h);
        }
        return h;
    }
}
