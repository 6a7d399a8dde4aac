package org.sdcodec.codec.pipeline;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.sdcodec.EncodeOptions;
import org.sdcodec.RateTarget;
import org.sdcodec.RateTargetException;
import org.sdcodec.codec.container.CodedSize;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.codec.quant.Quality;

/**
 * Chooses the resolution at which a picture is coded. First the highest at which the quantizer's step is no coarser
 * than what the model is
 * good at; then, by what a decoder makes of the files, neighboring ones as long as they are closer to the picture. At
 * usual sizes and
 * qualities a picture is encoded once and not decoded.
 */
final class ResolutionSearch {

    /** Bits per coded pixel that files of the coarsest good step have, on photographs: where the search starts. */
    private static final double TYPICAL_BITS = 0.09;

    /** A picture that has so many times as many at its own resolution is coded there without a look at others. */
    private static final double PLENTY = 3;

    private static final double BITS_PER_BYTE = 8;

    /**
     * Among so many resolutions above the lowest is the smallest file of a picture: of a single cell of the latent,
     * more or less.
     */
    private static final int LOWEST = 6;

    /** Pixels a side below which a picture is not made smaller. */
    private static final int SMALLEST_SIDE = 8;

    /** Files of more bytes are coded at the resolution of their picture, but for very large ones. */
    private static final double LARGE_BYTES = 1 << 14;

    private final EncodeOptions options;
    private final int width;
    private final int height;
    private final int coarsest;
    private final boolean likely;
    private final IntFunction<SizedPicture> pictures;
    private final ToDoubleFunction<Candidate> error;

    /** By resolution code. */
    private final Map<Integer, SizedPicture> tried = new HashMap<>();

    /**
     * @param coarsest step code that the model is good at; nothing if that is not known: then only a limit of the size
     *     that cannot be
     *     reached otherwise lowers the resolution
     * @param pictures the picture at each resolution code
     * @param error of the picture that a file is decoded to; null if there is no decoder: then the step alone tells
     */
    ResolutionSearch(
            EncodeOptions options,
            int width,
            int height,
            OptionalInt coarsest,
            IntFunction<SizedPicture> pictures,
            ToDoubleFunction<Candidate> error) {
        this.options = options;
        this.width = width;
        this.height = height;
        this.coarsest = coarsest.orElse(Integer.MAX_VALUE);
        this.likely = isLikely(options, coarsest, width, height);
        this.pictures = pictures;
        this.error = error;
    }

    /** Whether lower resolutions may be tried for any picture. */
    static boolean mayLower(EncodeOptions options) {
        return options.resolution().isAuto()
                && options.target()
                        .map(target -> !target.kind().isMeasured() && target.value() <= LARGE_BYTES)
                        .orElse(Quality.stepCode(options.quality()) > ModelProfile.COARSEST_ROUNDED);
    }

    /** Whether lower resolutions are tried for a picture, as far as its size tells. */
    static boolean isLikely(EncodeOptions options, OptionalInt coarsest, int width, int height) {
        if (!options.resolution().isAuto() || coarsest.isEmpty()) {
            return false;
        }
        return options.target()
                .map(target -> !target.kind().isMeasured()
                        && BITS_PER_BYTE * target.bytes(width, height) <= PLENTY * TYPICAL_BITS * width * height)
                .orElse(Quality.stepCode(options.quality()) > coarsest.getAsInt());
    }

    /**
     * The file.
     *
     * @throws RateTargetException if none reaches a target that is a limit
     */
    Candidate find() {
        if (options.target().isEmpty()) {
            return ofQuality();
        }
        RateTarget target = options.target().get();
        if (!options.resolution().isAuto()) {
            return reaching(target, CodedSize.nearest(options.resolution().factor()));
        }
        return reaching(target, target.kind().isMeasured() ? smallestReaching(target) : closest(target, first(target)));
    }

