package org.sdcodec;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** How to decode. Immutable; two options are equal if all their values are. */
public final class DecodeOptions {

    /**
     * A limit that suits most callers: 16384 x 16384, the largest picture that a JPEG camera or a WebP file comes near.
     */
    public static final long DEFAULT_MAX_PIXELS = 1L << 28;

    /**
     * Whole files only; denoising as the file says, or by default if the model has a UNet; {@link Limits#DEFAULT}.
     */
    public static final DecodeOptions DEFAULT = builder().build();

    private final OptionalInt steps;
    private final OptionalDouble strength;
    private final OptionalDouble realism;
    private final Limits limits;
    private final boolean partial;
    private final Optional<Region> region;
    private final int scale;

    private DecodeOptions(Builder builder) {
        this.steps = builder.steps;
        this.strength = builder.strength;
        this.realism = builder.realism;
        this.limits = builder.limits;
        this.partial = builder.partial;
        this.region = builder.region;
        this.scale = builder.scale;
    }

    /** A builder that starts with {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.steps = steps;
        builder.strength = strength;
        builder.realism = realism;
        builder.limits = limits;
        builder.partial = partial;
        builder.region = region;
        builder.scale = scale;
        return builder;
    }

    /** These options with a number of {@linkplain Builder#steps steps}. */
    public DecodeOptions withSteps(int count) {
        return toBuilder().steps(count).build();
    }

    /** These options with a {@linkplain Builder#strength strength}. */
    public DecodeOptions withStrength(double factor) {
        return toBuilder().strength(factor).build();
    }

    /**
     * These options without a choice of {@linkplain Builder#steps steps} and {@linkplain Builder#strength strength}.
     */
    public DecodeOptions withDefaultDenoising() {
        return toBuilder().defaultDenoising().build();
    }

    /** These options with a {@linkplain Builder#realism realism}. */
    public DecodeOptions withRealism(double value) {
        return toBuilder().realism(value).build();
    }

    /** These options with another {@linkplain Limits#pixels limit of pixels}. */
    public DecodeOptions withMaxPixels(long limit) {
        return withLimits(limits.withPixels(limit));
    }

    /** These options with other {@linkplain Builder#limits limits}. */
    public DecodeOptions withLimits(Limits newLimits) {
        return toBuilder().limits(newLimits).build();
    }

    /** These options for whole or {@linkplain Builder#partial partial} files. */
    public DecodeOptions withPartial(boolean allowed) {
        return toBuilder().partial(allowed).build();
    }

    /** These options for a {@linkplain Builder#region part} of the picture. */
    public DecodeOptions withRegion(Region part) {
        return toBuilder().region(part).build();
    }

    /** These options with a {@linkplain Builder#scale smaller} picture. */
    public DecodeOptions withScale(int divisor) {
        return toBuilder().scale(divisor).build();
    }

    /** How many steps the UNet takes, if that was chosen. */
    public OptionalInt steps() {
        return steps;
    }

    /** How strong they are, if that was chosen. */
    public OptionalDouble strength() {
        return strength;
    }

    /** How realistic rather than close the picture is to be, if that was chosen. */
    public OptionalDouble realism() {
        return realism;
    }

    /** The most pixels that a file may have, one of the {@link #limits}. */
    public long maxPixels() {
        return limits.pixels();
    }

    /** What the call may take, in addition to the codec's own limits. */
    public Limits limits() {
        return limits;
    }

    /** Whether truncated and damaged files are decoded as far as they go. */
    public boolean partial() {
        return partial;
    }

    /** The part of the picture that is decoded; nothing for all of it. */
    public Optional<Region> region() {
        return region;
    }

    /** Along each side, how many pixels become one. */
    public int scale() {
        return scale;
    }

