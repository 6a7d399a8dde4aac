package org.sdcodec.codec.diffusion;

import org.sdcodec.engine.Workers;

/**
 * Finds the bits of a step whose candidates go with a residual best: those with the largest sum of products, among all
 * that there are. Windows of neighboring groups share all bits but one, so it is the longest way through a trellis
 * (Viterbi 1967). Sums in double, in one stated order.
 */
final class PathSearch {

    /** Products of groups that are worked out ahead: 8 MiB of them. */
    private static final int PRODUCTS = 1 << 20;

    private final DiffcGroups groups;
    private final double[] residual;
    private final Workers workers;
    private final int windows;

    /** @param residual of the whole latent; not modified */
    PathSearch(DiffcGroups groups, double[] residual, Workers workers) {
        this.groups = groups;
        this.residual = residual;
        this.workers = workers;
        this.windows = 1 << groups.window();
    }

    /** Bytes that a search takes. */
    static long bytes(int window, int bits) {
        return Double.BYTES * ((long) PRODUCTS + (3L << window)) + ((long) bits << window - 1) / Byte.SIZE;
    }

    /**
     * The bits.
     *
     * @param available how many, at least a window's
     */
    boolean[] find(int available) {
        int count = groups.count(available);
        int states = windows / 2;
        double[] sums = new double[windows];
        double[] last = new double[windows];
        long[][] decisions = new long[count][];
        int ahead = Math.max(1, PRODUCTS / groups.middles());
        for (int first = 0; first < count; first += ahead) {
            int batch = Math.min(ahead, count - first);
            double[][] products = new double[batch][];
            int begin = first;
            workers.run(batch, i -> products[i] = products(begin + i));
            for (int i = 0; i < batch; i++) {
                if (first + i == 0) {
                    for (int v = 0; v < windows; v++) {
                        sums[v] = product(products[0], v);
                    }
                    continue;
                }
                double[] swap = last;
                last = sums;
                sums = swap;
                long[] upper = new long[(states + Long.SIZE - 1) / Long.SIZE];
                for (int s = 0; s < states; s++) {
                    boolean fromUpper = last[s + states] > last[s];
                    double best = fromUpper ? last[s + states] : last[s];
                    if (fromUpper) {
                        upper[s >> 6] |= 1L << s;
                    }
                    sums[2 * s] = best + product(products[i], 2 * s);
                    sums[2 * s + 1] = best + product(products[i], 2 * s + 1);
                }
                decisions[first + i] = upper;
            }
        }
        return trace(decisions, sums, available);
    }

    private boolean[] trace(long[][] decisions, double[] sums, int available) {
        int best = 0;
        for (int v = 1; v < windows; v++) {
            best = sums[v] > sums[best] ? v : best;
        }
        boolean[] bits = new boolean[available];
        int window = groups.window();
        for (int group = decisions.length - 1; group >= 0; group--) {
            bits[group + window - 1] = (best & 1) != 0;
            if (group > 0) {
                int state = best >> 1;
                boolean fromUpper = (decisions[group][state >> 6] >>> state & 1) != 0;
                best = fromUpper ? state + windows / 2 : state;
            }
        }
        for (int i = 0; i < window; i++) {
            bits[i] = (best >> window - 1 - i & 1) != 0;
        }
        return bits;
    }

    private double product(double[] products, int windowBits) {
        double product = products[groups.middle(windowBits)];
        return groups.isNegative(windowBits) ? -product : product;
    }

    /** The products of a group's part of the residual with its candidates. */
    private double[] products(int group) {
        double[] products = new double[groups.middles()];
        int end = groups.start(group + 1);
        for (int rank = groups.start(group); rank < end; rank++) {
            groups.addCandidates(rank, residual[groups.place(rank)], products);
        }
        return products;
    }
}