    private Candidate ofQuality() {
        boolean auto = options.resolution().isAuto();
        int own = auto ? CodedSize.FULL : CodedSize.nearest(options.resolution().factor());
        Candidate plain = at(own).ofQuality(options.quality());
        if (!auto || isFine(plain) || error == null) {
            return plain;
        }
        RateTarget asLarge = RateTarget.maxSize(plain.file().size());
        Candidate lower;
        try {
            lower = reaching(asLarge, closest(asLarge, CodedSize.FULL + 1));
        } catch (RateTargetException e) {
            // The file of a tiny picture at a lower resolution is larger by the chunk that says so.
            return plain;
        }
        return error.applyAsDouble(lower) < error.applyAsDouble(plain) ? lower : plain;
    }

    /** Where the search for a size starts. */
    private int first(RateTarget target) {
        int code = CodedSize.FULL;
        double bits = BITS_PER_BYTE * target.bytes(width, height);
        while (likely
                && code < last()
                && bits < TYPICAL_BITS * CodedSize.of(width, code) * CodedSize.of(height, code)) {
            code++;
        }
        return code;
    }

    /** The lowest resolution that makes a picture smaller: a single cell of most latents. */
    private int last() {
        int code = CodedSize.FULL;
        while (code < CodedSize.MAX_CODE
                && Math.max(CodedSize.of(width, code), CodedSize.of(height, code)) > SMALLEST_SIDE) {
            code++;
        }
        return code;
    }

    private SizedPicture at(int code) {
        return tried.computeIfAbsent(code, pictures::apply);
    }

    /** The file at a resolution that serves a target best. */
    private Candidate reaching(RateTarget target, int code) {
        return at(code).searched(at(code).reaching(target), target);
    }

    /** The resolution that is closest to the picture at a size, among those around the one at which steps are good. */
    private int closest(RateTarget target, int first) {
        int chosen = within(target, first);
        if (error == null || !likely) {
            return chosen;
        }
        double least = errorAt(target, chosen);
        for (int direction : new int[] {-1, 1}) {
            int start = chosen;
            for (int code = start + direction; code >= CodedSize.FULL && code <= last(); code += direction) {
                double next = errorAt(target, code);
                if (next >= least) {
                    break;
                }
                chosen = code;
                least = next;
            }
            if (chosen != start) {
                break;
            }
        }
        return chosen;
    }

    private double errorAt(RateTarget target, int code) {
        return at(code).nearly(target).map(error::applyAsDouble).orElse(Double.POSITIVE_INFINITY);
    }

    /**
     * The highest resolution with a good step at a size, found from another one on.
     *
     * @throws RateTargetException if there is no file so small, with the size of the smallest
     */
    private int within(RateTarget target, int first) {
        int code = first;
        while (code < last() && !isFineAt(target, code)) {
            code++;
        }
        while (code == first && first > CodedSize.FULL && isFineAt(target, first - 1)) {
            first--;
            code--;
        }
        return at(code).nearly(target).isPresent() ? code : smallest(target);
    }

    /** The highest of the lowest resolutions with a file so small, by all of their files. */
    private int smallest(RateTarget target) {
        double smallest = Double.POSITIVE_INFINITY;
        for (int code = Math.max(CodedSize.FULL, last() - LOWEST); code <= last(); code++) {
            try {
                at(code).reaching(target);
                return code;
            } catch (RateTargetException e) {
                smallest = Math.min(smallest, e.best());
            }
        }
        throw TargetFailures.tooLarge(target, (long) smallest);
    }

    private boolean isFineAt(RateTarget target, int code) {
        return at(code).nearly(target).filter(this::isFine).isPresent();
    }

    private boolean isFine(Candidate candidate) {
        return candidate.file().header().stepCode() <= coarsest;
    }

    /** The resolution with the smallest file for a measured target: lower ones as long as each has a smaller one. */
    private int smallestReaching(RateTarget target) {
        Candidate chosen = at(CodedSize.FULL).reaching(target);
        int code = CodedSize.FULL;
        while (!isFine(chosen) && code < last()) {
            Candidate next;
            try {
                next = at(code + 1).reaching(target);
            } catch (RateTargetException e) {
                break;
            }
            if (next.file().size() >= chosen.file().size()) {
                break;
            }
            chosen = next;
            code++;
        }
        return code;
    }
}
