package org.sdcodec.unet;

import org.sdcodec.engine.Tensor;

/** Sees what modules of a network give, by their paths as in diffusers, to find the first one that deviates. */
@FunctionalInterface
interface Probe {
    Probe NONE = (path, output) -> {};

    /** @param output valid during the call only; not to be modified */
    void saw(String path, Tensor output);
}
