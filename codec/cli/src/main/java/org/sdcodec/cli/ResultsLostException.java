package org.sdcodec.cli;

import java.io.IOException;

/** Standard output did not take results. */
final class ResultsLostException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param reason what the system says, or null */
    ResultsLostException(String reason) {
        super("standard output does not take the results"
                + (reason == null ? "; whoever was to read them has gone" : ": " + reason));
    }
}
