package org.sdcodec.codec.mode;

import org.sdcodec.engine.network.BlockListener;

/** Codes one picture's latent in one mode, at any step. */
@FunctionalInterface
public interface LatentEncoder {

    /**
     * Quantizes and codes.
     *
     * @param stepCode 0..255, the step of a uniform quantizer of such an error; without effect in a mode without {@link
     *     Capability#RATE}
     */
    CodedLatent encode(int stepCode);

    /** Whether {@link #search} finds smaller or closer files than {@link #encode}. */
    default boolean searches() {
        return false;
    }

    /**
     * As {@link #encode}, with a search through the decoder, which takes much longer.
     *
     * @param progress receives how far the search has come
     */
    default CodedLatent search(int stepCode, BlockListener progress) {
        return encode(stepCode);
    }
}
