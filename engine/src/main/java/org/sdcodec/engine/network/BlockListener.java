package org.sdcodec.engine.network;

/** Receives how far a network has come. Called on the thread that runs the network; should return quickly. */
@FunctionalInterface
public interface BlockListener {

    /** A listener that does nothing. */
    BlockListener NONE = (done, total) -> {};

    /**
     * The network has begun ({@code done} is 0) or one more block is finished. Blocks take unequal time.
     *
     * @param done how many of the network's blocks are finished; {@code total} at the end
     * @param total how many blocks the network has, the same at each call, at least 1
     */
    void onBlock(int done, int total);
}
