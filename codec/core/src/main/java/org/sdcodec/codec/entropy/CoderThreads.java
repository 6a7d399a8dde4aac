package org.sdcodec.codec.entropy;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.Workers;
import org.sdcodec.engine.kernel.Kernels;

/**
 * What codes slices; without effect on the result.
 *
 * @param workers that share the slices
 * @param kernels that run the prior's network
 */
public record CoderThreads(Workers workers, Kernels kernels) {

    /** The caller's thread alone. */
    public static final CoderThreads SINGLE = new CoderThreads(new Workers(1), KernelLookup.kernels());

    /** Those of an engine. */
    public static CoderThreads of(Engine engine) {
        return new CoderThreads(engine.workers(), engine.kernels());
    }
}
