package org.sdcodec.engine.network;

/** Decides, layer by layer as a network is built, which weights will stay in memory, and adds up what they take. */
final class WeightAccount {
    private final long room;
    private long kept;
    private long largestDropped;

    WeightAccount(WeightResidency residency) {
        this.room = residency.bytes();
    }

    /**
     * Enters one layer.
     *
     * @param packed bytes of the packed matrix
     * @param reading bytes of what exists beside it while it is read
     * @return whether the layer is to be kept
     */
    boolean enter(long packed, long reading) {
        if (packed <= room - kept) {
            kept += packed;
            return true;
        }
        largestDropped = Math.max(largestDropped, packed + reading);
        return false;
    }

    /** Bytes of the weights that will be kept once every layer has run. */
    long kept() {
        return kept;
    }

    /** Bytes that the largest of the layers that are not kept takes while it is read. */
    long largestDropped() {
        return largestDropped;
    }
}
