package org.sdcodec;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How to encode. Immutable; two options are equal if all their values are:
 *
 * <pre>{@code
 * EncodeOptions small = EncodeOptions.builder().quality(20).effort(7).build();
 * EncodeOptions smaller = small.withQuality(10);
 * }</pre>
 */
public final class EncodeOptions {

    /** The lowest quality, which gives the smallest files. */
    public static final int MIN_QUALITY = 1;

    /** The highest quality, which gives the largest files. */
    public static final int MAX_QUALITY = 100;

    /** The least effort. */
    public static final int MIN_EFFORT = 1;

    /** The most effort. */
    public static final int MAX_EFFORT = 9;

    /** The coding mode of {@link #DEFAULT}. */
    public static final String DEFAULT_MODE = "scalar";

    /** The quality of {@link #DEFAULT}. */
    public static final int DEFAULT_QUALITY = 50;

    /** The effort of {@link #DEFAULT}. */
    public static final int DEFAULT_EFFORT = 5;

    /**
     * Mode scalar, quality 50, no target, no tuning, not progressive, effort 5, resolution auto, no metadata, no
     * limits.
     */
    public static final EncodeOptions DEFAULT = builder().build();

    private final String mode;
    private final int quality;
    private final RateTarget target;
    private final boolean tunedDenoising;
    private final boolean progressive;
    private final int effort;
    private final Resolution resolution;
    private final Limits limits;
    private final Set<MetadataKind> metadata;
    private final boolean robust;
    private final Focus focus;

    private EncodeOptions(Builder builder) {
        this.mode = builder.mode;
        this.quality = builder.quality;
        this.target = builder.target;
        this.tunedDenoising = builder.tunedDenoising;
        this.progressive = builder.progressive;
        this.effort = builder.effort;
        this.resolution = builder.resolution;
        this.limits = builder.limits;
        this.metadata = builder.metadata;
        this.robust = builder.robust;
        this.focus = builder.focus;
    }

    /** A builder that starts with {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.mode = mode;
        builder.quality = quality;
        builder.target = target;
        builder.tunedDenoising = tunedDenoising;
        builder.progressive = progressive;
        builder.effort = effort;
        builder.resolution = resolution;
        builder.limits = limits;
        builder.metadata = metadata;
        builder.robust = robust;
        builder.focus = focus;
        return builder;
    }

    /** These options with another {@linkplain Builder#mode mode}. */
    public EncodeOptions withMode(String newMode) {
        return toBuilder().mode(newMode).build();
    }

    /** These options with another {@linkplain Builder#quality quality}. */
    public EncodeOptions withQuality(int newQuality) {
        return toBuilder().quality(newQuality).build();
    }

    /** These options with a {@linkplain Builder#target target}. */
    public EncodeOptions withTarget(RateTarget newTarget) {
        return toBuilder().target(newTarget).build();
    }

    /** These options with their quality instead of a target. */
    public EncodeOptions withoutTarget() {
        return toBuilder().noTarget().build();
    }

    /** These options with or without {@linkplain Builder#tunedDenoising tuned denoising}. */
    public EncodeOptions withTunedDenoising(boolean tune) {
        return toBuilder().tunedDenoising(tune).build();
    }

    /** These options for a {@linkplain Builder#progressive progressive} file or another. */
    public EncodeOptions withProgressive(boolean coarseFirst) {
        return toBuilder().progressive(coarseFirst).build();
    }

    /** These options with another {@linkplain Builder#effort effort}. */
    public EncodeOptions withEffort(int newEffort) {
        return toBuilder().effort(newEffort).build();
    }

    /** These options with another {@linkplain Builder#resolution resolution}. */
    public EncodeOptions withResolution(Resolution newResolution) {
        return toBuilder().resolution(newResolution).build();
    }

    /** These options with other {@linkplain Builder#limits limits}. */
    public EncodeOptions withLimits(Limits newLimits) {
        return toBuilder().limits(newLimits).build();
    }

    /** These options with other {@linkplain Builder#metadata metadata}. */
    public EncodeOptions withMetadata(Set<MetadataKind> kept) {
        return toBuilder().metadata(kept).build();
    }

