package org.sdcodec.codec.training;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a prior's network is trained: so many steps, which give the same network on every machine, or so long. The
 * learning rate is constant at first; over the last two fifths it falls to 0. When three fifths of the time are over,
 * it is decided how many steps these are of, so that training can be repeated with that number of steps.
 */
public final class TrainingLength {
    private static final int CONSTANT = 3;
    private static final int PARTS = 5;

    private final Duration time;
    /** 0 until it is decided. */
    private int steps;

    private TrainingLength(Duration time, int steps) {
        this.time = time;
        this.steps = steps;
    }

    /**
     * A number of steps.
     *
     * @throws IllegalArgumentException if it is not at least 1
     */
    public static TrainingLength ofSteps(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("training takes at least 1 step, not " + steps);
        }
        return new TrainingLength(null, steps);
    }

    /**
     * As many steps as fit into a time on this machine, as it is now; at least 2.
     *
     * @throws IllegalArgumentException if the time is not positive
     */
    public static TrainingLength ofTime(Duration time) {
        Objects.requireNonNull(time, "time");
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("training takes some time, not " + time);
        }
        return new TrainingLength(time, 0);
    }

    /** Whether the next step is still to be made; decides about the number of steps when it is time. */
    boolean goesOn(int done, long elapsedNanos) {
        if (steps == 0 && done > 0 && elapsedNanos / PARTS >= time.toNanos() / (PARTS * PARTS) * CONSTANT) {
            // The largest number of which so many are the constant part.
            steps = (PARTS * done + CONSTANT - 1) / CONSTANT;
        }
        return steps == 0 || done < steps;
    }

    /** The share of the learning rate in the next step. */
    float pace(int done) {
        int constant = CONSTANT * steps / PARTS;
        return steps == 0 || done < constant ? 1 : (steps - done) / (float) (steps - constant);
    }

    /** How much of the whole is over, 0 to 1. */
    double progress(int done, long elapsedNanos) {
        return steps > 0 ? (double) done / steps : Math.min(1, (double) elapsedNanos / time.toNanos());
    }
}
