package org.sdcodec.codec.mode;

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
}
