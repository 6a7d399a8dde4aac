package org.sdcodec.codec;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.sdcodec.codec.denoise.Denoising;

/** How to decode. Immutable; each {@code with...} method gives a changed copy. */
public final class DecodeOptions {

    /** No listener; denoising as the file says, or by default if the model has a UNet. */
    public static final DecodeOptions DEFAULT =
            new DecodeOptions(ProgressListener.NONE, OptionalInt.empty(), OptionalDouble.empty());

    private final ProgressListener progress;
    private final OptionalInt steps;
    private final OptionalDouble strength;

    private DecodeOptions(ProgressListener progress, OptionalInt steps, OptionalDouble strength) {
        this.progress = progress;
        this.steps = steps;
        this.strength = strength;
    }

    /** @param listener hears how far the decode has come */
    public DecodeOptions withProgress(ProgressListener listener) {
        return new DecodeOptions(Objects.requireNonNull(listener), steps, strength);
    }

    /**
     * @param count how many steps the UNet takes to remove the quantiser's noise, 0 to {@link Denoising#MAX_STEPS}; 0 leaves the
     *     UNet out. Without this: as many as the file says, else {@link Denoising#DEFAULT_STEPS} if the model has a UNet
     * @throws IllegalArgumentException if it is out of this range
     */
    public DecodeOptions withSteps(int count) {
        new Denoising(count, 1);
        return new DecodeOptions(progress, OptionalInt.of(count), strength);
    }

    /**
     * @param factor how much noise the UNet is to assume and remove, as a multiple of what the quantiser's step implies: 1/32 to
     *     255/32. Without this: as the file says, else 1
     * @throws IllegalArgumentException if it is out of this range
     */
    public DecodeOptions withStrength(double factor) {
        new Denoising(1, factor);
        return new DecodeOptions(progress, steps, OptionalDouble.of(factor));
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
}
