package org.sdcodec.weights.hub;

import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A response's body, read piece by piece by one thread. Unlike the JDK's stream it loses nothing that arrived before
 * the connection broke, and a read ends when nothing arrives for too long or when the download is cancelled.
 */
final class BodyQueue implements HttpResponse.BodySubscriber<BodyQueue>, Closeable {
    private static final long POLL_MILLIS = 100;

    /** What the connection delivers: buffers, then one end, with or without a failure. */
    private record Event(List<ByteBuffer> buffers, Throwable failure) {}

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final Deque<ByteBuffer> taken = new ArrayDeque<>();

    @Override
    public CompletionStage<BodyQueue> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription connection) {
        if (subscription.complete(connection)) {
            connection.request(1);
        } else {
            connection.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        events.add(new Event(buffers, null));
    }

    @Override
    public void onError(Throwable failure) {
        events.add(new Event(null, failure));
    }

    @Override
    public void onComplete() {
        events.add(new Event(null, null));
    }

    /**
     * The next bytes.
     *
     * @return null at the end
     * @throws TransientFailure if nothing arrives for {@code stall}
     * @throws IOException if the connection broke
     * @throws CancellationException if {@code cancelled} says so or the thread is interrupted
     */
    ByteBuffer next(Duration stall, BooleanSupplier cancelled) throws IOException {
        while (taken.isEmpty()) {
            Event event = await(stall, cancelled);
            if (event.buffers == null) {
                if (event.failure != null) {
                    throw event.failure instanceof IOException e ? e : new IOException(event.failure);
                }
                return null;
            }
            taken.addAll(event.buffers);
            subscription.join().request(1);
        }
        return taken.remove();
    }

    private Event await(Duration stall, BooleanSupplier cancelled) throws TransientFailure {
        long start = System.nanoTime();
        try {
            while (true) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException("the download was cancelled");
                }
                Event event = events.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    return event;
                }
                if (System.nanoTime() - start > stall.toNanos()) {
                    throw new TransientFailure("nothing arrived for some time");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the download was interrupted");
        }
    }

    /** Ends the connection if the body is not at its end. */
    @Override
    public void close() {
        // A body that never started is cancelled as soon as it does.
        subscription.completeExceptionally(new CancellationException());
        subscription.thenAccept(Flow.Subscription::cancel);
    }
}
