package org.sdcodec.weights.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One side of an AutoencoderTiny, inferred from the names of its layers: each level is a run of blocks, each run is
 * followed by a convolution, before which the decoder has an upsampling layer without tensors. Before the first level
 * lies a convolution, or the stem of TAESANA's encoder: convolutions with layers without tensors between them.
 */
final class TinyLevels {
    private final Set<String> names;
    private final String side;
    private final List<Integer> stem = new ArrayList<>();
    private final List<Integer> firstBlocks = new ArrayList<>();
    private final List<Integer> blocks = new ArrayList<>();
    private int end;

    private TinyLevels(Set<String> names, String side, int first) {
        this.names = names;
        this.side = side;
        int layer = first;
        int run = 0;
        for (; ; layer++) {
            if (isBlock(layer)) {
                if (run == 0) {
                    firstBlocks.add(layer);
                }
                run++;
                continue;
            }
            if (run > 0) {
                blocks.add(run);
                run = 0;
            }
            boolean withoutTensors = !isConvolution(layer) && isConvolution(layer + 1);
            if (!isConvolution(layer) && !withoutTensors) {
                end = layer;
                break;
            }
        }
    }

    /** The encoder; its first layer is a convolution. */
    static TinyLevels encoder(Set<String> names) {
        TinyLevels levels = new TinyLevels(names, "encoder", 0);
        int beforeBlocks = levels.firstBlocks.isEmpty() ? 0 : levels.firstBlocks.get(0);
        for (int layer = 0; layer < beforeBlocks - 1; layer++) {
            if (levels.isConvolution(layer)) {
                levels.stem.add(layer);
            }
        }
        return levels;
    }

    /** The decoder; its first layers are a convolution and ReLU. */
    static TinyLevels decoder(Set<String> names) {
        return new TinyLevels(names, "decoder", 2);
    }

    /** The numbers of the stem's convolutions; empty if the first level follows a single convolution. */
    List<Integer> stem() {
        return stem;
    }

    /** The number of each level's first block; empty if there is no block. */
    List<Integer> firstBlocks() {
        return firstBlocks;
    }

    /** The number of blocks of each level. */
    List<Integer> blocks() {
        return blocks;
    }

    /** The number of the last layer. */
    int last() {
        return end - 1;
    }

    private boolean isBlock(int layer) {
        return names.contains(name(layer, "conv.0"));
    }

    private boolean isConvolution(int layer) {
        return names.contains(side + ".layers." + layer + ".weight");
    }

    private String name(int layer, String child) {
        return side + ".layers." + layer + "." + child + ".weight";
    }
}
