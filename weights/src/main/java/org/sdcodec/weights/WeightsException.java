package org.sdcodec.weights;

import java.io.IOException;

/**
 * A model cannot be used: a file is damaged, a tensor is missing or has the wrong shape, a configuration asks for
 * something that is not supported. The message is one sentence for the user; it names the file and the tensor or
 * offset, what was expected and what was found.
 */
public final class WeightsException extends RuntimeException {
    /** @param message the whole sentence for the user */
    public WeightsException(String message) {
        super(message);
    }

    /**
     * @param message the whole sentence for the user
     * @param cause what noticed the fault
     */
    public WeightsException(String message, Throwable cause) {
        super(message, cause);
    }

    /** {@code sentence}, then a colon and what the operating system or the network said. */
    public static WeightsException because(String sentence, IOException reason) {
        return new WeightsException(sentence + ": " + said(reason), reason);
    }

    private static String said(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
    }
}
