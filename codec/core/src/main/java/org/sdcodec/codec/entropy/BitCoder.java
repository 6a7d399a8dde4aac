package org.sdcodec.codec.entropy;

/**
 * One direction of the binary arithmetic coder. A probability model is written once against this interface and thereby
 * serves encoder and decoder alike, so the two cannot drift apart.
 */
interface BitCoder {
    /** Probabilities are fractions of {@code 1 << PROBABILITY_BITS}. */
    int PROBABILITY_BITS = 16;

    /**
     * Codes one binary decision.
     *
     * @param bit the decision, 0 or 1; a decoder ignores it
     * @param probability that the decision is 1, in 1..65535 of 65536
     * @return the decision: the one given (encoder) or the one read (decoder)
     */
    int code(int bit, int probability);
}