    /** These options for a {@linkplain Builder#robust robust} file or another. */
    public EncodeOptions withRobust(boolean fixedLength) {
        return toBuilder().robust(fixedLength).build();
    }

    /** These options with a {@linkplain Builder#focus focus}. */
    public EncodeOptions withFocus(Focus newFocus) {
        return toBuilder().focus(newFocus).build();
    }

    /** How the latent is coded: the name of a coding mode, {@value #DEFAULT_MODE} by default. */
    public String mode() {
        return mode;
    }

    /**
     * 1 (smallest file) to 100 (closest to the picture); 50 by default. Without effect if there is a {@link #target}.
     */
    public int quality() {
        return quality;
    }

    /** What the file is to reach instead of a quality. */
    public Optional<RateTarget> target() {
        return Optional.ofNullable(target);
    }

    /** Whether the encoder searches for the best denoising. */
    public boolean tunedDenoising() {
        return tunedDenoising;
    }

    /** Whether a truncated file is to give a coarser picture. */
    public boolean progressive() {
        return progressive;
    }

    /** 1 (fastest) to 9 (smallest files); 5 by default. */
    public int effort() {
        return effort;
    }

    /** At which resolution the picture is coded; {@link Resolution#AUTO} by default. */
    public Resolution resolution() {
        return resolution;
    }

    /** What the call may take, in addition to the codec's own limits. */
    public Limits limits() {
        return limits;
    }

    /** What of the picture's metadata the file keeps. */
    public Set<MetadataKind> metadata() {
        return metadata;
    }

    /** Whether a wrong bit is to harm little of the picture. */
    public boolean robust() {
        return robust;
    }

    /** What counts more than the rest of the picture. */
    public Optional<Focus> focus() {
        return Optional.ofNullable(focus);
    }

