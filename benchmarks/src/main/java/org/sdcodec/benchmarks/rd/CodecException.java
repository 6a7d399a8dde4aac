package org.sdcodec.benchmarks.rd;

/** A codec or a measuring program failed; the message is one sentence that names it. */
public final class CodecException extends Exception {
    CodecException(String message) {
        super(message);
    }

    CodecException(String message, Throwable cause) {
        super(message, cause);
    }
}
