package org.sdcodec.codec;

import java.util.Objects;
import java.util.Optional;
import org.sdcodec.codec.container.Mode;
import org.sdcodec.codec.quant.Quality;
import org.sdcodec.vae.Half;

/**
 * How to encode. Immutable; each {@code with...} method gives a changed copy:
 *
 * <pre>{@code
 * EncodeOptions small = EncodeOptions.DEFAULT.withQuality(20);
 * }</pre>
 */
public final class EncodeOptions {

    /** The lowest quality, which gives the smallest files. */
    public static final int MIN_QUALITY = Quality.MIN;

    /** The highest quality, which gives the largest files. */
    public static final int MAX_QUALITY = Quality.MAX;

    /** The least effort. */
    public static final int MIN_EFFORT = 1;

    /** The most effort. */
    public static final int MAX_EFFORT = 9;

    /** What is done unless it is said otherwise. */
    public static final int DEFAULT_EFFORT = 5;

    /** Mode scalar, quality 50, no target, no tuning, not progressive, effort 5, no listener. */
    public static final EncodeOptions DEFAULT =
            new EncodeOptions(Mode.SCALAR, 50, null, false, false, DEFAULT_EFFORT, ProgressListener.NONE);

    /** From this effort on the decoder is asked. */
    private static final int CORRECTING = 7;

    private final Mode mode;
    private final int quality;
    private final RateTarget target;
    private final boolean tunesDenoising;
    private final boolean progressive;
    private final int effort;
    private final ProgressListener progress;

    private EncodeOptions(
            Mode mode,
            int quality,
            RateTarget target,
            boolean tunesDenoising,
            boolean progressive,
            int effort,
            ProgressListener progress) {
        this.mode = mode;
        this.quality = quality;
        this.target = target;
        this.tunesDenoising = tunesDenoising;
        this.progressive = progressive;
        this.effort = effort;
        this.progress = progress;
    }

    /** @param newMode how the latent is coded */
    public EncodeOptions withMode(Mode newMode) {
        return new EncodeOptions(
                Objects.requireNonNull(newMode), quality, target, tunesDenoising, progressive, effort, progress);
    }

    /**
     * Chooses size and closeness. A higher quality quantises more finely: over several pictures files grow and come closer to the
     * originals with each step, while on a single picture, for instance a screenshot of a terminal, neighbouring qualities may swap.
     * Takes the place of a {@linkplain #withTarget target}.
     *
     * @param newQuality 1 (smallest file) to 100 (closest to the picture); mode original has one quality only and ignores it
     * @throws IllegalArgumentException if it is out of this range
     */
    public EncodeOptions withQuality(int newQuality) {
        if (newQuality < MIN_QUALITY || newQuality > MAX_QUALITY) {
            throw new IllegalArgumentException(
                    "the quality is " + MIN_QUALITY + " to " + MAX_QUALITY + ", not " + newQuality);
        }
        return new EncodeOptions(mode, newQuality, null, tunesDenoising, progressive, effort, progress);
    }

    /**
     * @param newTarget what the file is to reach; takes the place of the quality. In mode scalar only, and with {@link
     *     RateTarget.Kind#PSNR} without {@linkplain #withTunedDenoising tuning}, which would change the picture that was measured
     */
    public EncodeOptions withTarget(RateTarget newTarget) {
        return new EncodeOptions(
                mode, quality, Objects.requireNonNull(newTarget), tunesDenoising, progressive, effort, progress);
    }

    /** @param listener hears how far the encode has come */
    public EncodeOptions withProgress(ProgressListener listener) {
        return new EncodeOptions(
                mode, quality, target, tunesDenoising, progressive, effort, Objects.requireNonNull(listener));
    }

    /**
     * @param tune whether to try how many steps of the model's UNet, and how strong ones, bring the decoded picture closest to the
     *     original, and to store them in the file, which takes 5 bytes and the time of several decodes. Needs a model with a UNet
     */
    public EncodeOptions withTunedDenoising(boolean tune) {
        return new EncodeOptions(mode, quality, target, tune, progressive, effort, progress);
    }

    /**
     * @param coarseFirst whether the beginning of the file is to be a coarser picture: the latent's channels then come one after the
     *     other, and without the coder's prior, which takes more bytes ({@link DecodeOptions#withPartial}). In mode scalar only
     */
    public EncodeOptions withProgressive(boolean coarseFirst) {
        return new EncodeOptions(mode, quality, target, tunesDenoising, coarseFirst, effort, progress);
    }

    /**
     * Trades time for bytes. From effort 2 on, latents of models like Stable Diffusion's are quantised in dependence on each other: 7 to
     * 13 percent fewer bytes for the same error at qualities from 83 to 46, 5 to 6 at 100, for twice the coder's time, from 7 on three times that and at 9 four times (2 to 6 are alike, and so are 7 and 8). Files of effort 1
     * can be read by every sdcodec. Latents like the embedded model's, whose decoder is used to plain rounding, are rounded; from effort 7 on, at
     * qualities from 73 on, they are corrected before by what the decoder and once more the encoder make of them: 2 percent fewer bytes for
     * the same PSNR at quality 80, 7 at 88, for a third more time. No effect in mode original.
     *
     * @param newEffort 1 to 9
     * @throws IllegalArgumentException if it is out of this range
     */
    public EncodeOptions withEffort(int newEffort) {
        if (newEffort < MIN_EFFORT || newEffort > MAX_EFFORT) {
            throw new IllegalArgumentException(
                    "the effort is " + MIN_EFFORT + " to " + MAX_EFFORT + ", not " + newEffort);
        }
        return new EncodeOptions(mode, quality, target, tunesDenoising, progressive, newEffort, progress);
    }

    /** How the latent is coded; {@link Mode#SCALAR} by default. */
    public Mode mode() {
        return mode;
    }

    /** 1 (smallest file) to 100 (closest to the picture); 50 by default. Without effect if there is a {@link #target}. */
    public int quality() {
        return quality;
    }

    /** What {@link #withTarget} asked for. */
    public Optional<RateTarget> target() {
        return Optional.ofNullable(target);
    }

    /** Whether {@link #withTunedDenoising} asked for it. */
    public boolean tunesDenoising() {
        return tunesDenoising;
    }

    /** Whether {@link #withProgressive} asked for it. */
    public boolean isProgressive() {
        return progressive;
    }

    /** What of an autoencoder an encode with these options takes: the encoder, and the decoder too where pictures are tried out. */
    public Half half() {
        boolean tries = tunesDenoising || corrects() || target != null && target.kind() == RateTarget.Kind.PSNR;
        return tries ? Half.BOTH : Half.ENCODER;
    }

    /** Whether latents may be corrected by what the decoder makes of them. */
    boolean corrects() {
        return mode == Mode.SCALAR
                && effort >= CORRECTING
                && (target != null || LatentCorrection.serves(Quality.stepCode(quality)));
    }

    /** 1 (fastest) to 9 (smallest files); 5 by default. */
    public int effort() {
        return effort;
    }

    /** Who hears how far the encode has come; {@link ProgressListener#NONE} by default. */
    public ProgressListener progress() {
        return progress;
    }
}