    private List<Object> values() {
        return List.of(steps, strength, realism, limits, partial, region, scale);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DecodeOptions that && values().equals(that.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    @Override
    public String toString() {
        return (steps.isPresent() ? steps.getAsInt() + " steps, " : "")
                + (strength.isPresent() ? "strength " + strength.getAsDouble() + ", " : "")
                + (realism.isPresent() ? "realism " + realism.getAsDouble() + ", " : "")
                + "at most " + maxPixels() + " pixels" + (partial ? ", partial files too" : "")
                + region.map(part -> ", region " + part).orElse("")
                + (scale > 1 ? ", scale 1/" + scale : "");
    }

    /** Chooses {@link DecodeOptions}. Every method checks its argument. Not thread-safe. */
    public static final class Builder {

        private OptionalInt steps = OptionalInt.empty();
        private OptionalDouble strength = OptionalDouble.empty();
        private OptionalDouble realism = OptionalDouble.empty();
        private Limits limits = Limits.DEFAULT;
        private boolean partial;
        private Optional<Region> region = Optional.empty();
        private int scale = 1;

        private Builder() {}

        /**
         * @param count how many steps the UNet takes to remove the quantizer's noise, 0 to {@link Denoising#MAX_STEPS};
         *     0 leaves the UNet out. Without this: as many as the file says, else {@link Denoising#DEFAULT_STEPS} if
         *     the model has a UNet
         * @throws IllegalArgumentException if it is out of this range
         */
        public Builder steps(int count) {
            this.steps = OptionalInt.of(new Denoising(count, 1).steps());
            return this;
        }

        /**
         * @param factor how much noise the UNet is to assume and remove, as a multiple of what the quantizer's step
         *     implies: 1/32 to 255/32. Without this: as the file says, else 1. Without {@link #steps}, a file that
         *     needs no steps is refused
         * @throws IllegalArgumentException if it is out of this range
         */
        public Builder strength(double factor) {
            this.strength = OptionalDouble.of(new Denoising(1, factor).strength());
            return this;
        }

        /**
         * @param value 0, the picture that is closest on average and smooth where the file says little, to 1, one that
         *     looks like a photograph everywhere, with invented detail. For files of mode ddcm; 1 without this
         * @throws IllegalArgumentException if it is out of this range
         */
        public Builder realism(double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("the realism is 0 to 1, not " + value);
            }
            this.realism = OptionalDouble.of(value);
            return this;
        }

        /** Takes {@link #steps} and {@link #strength} back, so that the file decides. */
        public Builder defaultDenoising() {
            this.steps = OptionalInt.empty();
            this.strength = OptionalDouble.empty();
            return this;
        }

        /**
         * @param limit the {@linkplain Limits#pixels most pixels} of a picture, at least 1; the other limits stay
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxPixels(long limit) {
            return limits(limits.withPixels(limit));
        }

        /** @param most what the call may take; of each kind the codec's own limit counts if it is stricter */
        public Builder limits(Limits most) {
            this.limits = Objects.requireNonNull(most, "most");
            return this;
        }

        /**
         * Decodes truncated and damaged files too, where their mode allows it, as far as they go: the numbers of the
         * latent that are there, 0 for the others. A truncated {@linkplain EncodeOptions.Builder#progressive
         * progressive} file gives a coarse picture of everything, another one mostly the upper part; what a damaged
         * place and those behind it give is arbitrary. The header, and transparency if there is any, must be there in
         * full.
         *
         * @param allowed whether to do so; {@link ProgressListener#onPartial} then receives how much there was
         */
        public Builder partial(boolean allowed) {
            this.partial = allowed;
            return this;
        }

        /**
         * Decodes a part of the picture: exactly the pixels that it has in the whole. Where no layer of the decoder
         * spans the picture, time and memory of the network are those of a picture little larger than the part.
         *
         * @param part must be inside of the picture, else decoding ends with a {@link ModelException}
         */
        public Builder region(Region part) {
            this.region = Optional.of(part);
            return this;
        }

        /**
         * Makes a smaller picture: each block of {@code divisor × divisor} pixels, or what of it is inside of the
         * picture or the {@linkplain #region region}, in which blocks begin at the top left, becomes their mean,
         * rounded: of opacities, and of 8-bit sRGB colors weighted by these. The network works as for the full size.
         *
         * @param divisor 1, 2 or 4
         * @throws IllegalArgumentException if it is another
         */
        public Builder scale(int divisor) {
            if (divisor != 1 && divisor != 2 && divisor != 4) {
                throw new IllegalArgumentException("pictures are made 1, 2 or 4 times smaller, not " + divisor);
            }
            this.scale = divisor;
            return this;
        }

        /** The options that were chosen. */
        public DecodeOptions build() {
            return new DecodeOptions(this);
        }
    }
}
