package org.sdcodec.codec;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.sdcodec.codec.denoise.Denoising;

/** How to decode. Immutable; each {@code with...} method gives a changed copy. */
public final class DecodeOptions {

    /** A limit that suits most callers: 16384 x 16384, the largest picture that a JPEG camera or a WebP file comes near. */
    public static final long DEFAULT_MAX_PIXELS = 1L << 28;

    /** No listener; whole files only; denoising as the file says, or by default if the model has a UNet; {@link #DEFAULT_MAX_PIXELS}. */
    public static final DecodeOptions DEFAULT = new DecodeOptions(
            ProgressListener.NONE, OptionalInt.empty(), OptionalDouble.empty(), DEFAULT_MAX_PIXELS, null);

    private final ProgressListener progress;
    private final OptionalInt steps;
    private final OptionalDouble strength;
    private final long maxPixels;
    private final Consumer<DecodedPart> partial;

    private DecodeOptions(
            ProgressListener progress,
            OptionalInt steps,
            OptionalDouble strength,
            long maxPixels,
            Consumer<DecodedPart> partial) {
        this.progress = progress;
        this.steps = steps;
        this.strength = strength;
        this.maxPixels = maxPixels;
        this.partial = partial;
    }

    /** @param listener hears how far the decode has come */
    public DecodeOptions withProgress(ProgressListener listener) {
        return new DecodeOptions(Objects.requireNonNull(listener), steps, strength, maxPixels, partial);
    }

    /**
     * @param count how many steps the UNet takes to remove the quantiser's noise, 0 to {@link Denoising#MAX_STEPS}; 0 leaves the
     *     UNet out. Without this: as many as the file says, else {@link Denoising#DEFAULT_STEPS} if the model has a UNet
     * @throws IllegalArgumentException if it is out of this range
     */
    public DecodeOptions withSteps(int count) {
        new Denoising(count, 1);
        return new DecodeOptions(progress, OptionalInt.of(count), strength, maxPixels, partial);
    }

    /**
     * @param factor how much noise the UNet is to assume and remove, as a multiple of what the quantiser's step implies: 1/32 to
     *     255/32. Without this: as the file says, else 1. Without {@link #withSteps}, a file that needs no steps is refused
     * @throws IllegalArgumentException if it is out of this range
     */
    public DecodeOptions withStrength(double factor) {
        new Denoising(1, factor);
        return new DecodeOptions(progress, steps, OptionalDouble.of(factor), maxPixels, partial);
    }

    /**
     * A few bytes can claim to be a picture that takes all memory, so whoever decodes files of strangers sets this to what is
     * plausible.
     *
     * @param limit a file of more pixels is refused before memory is allocated for it; at least 1. Without this:
     *     {@link #DEFAULT_MAX_PIXELS}
     * @throws IllegalArgumentException if it is less than 1
     */
    public DecodeOptions withMaxPixels(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit must be at least 1 pixel, not " + limit);
        }
        return new DecodeOptions(progress, steps, strength, limit, partial);
    }

    /**
     * Decodes a file of mode scalar too that is cut short or damaged, as far as it goes: the numbers of the latent that are there, 0
     * for the others. The beginning of a {@linkplain EncodeOptions#withProgressive progressive} file gives a coarse picture of
     * everything, that of another mostly the upper part; what a damaged place and those behind it give is arbitrary. The header,
     * and transparency if there is any, must be there in full.
     *
     * @param listener hears how much there was, before the picture is painted; not called for a file that is whole
     */
    public DecodeOptions withPartial(Consumer<DecodedPart> listener) {
        return new DecodeOptions(progress, steps, strength, maxPixels, Objects.requireNonNull(listener));
    }

    /** Who hears how much of a file there was, if {@link #withPartial} allowed less than all. */
    public Optional<Consumer<DecodedPart>> partial() {
        return Optional.ofNullable(partial);
    }

    /** Who hears how far the decode has come; {@link ProgressListener#NONE} by default. */
    public ProgressListener progress() {
        return progress;
    }

    /** What {@link #withSteps} chose. */
    public OptionalInt steps() {
        return steps;
    }

    /** What {@link #withStrength} chose. */
    public OptionalDouble strength() {
        return strength;
    }

    /** The most pixels that a file may have. */
    public long maxPixels() {
        return maxPixels;
    }
}
