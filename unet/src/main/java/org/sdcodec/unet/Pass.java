package org.sdcodec.unet;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/**
 * What all blocks of a UNet share during one run.
 *
 * @param embedding silu of the time step's embedding, 1 × 1 × channels
 * @param context the text's embedding, 1 × tokens × channels; null if the network takes none
 */
record Pass(Engine engine, Tensor embedding, Tensor context, Probe probe) {
    /** Lets the probe see a module's output, and returns it. */
    Tensor seen(String path, Tensor output) {
        probe.saw(path, output);
        return output;
    }
}
