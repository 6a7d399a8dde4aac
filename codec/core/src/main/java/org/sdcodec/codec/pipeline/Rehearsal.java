package org.sdcodec.codec.pipeline;

/**
 * A first run of a network on next to nothing, on a thread of its own, that brings the network's code to the compiler
 * before a picture waits for it. It is the network itself, so that nobody has to know which kernels that uses.
 */
final class Rehearsal {

    /** None, or one that is over. */
    static final Rehearsal NONE = new Rehearsal(new Thread());

    private final Thread thread;

    private Rehearsal(Thread thread) {
        this.thread = thread;
    }

    /** Starts it. Whatever it throws is dropped: the picture will meet the same, and its caller receives it. */
    static Rehearsal start(Runnable network) {
        Thread thread = new Thread(
                () -> {
                    try {
                        network.run();
                    } catch (RuntimeException | Error e) {
                        return;
                    }
                },
                "sdcodec-rehearsal");
        thread.setDaemon(true);
        thread.start();
        return new Rehearsal(thread);
    }

    /** Returns when it is over; at once if the calling thread is interrupted, as nothing depends on it. */
    void await() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
