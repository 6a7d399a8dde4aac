package org.sdcodec.codec;

import java.util.Objects;

/** How to decode. Immutable; each {@code with...} method gives a changed copy. */
public final class DecodeOptions {

    /** No listener. */
    public static final DecodeOptions DEFAULT = new DecodeOptions(ProgressListener.NONE);

    private final ProgressListener progress;

    private DecodeOptions(ProgressListener progress) {
        this.progress = progress;
    }

    /** @param listener hears how far the decode has come */
    public DecodeOptions withProgress(ProgressListener listener) {
        return new DecodeOptions(Objects.requireNonNull(listener));
    }

    public ProgressListener progress() {
        return progress;
    }
}
