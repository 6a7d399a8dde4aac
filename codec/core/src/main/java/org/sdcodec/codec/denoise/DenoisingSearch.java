package org.sdcodec.codec.denoise;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.sdcodec.Denoising;

/**
 * The encoder's search for the denoising that brings its picture closest to the original. Every candidate costs a decode, so one
 * value is searched after the other: the strength with a single step, which moves the result most, then the number of steps.
 */
public final class DenoisingSearch {
    private static final double[] STRENGTHS = {0.5, 0.75, 1, 1.5};
    private static final int[] MORE_STEPS = {2, 3, 4};

    /** How many candidates are tried. */
    public static final int CANDIDATES = 1 + STRENGTHS.length + MORE_STEPS.length;

    /** How many calls of the UNet they take together. */
    public static final int CALLS = STRENGTHS.length + IntStream.of(MORE_STEPS).sum();

    private DenoisingSearch() {}

    /**
     * Tries the candidates, {@link #CANDIDATES} of them.
     *
     * @param error how far the picture is from the original after such a denoising
     * @return the one with the least error; of equal ones that with fewer steps
     */
    public static Denoising best(ToDoubleFunction<Denoising> error) {
        Denoising none = Denoising.NONE;
        double errorOfNone = error.applyAsDouble(none);
        List<Denoising> candidates = new ArrayList<>();
        for (double strength : STRENGTHS) {
            candidates.add(new Denoising(1, strength));
        }
        Scored single = least(candidates, error);
        candidates.clear();
        for (int steps : MORE_STEPS) {
            candidates.add(new Denoising(steps, single.denoising.strength()));
        }
        Scored several = least(candidates, error);
        Scored best = several.error < single.error ? several : single;
        return best.error < errorOfNone ? best.denoising : none;
    }

    private record Scored(Denoising denoising, double error) {}

    private static Scored least(List<Denoising> candidates, ToDoubleFunction<Denoising> error) {
        Scored least = null;
        for (Denoising candidate : candidates) {
            Scored scored = new Scored(candidate, error.applyAsDouble(candidate));
            least = least == null || scored.error < least.error ? scored : least;
        }
        return least;
    }
}
