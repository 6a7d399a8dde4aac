package org.sdcodec.codec.diffusion;

/**
 * Atoms are rows of a Hadamard matrix of order K, of whose columns n are taken at random, in random order and with
 * random signs: number j of atom k is s_j · (−1)^(number of bits that are set in both k and p_j). With n = K they are
 * an orthogonal basis, else a tight frame. All products at once are one fast transform of K log₂ K additions.
 */
final class HadamardCodebook implements Codebook {

    private final int atoms;
    private final int[] places;
    private final boolean[] negative;

    /**
     * @param step which of the codebooks
     * @param numbers 1 to {@code atoms}
     * @param atoms a power of two
     */
    HadamardCodebook(int step, int numbers, int atoms) {
        this.atoms = atoms;
        this.places = new CounterRandom(CounterRandom.Purpose.PLACES, step).shuffled(atoms, numbers);
        this.negative = new boolean[numbers];
        CounterRandom signs = new CounterRandom(CounterRandom.Purpose.SIGNS, step);
        for (int j = 0; j < numbers; j++) {
            negative[j] = signs.word(j) < 0;
        }
    }

    @Override
    public int numbers() {
        return places.length;
    }

    @Override
    public int atoms() {
        return atoms;
    }

    @Override
    public double[] correlate(float[] residual) {
        double[] values = new double[atoms];
        for (int j = 0; j < places.length; j++) {
            values[places[j]] = negative[j] ? -residual[j] : residual[j];
        }
        for (int half = 1; half < atoms; half *= 2) {
            for (int start = 0; start < atoms; start += 2 * half) {
                for (int i = start; i < start + half; i++) {
                    double a = values[i];
                    double b = values[i + half];
                    values[i] = a + b;
                    values[i + half] = a - b;
                }
            }
        }
        return values;
    }

    @Override
    public long[] combine(Choice choice) {
        int[] values = new int[atoms];
        for (int i = 0; i < choice.atoms().length; i++) {
            values[choice.atoms()[i]] += choice.negative()[i] ? -1 : 1;
        }
        for (int half = 1; half < atoms; half *= 2) {
            for (int start = 0; start < atoms; start += 2 * half) {
                for (int i = start; i < start + half; i++) {
                    int a = values[i];
                    int b = values[i + half];
                    values[i] = a + b;
                    values[i + half] = a - b;
                }
            }
        }
        long[] sum = new long[places.length];
        for (int j = 0; j < sum.length; j++) {
            sum[j] = negative[j] ? -values[places[j]] : values[places[j]];
        }
        return sum;
    }
}
