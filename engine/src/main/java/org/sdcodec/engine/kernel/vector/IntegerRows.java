package org.sdcodec.engine.kernel.vector;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The integer kernel: sums stay in registers while all rows are added, four vectors of them side by side. */
final class IntegerRows {
    // A constant of a class: only then does the compiler turn vectors into registers. Not 512 bits: callers read single
    // sums soon after they were stored, and where the processor cannot pass a part of so wide a store on, they wait.
    private static final VectorSpecies<Integer> SPECIES =
            IntVector.SPECIES_PREFERRED.length() > IntVector.SPECIES_256.length()
                    ? IntVector.SPECIES_256
                    : IntVector.SPECIES_PREFERRED;

    private static final int LANES = SPECIES.length();

    private IntegerRows() {}

    static void add(int n, int count, int[] starts, int[] x, int[] rows, int rowOff, int[] sums, int sumsOff) {
        int j = 0;
        for (; j <= n - 4 * LANES; j += 4 * LANES) {
            four(count, starts, x, rows, rowOff + j, sums, sumsOff + j);
        }
        if (j <= n - 2 * LANES) {
            two(count, starts, x, rows, rowOff + j, sums, sumsOff + j);
            j += 2 * LANES;
        }
        if (j <= n - LANES) {
            one(count, starts, x, rows, rowOff + j, sums, sumsOff + j);
            j += LANES;
        }
        for (; j < n; j++) {
            int sum = sums[sumsOff + j];
            for (int k = 0; k < count; k++) {
                sum += x[k] * rows[starts[k] + rowOff + j];
            }
            sums[sumsOff + j] = sum;
        }
    }

    private static void four(int count, int[] starts, int[] x, int[] rows, int rowOff, int[] sums, int at) {
        IntVector a = load(sums, at);
        IntVector b = load(sums, at + LANES);
        IntVector c = load(sums, at + 2 * LANES);
        IntVector d = load(sums, at + 3 * LANES);
        for (int k = 0; k < count; k++) {
            int row = starts[k] + rowOff;
            IntVector factor = IntVector.broadcast(SPECIES, x[k]);
            a = a.add(load(rows, row).mul(factor));
            b = b.add(load(rows, row + LANES).mul(factor));
            c = c.add(load(rows, row + 2 * LANES).mul(factor));
            d = d.add(load(rows, row + 3 * LANES).mul(factor));
        }
        a.intoArray(sums, at);
        b.intoArray(sums, at + LANES);
        c.intoArray(sums, at + 2 * LANES);
        d.intoArray(sums, at + 3 * LANES);
    }

    /** Even and odd rows in sums of their own, so that an addition need not wait for the one before. */
    private static void two(int count, int[] starts, int[] x, int[] rows, int rowOff, int[] sums, int at) {
        IntVector a = load(sums, at);
        IntVector b = load(sums, at + LANES);
        IntVector c = IntVector.zero(SPECIES);
        IntVector d = c;
        int k = 0;
        for (; k < count - 1; k += 2) {
            int row = starts[k] + rowOff;
            int next = starts[k + 1] + rowOff;
            IntVector factor = IntVector.broadcast(SPECIES, x[k]);
            IntVector second = IntVector.broadcast(SPECIES, x[k + 1]);
            a = a.add(load(rows, row).mul(factor));
            b = b.add(load(rows, row + LANES).mul(factor));
            c = c.add(load(rows, next).mul(second));
            d = d.add(load(rows, next + LANES).mul(second));
        }
        if (k < count) {
            IntVector factor = IntVector.broadcast(SPECIES, x[k]);
            a = a.add(load(rows, starts[k] + rowOff).mul(factor));
            b = b.add(load(rows, starts[k] + rowOff + LANES).mul(factor));
        }
        a.add(c).intoArray(sums, at);
        b.add(d).intoArray(sums, at + LANES);
    }

    /** As {@link #two}, four rows at a time. */
    private static void one(int count, int[] starts, int[] x, int[] rows, int rowOff, int[] sums, int at) {
        IntVector a = load(sums, at);
        IntVector b = IntVector.zero(SPECIES);
        IntVector c = b;
        IntVector d = b;
        int k = 0;
        for (; k < count - 3; k += 4) {
            a = a.add(load(rows, starts[k] + rowOff).mul(x[k]));
            b = b.add(load(rows, starts[k + 1] + rowOff).mul(x[k + 1]));
            c = c.add(load(rows, starts[k + 2] + rowOff).mul(x[k + 2]));
            d = d.add(load(rows, starts[k + 3] + rowOff).mul(x[k + 3]));
        }
        for (; k < count; k++) {
            a = a.add(load(rows, starts[k] + rowOff).mul(x[k]));
        }
        a.add(b).add(c.add(d)).intoArray(sums, at);
    }

    private static IntVector load(int[] array, int at) {
        return IntVector.fromArray(SPECIES, array, at);
    }
}
