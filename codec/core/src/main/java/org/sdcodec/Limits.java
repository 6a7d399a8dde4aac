package org.sdcodec;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a call may take, for input from others: a few bytes can claim to be a picture that takes all memory. A codec has
 * limits for all its calls ({@link Codec.Builder#limits}), and each call may have its own in its options; of each kind
 * the stricter one counts. Immutable; two are equal if all their values are:
 *
 * <pre>{@code
 * Codec codec = Codec.builder().limits(Limits.untrusted()).build();
 * DecodeOptions thumbnails = DecodeOptions.DEFAULT.withLimits(Limits.untrusted().withTime(Duration.ofSeconds(5)));
 * }</pre>
 *
 * <p>Pixels, bytes and memory are checked by what a file declares, before the work; time during the work.
 */
public final class Limits {

    /** Stands for no limit of pixels or bytes. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** No limits but those of the JVM and of the codec's {@linkplain Codec.Builder#memoryBudget memory budget}. */
    public static final Limits NONE = builder().build();

    /** Those of {@link DecodeOptions#DEFAULT}: {@link DecodeOptions#DEFAULT_MAX_PIXELS} and no others. */
    public static final Limits DEFAULT = NONE.withPixels(DecodeOptions.DEFAULT_MAX_PIXELS);

    /** A little more than an 8K film frame (7680 x 4320) or a photograph of a good camera. */
    private static final long UNTRUSTED_PIXELS = 1L << 25;

    private static final long UNTRUSTED_MEMORY = 1L << 30;

    /** Four bits for each of these pixels: ten times what a file of the highest quality takes. */
    private static final long UNTRUSTED_INPUT = 1L << 24;

    private static final Duration UNTRUSTED_TIME = Duration.ofMinutes(2);

    private final long pixels;
    private final long memoryBytes;
    private final long inputBytes;
    private final Optional<Duration> time;

    private Limits(Builder builder) {
        this.pixels = builder.pixels;
        this.memoryBytes = builder.memoryBytes;
        this.inputBytes = builder.inputBytes;
        this.time = builder.time;
    }

    /** A builder that starts with {@link #NONE}. */
    public static Builder builder() {
        return new Builder();
    }

    /** For files of strangers on a server: 33.5 million pixels, 1 GiB of memory, 16 MiB of input, two minutes. */
    public static Limits untrusted() {
        return builder()
                .pixels(UNTRUSTED_PIXELS)
                .memoryBytes(UNTRUSTED_MEMORY)
                .inputBytes(UNTRUSTED_INPUT)
                .time(UNTRUSTED_TIME)
                .build();
    }

    /** A builder that starts with these limits. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.pixels = pixels;
        builder.memoryBytes = memoryBytes;
        builder.inputBytes = inputBytes;
        builder.time = time;
        return builder;
    }

    /** These limits with another number of {@linkplain Builder#pixels pixels}. */
    public Limits withPixels(long most) {
        return toBuilder().pixels(most).build();
    }

    /** These limits with another size of {@linkplain Builder#memoryBytes memory}. */
    public Limits withMemoryBytes(long most) {
        return toBuilder().memoryBytes(most).build();
    }

    /** These limits with another size of {@linkplain Builder#inputBytes input}. */
    public Limits withInputBytes(long most) {
        return toBuilder().inputBytes(most).build();
    }

    /** These limits with another {@linkplain Builder#time time}. */
    public Limits withTime(Duration most) {
        return toBuilder().time(most).build();
    }

    /** Of each kind the stricter one of these limits and others. */
    public Limits and(Limits other) {
        Builder both = builder()
                .pixels(Math.min(pixels, other.pixels))
                .memoryBytes(Math.min(memoryBytes, other.memoryBytes))
                .inputBytes(Math.min(inputBytes, other.inputBytes));
        both.time = time.isEmpty() || other.time.isPresent() && other.time.get().compareTo(time.get()) < 0
                ? other.time
                : time;
        return both.build();
    }

    /** The most pixels of a picture; {@link #UNLIMITED} for any number. */
    public long pixels() {
        return pixels;
    }

    /** The most bytes of the Java heap that a call may take; {@link #UNLIMITED} for any number. */
    public long memoryBytes() {
        return memoryBytes;
    }

    /** The most bytes of a file to decode; {@link #UNLIMITED} for any number. */
    public long inputBytes() {
        return inputBytes;
    }

    /** The longest time of a call, if it is limited. */
    public Optional<Duration> time() {
        return time;
    }

    private List<Object> values() {
        return List.of(pixels, memoryBytes, inputBytes, time);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Limits that && values().equals(that.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    @Override
    public String toString() {
        return words(pixels, "pixels") + ", " + words(memoryBytes, "bytes of memory") + ", "
                + words(inputBytes, "bytes of input") + ", "
                + time.map(Duration::toString).orElse("any time");
    }

    private static String words(long limit, String unit) {
        return limit == UNLIMITED ? "any " + unit : limit + " " + unit;
    }

    /** Chooses {@link Limits}. Every method checks its argument. Not thread-safe. */
    public static final class Builder {

        private long pixels = UNLIMITED;
        private long memoryBytes = UNLIMITED;
        private long inputBytes = UNLIMITED;
        private Optional<Duration> time = Optional.empty();

        private Builder() {}

        /**
         * @param most pixels of a picture to encode, or that a file to decode declares, at least 1
         * @throws IllegalArgumentException if it is less
         */
        public Builder pixels(long most) {
            this.pixels = atLeastOne(most, "pixel");
            return this;
        }

        /**
         * @param most bytes of the Java heap that a call may take by estimate, at least 1: its picture and its work,
         *     but neither the codec's model nor the file
         * @throws IllegalArgumentException if it is less
         */
        public Builder memoryBytes(long most) {
            this.memoryBytes = atLeastOne(most, "byte");
            return this;
        }

        /**
         * @param most bytes of a file to decode, at least 1; no more than these are read of a stream
         * @throws IllegalArgumentException if it is less
         */
        public Builder inputBytes(long most) {
            this.inputBytes = atLeastOne(most, "byte");
            return this;
        }

        /**
         * @param most time from the start of a call to its end, waiting for memory included, longer than 0
         * @throws IllegalArgumentException if it is not
         */
        public Builder time(Duration most) {
            Objects.requireNonNull(most, "most");
            if (most.isZero() || most.isNegative()) {
                throw new IllegalArgumentException("the limit of time must be longer than 0, not " + most);
            }
            this.time = Optional.of(most);
            return this;
        }

        /** The limits that were chosen. */
        public Limits build() {
            return new Limits(this);
        }

        private static long atLeastOne(long most, String unit) {
            if (most < 1) {
                throw new IllegalArgumentException("the limit must be at least 1 " + unit + ", not " + most);
            }
            return most;
        }
    }
}
