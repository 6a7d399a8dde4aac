package org.sdcodec.codec.mode;

import java.util.Optional;

/** Where the checkpoint of one encode is kept. Called on the thread that encodes. */
public interface CheckpointStore {

    /** A store that keeps nothing. */
    CheckpointStore NONE = new CheckpointStore() {
        @Override
        public String name() {
            return "no checkpoint";
        }

        @Override
        public Optional<byte[]> read() {
            return Optional.empty();
        }

        @Override
        public void write(byte[] checkpoint) {
            // Nobody goes on from it.
        }
    };

    /** What messages call the checkpoint. */
    String name();

    /** The checkpoint from which the encode is to go on; nothing to start from the beginning. */
    Optional<byte[]> read();

    /**
     * Keeps a checkpoint in the place of the last one.
     *
     * @param checkpoint not copied; the caller does not change it any more
     */
    void write(byte[] checkpoint);
}
