package org.sdcodec.cli.launch;

/** No second JVM could be started; the message says why, as a clause without a full stop. */
final class RelaunchException extends Exception {

    private static final long serialVersionUID = 1L;

    RelaunchException(String message) {
        super(message);
    }
}
