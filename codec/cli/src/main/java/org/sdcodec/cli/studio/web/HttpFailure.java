package org.sdcodec.cli.studio.web;

/** A request that is refused; the message is one sentence for people. */
public final class HttpFailure extends RuntimeException {

    private final int status;

    /**
     * @param status of HTTP, 400 to 599
     * @param message without a full stop
     */
    public HttpFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    /** What was asked for does not exist, or no longer. */
    public static HttpFailure notFound(String what) {
        return new HttpFailure(404, what);
    }

    /** The status of HTTP. */
    public int status() {
        return status;
    }
}
