package org.sdcodec.codec.pipeline;

import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.sdcodec.RateTarget;
import org.sdcodec.codec.quant.Quality;
import org.sdcodec.codec.quant.StepSize;

/**
 * Reaches a {@link RateTarget} with files that take a long search each: starts from the step that {@link RateSearch}
 * found with files that take none, which are larger and farther from the picture, and tries a few neighboring steps.
 */
final class SearchedTarget {
    /** Searches at most. */
    private static final int ATTEMPTS = 4;

    /**
     * Steps by which a searched file can be finer for the same size, or coarser for the same closeness, as a first
     * guess.
     */
    private static final int FIRST = 2;

    private final RateTarget target;
    private final double bytes;
    private final IntFunction<Candidate> search;
    private final ToDoubleFunction<Candidate> metric;

    /**
     * @param bytes of the target, if it is a size
     * @param search makes the file of a step code, with a search
     * @param metric as in {@link RateSearch}
     */
    SearchedTarget(RateTarget target, double bytes, IntFunction<Candidate> search, ToDoubleFunction<Candidate> metric) {
        this.target = target;
        this.bytes = bytes;
        this.search = search;
        this.metric = metric;
    }

    /**
     * The searched file that serves the target best.
     *
     * @param plain what was found without a search, at its step code
     * @return {@code plain} where no searched file reaches a target that is a limit
     */
    Candidate find(Candidate plain, int stepCode) {
        int better = target.kind().isMeasured() ? 1 : -1;
        int code = limited(stepCode + FIRST * better);
        Candidate best = null;
        boolean last = false;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Candidate candidate = search.apply(code);
            boolean reaches = reaches(candidate);
            if (serves(candidate, reaches, best)) {
                best = candidate;
            }
            int next = limited(reaches ? code + better : code - better);
            if (next == code || attempt > 0 && reaches != last) {
                break;
            }
            last = reaches;
            code = next;
        }
        return best == null ? plain : best;
    }

    private int limited(int code) {
        int finest = target.kind() == RateTarget.Kind.MAX_SIZE ? Quality.stepCode(Quality.MAX) : StepSize.MIN_CODE;
        return Math.max(finest, Math.min(StepSize.MAX_CODE, code));
    }

    /** Whether a file is small enough, or close enough to its picture. */
    private boolean reaches(Candidate candidate) {
        return target.kind().isMeasured()
                ? metric.applyAsDouble(candidate) >= target.value()
                : candidate.file().size() <= bytes;
    }

    private boolean serves(Candidate candidate, boolean reaches, Candidate best) {
        return switch (target.kind()) {
            case SIZE, BITS_PER_PIXEL -> best == null || distance(candidate) < distance(best);
            // Later ones are finer, if they reach it at all.
            case MAX_SIZE -> reaches;
            case PSNR, SSIMULACRA2 ->
                reaches
                        && (best == null
                                || candidate.file().size() < best.file().size());
        };
    }

    private double distance(Candidate candidate) {
        return Math.abs(candidate.file().size() - bytes);
    }
}
