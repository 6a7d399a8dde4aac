package org.sdcodec.codec.mode;

import java.util.Optional;
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

    /** The sizes of coded latents that {@link #ofSize} gives; nothing if sizes are what steps bring. */
    default Optional<Sizes> sizes() {
        return Optional.empty();
    }

    /**
     * Codes to an exact size.
     *
     * @param bytes of the coded latent, within {@link #sizes}
     * @param progress receives how far the coding has come
     */
    default CodedLatent ofSize(int bytes, BlockListener progress) {
        throw new UnsupportedOperationException("sizes cannot be chosen");
    }

    /**
     * A range of sizes.
     *
     * @param least bytes
     * @param most bytes
     */
    record Sizes(int least, int most) {}
}
