package org.sdcodec.cli.studio;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.sdcodec.cli.studio.web.HttpFailure;

/** The work in progress: a few at a time, a few more waiting, the last ones that are over kept for the page. */
final class Jobs implements AutoCloseable {

    /** The codec takes all processors; a second job mostly waits for another program. */
    private static final int PARALLEL = 2;

    private static final int WAITING = 16;
    private static final int KEPT = 64;
    private static final int GRACE_SECONDS = 5;

    private final Duration limit;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private int count;

    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(PARALLEL, PARALLEL, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                Thread thread = new Thread(task, "studio-job");
                thread.setDaemon(true);
                return thread;
            });

    /** @param limit how long a job may run */
    Jobs(Duration limit) {
        this.limit = limit;
    }

    /**
     * Lets work begin as soon as it can.
     *
     * @throws HttpFailure if too much is waiting
     */
    synchronized Job start(Job.Work work) {
        Job job = new Job("j" + ++count, limit);
        try {
            job.startedAs(threads.submit(() -> job.run(work)));
        } catch (RejectedExecutionException e) {
            throw new HttpFailure(429, "too much is waiting already; let some of it end, or cancel it");
        }
        jobs.put(job.id(), job);
        while (jobs.size() > KEPT && jobs.values().iterator().next().isOver()) {
            jobs.remove(jobs.keySet().iterator().next());
        }
        return job;
    }

    /** @throws HttpFailure if there is no such job */
    synchronized Job get(String id) {
        Job job = jobs.get(id);
        if (job == null) {
            throw HttpFailure.notFound("there is no such job");
        }
        return job;
    }

    private synchronized void cancelAll() {
        jobs.values().forEach(Job::cancel);
    }

    /** Ends all work, and waits until it has ended, a few seconds at most. */
    @Override
    public void close() {
        cancelAll();
        threads.shutdownNow();
        try {
            threads.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
