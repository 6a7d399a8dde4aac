package org.sdcodec.unet;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Conv2d;

/** diffusers' {@code DownBlock2D} and {@code CrossAttnDownBlock2D}: resnets, maybe each with a transformer, and a halving of the size. */
final class DownBlock {
    private final String path;
    private final List<ResnetBlock> resnets = new ArrayList<>();
    /** As many as resnets, or none. */
    private final List<Transformer> attentions = new ArrayList<>();
    /** Null in the last block. */
    private final LazyLayer<Conv2d> downsampler;

    /** @param index of the block on the way down */
    DownBlock(Layers layers, UNetConfig config, int index) {
        this.path = layers.path();
        int outC = config.blockOutChannels()[index];
        int inC = config.blockOutChannels()[Math.max(0, index - 1)];
        for (int i = 0; i < config.layersPerBlock()[index]; i++) {
            resnets.add(new ResnetBlock(layers.at("resnets." + i), config, i == 0 ? inC : outC, outC));
            if (config.downCrossAttention()[index]) {
                int depth = config.transformerLayers()[index];
                Layers attention = layers.at("attentions." + i);
                attentions.add(new Transformer(attention, config, outC, config.heads()[index], depth));
            }
        }
        boolean last = index == config.blocks() - 1;
        this.downsampler = last ? null : layers.conv("downsamplers.0.conv", outC, outC, 3, 2);
    }

    /** Every layer's output goes to {@code skips}, on top the block's own, which is also returned; {@code x} stays there, too. */
    Tensor forward(Pass pass, Tensor x, Deque<Tensor> skips) {
        Tensor h = x;
        for (int i = 0; i < resnets.size(); i++) {
            h = resnets.get(i).forward(pass, h);
            if (!attentions.isEmpty()) {
                Tensor attended = attentions.get(i).forward(pass, h);
                pass.engine().release(h);
                h = attended;
            }
            skips.push(h);
        }
        if (downsampler != null) {
            h = pass.seen(path + ".downsamplers.0", downsampler.get().forward(pass.engine(), h));
            skips.push(h);
        }
        return h;
    }
}
