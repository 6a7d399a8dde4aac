package org.sdcodec.codec.diffusion;

/**
 * Atoms of independent, nearly Gaussian numbers, made whenever they are needed: n · K of them for one step of an
 * encode. For comparison with {@link HadamardCodebook}.
 */
final class GaussianCodebook implements Codebook {

    private final int numbers;
    private final int atoms;
    private final CounterRandom random;

    /** @param step which of the codebooks */
    GaussianCodebook(int step, int numbers, int atoms) {
        this.numbers = numbers;
        this.atoms = atoms;
        this.random = new CounterRandom(CounterRandom.Purpose.ATOMS, step);
    }

    @Override
    public int numbers() {
        return numbers;
    }

    @Override
    public int atoms() {
        return atoms;
    }

    @Override
    public double[] correlate(float[] residual) {
        double[] products = new double[atoms];
        for (int k = 0; k < atoms; k++) {
            long first = (long) k * numbers;
            double sum = 0;
            for (int j = 0; j < numbers; j++) {
                sum += (double) residual[j] * random.normal(first + j);
            }
            products[k] = sum;
        }
        return products;
    }

    @Override
    public long[] combine(Choice choice) {
        long[] sum = new long[numbers];
        for (int i = 0; i < choice.atoms().length; i++) {
            long first = (long) choice.atoms()[i] * numbers;
            int sign = choice.negative()[i] ? -1 : 1;
            for (int j = 0; j < numbers; j++) {
                sum[j] += sign * random.normal(first + j);
            }
        }
        return sum;
    }
}
