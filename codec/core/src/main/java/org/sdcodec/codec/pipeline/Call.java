package org.sdcodec.codec.pipeline;

import java.time.Duration;
import java.util.Locale;
import org.sdcodec.InterruptedCallException;
import org.sdcodec.Limits;
import org.sdcodec.ProgressListener;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.mode.Checkpoint;
import org.sdcodec.codec.mode.CheckpointStore;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Workers;

/**
 * One call of a codec on the thread that makes this object: what it may take, and when it is to end before its work is
 * done. Whatever works for it {@linkplain Workers#check checks} that before each small task.
 */
final class Call {

    private static final double MILLIS = 1000;

    private final Limits limits;
    private final ProgressListener listener;
    private final Checkpoint checkpoint;
    private final Thread caller = Thread.currentThread();
    private final long begin = System.nanoTime();
    /** From {@link #begin} on. */
    private final long nanos;

    Call(Limits limits, ProgressListener listener) {
        this(limits, listener, CheckpointStore.NONE);
    }

    /** @throws org.sdcodec.OptionsException if the checkpoint is damaged */
    Call(Limits limits, ProgressListener listener, CheckpointStore checkpoints) {
        this.limits = limits;
        this.listener = listener;
        this.checkpoint = new Checkpoint(checkpoints);
        this.nanos = limits.time().map(Call::nanos).orElse(Long.MAX_VALUE);
    }

    private static long nanos(Duration time) {
        // Three centuries are as good as no limit.
        return time.getSeconds() > Long.MAX_VALUE / 2_000_000_000 ? Long.MAX_VALUE : time.toNanos();
    }

    /** What it may take. */
    Limits limits() {
        return limits;
    }

    /** Who receives how far it has come. */
    ProgressListener listener() {
        return listener;
    }

    /** What an encode has done so far. */
    Checkpoint checkpoint() {
        return checkpoint;
    }

    /** The codec's engine, as one that ends with this call. */
    Engine on(Engine engine) {
        return engine.checking(this::check);
    }

    /** @throws InterruptedCallException if it is to end; may be called by any thread */
    void check() {
        if (caller.isInterrupted()) {
            throw new InterruptedCallException(Kind.INTERRUPTED, "the call was interrupted");
        }
        if (listener.isCancelled()) {
            throw new InterruptedCallException(Kind.CANCELLED, "the call was cancelled");
        }
        if (nanos != Long.MAX_VALUE && System.nanoTime() - begin > nanos) {
            throw new InterruptedCallException(
                    Kind.OUT_OF_TIME,
                    String.format(
                            Locale.ROOT,
                            "the work takes longer than the limit of %s s",
                            limits.time().get().toMillis() / MILLIS));
        }
    }
}