    private List<Object> values() {
        return List.of(
                mode,
                quality,
                target(),
                tunedDenoising,
                progressive,
                effort,
                resolution,
                limits,
                metadata,
                robust,
                focus());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodeOptions that && values().equals(that.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    @Override
    public String toString() {
        String rate = target == null ? "quality " + quality : target.toString();
        return "mode " + mode + ", " + rate + ", effort " + effort + (tunedDenoising ? ", tuned denoising" : "")
                + (progressive ? ", progressive" : "")
                + (resolution.isAuto() ? "" : ", resolution " + resolution)
                + (robust ? ", robust" : "")
                + (focus == null ? "" : ", with a focus");
    }

    /** Chooses {@link EncodeOptions}. Every method checks its argument. Not thread-safe. */
    public static final class Builder {

        private String mode = DEFAULT_MODE;
        private int quality = DEFAULT_QUALITY;
        private RateTarget target;
        private boolean tunedDenoising;
        private boolean progressive;
        private int effort = DEFAULT_EFFORT;
        private Resolution resolution = Resolution.AUTO;
        private Limits limits = Limits.NONE;
        private Set<MetadataKind> metadata = Set.of();
        private boolean robust;
        private Focus focus;

        private Builder() {}

        /**
         * @param name how the latent is coded, e.g. {@code scalar} or {@code original}; a codec refuses a name that it
         *     does not know ({@link Codec#modes})
         */
        public Builder mode(String name) {
            this.mode = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Chooses size and closeness. A higher quality quantizes more finely: over several pictures files grow and come
         * closer to the originals with each step, while on a single picture, for instance a screenshot of a terminal,
         * neighboring qualities may swap. Replaces a {@linkplain #target target}.
         *
         * @param value 1 (smallest file) to 100 (closest to the picture); mode original has one quality only and
         *     ignores it
         * @throws IllegalArgumentException if it is out of this range
         */
        public Builder quality(int value) {
            requireRange("quality", value, MIN_QUALITY, MAX_QUALITY);
            this.quality = value;
            return noTarget();
        }

        /**
         * @param value what the file is to reach; takes the place of the quality. Not in mode original. One that is
         *     {@linkplain RateTarget.Kind#isMeasured measured} excludes {@linkplain #tunedDenoising tuning}, which
         *     would change the picture that was measured
         */
        public Builder target(RateTarget value) {
            this.target = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Takes a {@linkplain #target target} back, so that the quality chosen before counts. */
        public Builder noTarget() {
            this.target = null;
            return this;
        }

        /**
         * @param tune whether to try how many steps of the model's UNet, and how strong ones, bring the decoded picture
         *     closest to the original, and to store them in the file, which takes 5 bytes and the time of several
         *     decodes. Needs a model with a UNet
         */
        public Builder tunedDenoising(boolean tune) {
            this.tunedDenoising = tune;
            return this;
        }

        /**
         * @param coarseFirst whether a truncated file is to give a coarser picture: the latent's channels then follow
         *     each other, and are coded without the coder's prior, which takes more bytes ({@link
         *     DecodeOptions#partial}). Not in mode original
         */
        public Builder progressive(boolean coarseFirst) {
            this.progressive = coarseFirst;
            return this;
        }

        /**
         * Chooses how much time to spend on a smaller file. From effort 2 on, latents of models like Stable Diffusion's
         * are quantized jointly: 7 to 13 percent fewer bytes for the same error at qualities from 83 to 46, 5 to 6 at
         * 100, for twice the coder's time, from 7 on three times that and at 9 four times (2 to 6 are alike, and so are
         * 7 and 8). Latents like the embedded model's, whose decoder was trained behind rounding, are rounded; from
         * effort 7 on, at qualities from 73 on, they are first corrected by what the decoder and once more the encoder
         * make of them: 2 percent fewer bytes for the same PSNR at quality 80, 7 at 88, for a third more time. At 8 and
         * 9 they are searched through the decoder, in 20 and 80 passes of it: fewer bytes for the same PSNR and
         * MS-SSIM, for 20 and 80 times the time of a decode backwards and forwards; with a target in up to four such
         * searches, so that a target size is met less closely. A codec for encoding alone ({@link Codec.Purpose})
         * cannot do that. No effect in mode original.
         *
         * @param value 1 to 9
         * @throws IllegalArgumentException if it is out of this range
         */
        public Builder effort(int value) {
            requireRange("effort", value, MIN_EFFORT, MAX_EFFORT);
            this.effort = value;
            return this;
        }

        /**
         * @param value at which resolution to code the picture, which decodes to its own size in any case; by default
         *     {@link Resolution#AUTO}, which lowers it for very small files only. A raw payload of mode original cannot
         *     name one
         */
        public Builder resolution(Resolution value) {
            this.resolution = Objects.requireNonNull(value, "value");
            return this;
        }

        /** @param most what the call may take; of each kind the codec's own limit counts if it is stricter */
        public Builder limits(Limits most) {
            this.limits = Objects.requireNonNull(most, "most");
            return this;
        }

        /**
         * Keeps metadata of the picture, of which each kind takes bytes of the file. What cannot be kept never makes
         * the encode fail; {@link ProgressListener#onMetadataLeftOut} says what it was.
         *
         * @param kept what of it; nothing by default. Copied
         */
        public Builder metadata(Set<MetadataKind> kept) {
            this.metadata = Set.copyOf(kept);
            return this;
        }

        /**
         * @param fixedLength whether each choice of the file stands on its own, so that a wrong bit behind the header
         *     spoils one of them only; a quarter fewer choices in the same size. Decoders still verify the file's
         *     checksum. In mode ddcm only
         */
        public Builder robust(boolean fixedLength) {
            this.robust = fixedLength;
            return this;
        }

        /** @param value what counts more than the rest of the picture. In mode ddcm only */
        public Builder focus(Focus value) {
            this.focus = Objects.requireNonNull(value, "value");
            return this;
        }

        /** The options that were chosen. */
        public EncodeOptions build() {
            return new EncodeOptions(this);
        }

        private static void requireRange(String name, int value, int min, int max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException("the " + name + " is " + min + " to " + max + ", not " + value);
            }
        }
    }
}
