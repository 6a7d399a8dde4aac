package org.sdcodec.codec.diffusion;

import java.util.Arrays;

/**
 * Atoms of a codebook and their signs: what a file says of one step.
 *
 * @param atoms their indices; not copied
 * @param negative for each whether it is subtracted; not copied
 */
record Choice(int[] atoms, boolean[] negative) {

    /**
     * The atoms whose inner products with a residual are largest in magnitude, in ascending order; of equal ones the
     * first.
     *
     * @param products of all atoms; not modified
     * @param count at most as many as there are
     */
    static Choice largest(double[] products, int count) {
        long[] order = new long[products.length];
        for (int k = 0; k < order.length; k++) {
            // Magnitudes are ordered as their bits are; rounded to float they leave room for the index.
            long magnitude = Float.floatToIntBits((float) Math.abs(products[k]));
            order[k] = magnitude << Integer.SIZE | products.length - 1 - k;
        }
        Arrays.sort(order);
        int[] atoms = new int[count];
        for (int i = 0; i < count; i++) {
            atoms[i] = products.length - 1 - (int) order[order.length - 1 - i];
        }
        Arrays.sort(atoms);
        boolean[] negative = new boolean[count];
        for (int i = 0; i < count; i++) {
            negative[i] = products[atoms[i]] < 0;
        }
        return new Choice(atoms, negative);
    }
}
