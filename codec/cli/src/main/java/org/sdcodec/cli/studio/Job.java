package org.sdcodec.cli.studio;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import org.sdcodec.ProgressListener;

/** Long work for the page: how far it has come, and what came of it. Thread-safe. */
final class Job implements ProgressListener {

    /** What is to be done. */
    @FunctionalInterface
    interface Work {
        /**
         * Does it.
         *
         * @param job to report to, and to look at for whether to end early
         * @return what the page receives of it
         */
        Map<String, Object> run(Job job) throws Exception;
    }

    private enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
    }

    private final String id;
    private final Duration limit;
    private State state = State.WAITING;
    private String stage = "waiting";
    private int done;
    private int total = 1;
    private long deadline;
    private Map<String, Object> result = Map.of();
    private String failure = "";
    private Future<?> future;
    private volatile boolean cancelled;

    Job(String id, Duration limit) {
        this.id = id;
        this.limit = limit;
    }

    String id() {
        return id;
    }

    synchronized void startedAs(Future<?> running) {
        future = running;
        if (cancelled) {
            running.cancel(true);
        }
    }

    /** Ends it as soon as possible. */
    void cancel() {
        cancelled = true;
        synchronized (this) {
            if (state == State.WAITING || state == State.RUNNING) {
                state = State.CANCELLED;
            }
            if (future != null) {
                future.cancel(true);
            }
        }
    }

    synchronized boolean isOver() {
        return state != State.WAITING && state != State.RUNNING;
    }

    /** Does the work on the calling thread. */
    void run(Work work) {
        synchronized (this) {
            if (cancelled) {
                return;
            }
            state = State.RUNNING;
            deadline = System.nanoTime() + limit.toNanos();
        }
        try {
            Map<String, Object> made = work.run(this);
            end(State.DONE, made, "");
        } catch (Throwable e) {
            // Of everything, a full heap too, the page is told.
            end(State.FAILED, Map.of(), isOutOfTime() ? overtime() : Sentences.of(e));
        }
    }

    private synchronized void end(State how, Map<String, Object> made, String sentence) {
        if (state == State.RUNNING) {
            state = how;
            result = made.isEmpty() ? result : made;
            failure = sentence;
        }
    }

    private boolean isOutOfTime() {
        return System.nanoTime() - deadline > 0;
    }

    private String overtime() {
        return "this took longer than the " + limit.toSeconds() + " s that 'sdcodec serve' allows, and was ended";
    }

    /** Says what is being done. */
    synchronized void stage(String what, int count, int of) {
        stage = what;
        done = count;
        total = of;
    }

    /** Shows a part of the result before the work is done. */
    synchronized void publish(Map<String, Object> part) {
        result = part;
    }

    /** @throws CancellationException if the work is to end early */
    void check() {
        if (isCancelled()) {
            throw new CancellationException("cancelled");
        }
    }

    @Override
    public void onProgress(Stage what, int count, int of) {
        stage(what.title(), count, of);
    }

    @Override
    public boolean isCancelled() {
        return cancelled || isOutOfTime();
    }

    /** For the page. */
    synchronized Map<String, Object> state() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", id);
        members.put("state", state.name().toLowerCase(java.util.Locale.ROOT));
        members.put("stage", stage);
        members.put("done", done);
        members.put("total", total);
        members.put("result", result);
        members.put("error", failure);
        return members;
    }
}
