package org.sdcodec.weights.hub;

import java.io.IOException;
import java.time.Duration;

/** A failure that may be over a moment later. */
final class TransientFailure extends IOException {
    /** How long the server asks to wait; zero if it does not say. */
    private final transient Duration wait;

    TransientFailure(String reason, Duration wait) {
        super(reason);
        this.wait = wait;
    }

    TransientFailure(String reason) {
        this(reason, Duration.ZERO);
    }

    Duration askedPause() {
        return wait == null ? Duration.ZERO : wait;
    }
}
