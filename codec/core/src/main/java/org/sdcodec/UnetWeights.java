package org.sdcodec;

/** What stays in memory of a UNet's weights between its steps. The pictures are the same. */
public enum UnetWeights {
    /** What the heap has room for. */
    AUTO,
    /** Everything: fastest, and takes the size of the network in float32. */
    KEEP,
    /** Nothing: every step reads the file again. */
    DROP
}
