package org.sdcodec.weights.hub;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait for what.
 *
 * @param connect until a connection stands
 * @param answer until a response starts
 * @param stall without a byte of a response's body
 * @param firstPause before the first repetition; each further one in a row waits twice as long
 * @param longestPause bounds that, and what a server asks for
 * @param triesWithoutProgress in a row, before giving up
 */
record Timing(
        Duration connect,
        Duration answer,
        Duration stall,
        Duration firstPause,
        Duration longestPause,
        int triesWithoutProgress) {
    static final Timing DEFAULT = new Timing(
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            6);

    /**
     * The pause before repetition number {@code repetition} (0 is the first): doubled each time, then spread over half
     * to one and a half so that many clients do not come back together.
     */
    Duration pause(int repetition) {
        long doubled = firstPause.toMillis() << Math.min(repetition, 10);
        long spread = (long) (doubled * (0.5 + ThreadLocalRandom.current().nextDouble()));
        return Duration.ofMillis(Math.min(spread, longestPause.toMillis()));
    }
}
