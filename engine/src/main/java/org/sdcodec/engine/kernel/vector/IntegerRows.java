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

    // Methods are called on vectors that were just made, never on one that a loop carries on: of such the compiler
    // knows
    // the class only from what it saw so far, and in one process of three each sum became an object.

    private static void four(int count, int[] starts, int[] x, int[] rows, int rowOff, int[] sums, int at) {
        IntVector a = IntVector.zero(SPECIES);
        IntVector b = a;
        IntVector c = a;
        IntVector d = a;
        for (int k = 0; k < count; k++) {
            int row = starts[k] + rowOff;
            IntVector factor = IntVector.broadcast(SPECIES, x[k]);
            a = load(rows, row).mul(factor).add(a);
            b = load(rows, row + LANES).mul(factor).add(b);
            c = load(rows, row + 2 * LANES).mul(factor).add(c);
            d = load(rows, row + 3 * LANES).mul(factor).add(d);
        }
        load(sums, at).add(a).intoArray(sums, at);
        load(sums, at + LANES).add(b).intoArray(sums, at + LANES);
        load(sums, at + 2 * LANES).add(c).intoArray(sums, at + 2 * LANES);
        load(sums, at + 3 * LANES).add(d).intoArray(sums, at + 3 * LANES);
    }

    /** Even and odd rows in sums of their own, so that an addition need not wait for the one before. */
    private static void two(int count, int[] starts, int[] x, int[] rows, int rowOff, int[] sums, int at) {
        IntVector a = IntVector.zero(SPECIES);
        IntVector b = a;
        IntVector c = a;
        IntVector d = a;
        int k = 0;
        for (; k < count - 1; k += 2) {
            int row = starts[k] + rowOff;
            int next = starts[k + 1] + rowOff;
            IntVector factor = IntVector.broadcast(SPECIES, x[k]);
            IntVector second = IntVector.broadcast(SPECIES, x[k + 1]);
            a = load(rows, row).mul(factor).add(a);
            b = load(rows, row + LANES).mul(factor).add(b);
            c = load(rows, next).mul(second).add(c);
            d = load(rows, next + LANES).mul(second).add(d);
        }
        if (k < count) {
            IntVector factor = IntVector.broadcast(SPECIES, x[k]);
            a = load(rows, starts[k] + rowOff).mul(factor).add(a);
            b = load(rows, starts[k] + rowOff + LANES).mul(factor).add(b);
        }
        load(sums, at).add(a).add(c).intoArray(sums, at);
        load(sums, at + LANES).add(b).add(d).intoArray(sums, at + LANES);
    }

    /** As {@link #two}, four rows at a time. */
    private static void one(int count, int[] starts, int[] x, int[] rows, int rowOff, int[] sums, int at) {
        IntVector a = IntVector.zero(SPECIES);
        IntVector b = a;
        IntVector c = a;
        IntVector d = a;
        int k = 0;
        for (; k < count - 3; k += 4) {
            a = load(rows, starts[k] + rowOff).mul(x[k]).add(a);
            b = load(rows, starts[k + 1] + rowOff).mul(x[k + 1]).add(b);
            c = load(rows, starts[k + 2] + rowOff).mul(x[k + 2]).add(c);
            d = load(rows, starts[k + 3] + rowOff).mul(x[k + 3]).add(d);
        }
        for (; k < count; k++) {
            a = load(rows, starts[k] + rowOff).mul(x[k]).add(a);
        }
        load(sums, at).add(a).add(b).add(c).add(d).intoArray(sums, at);
    }

    private static IntVector load(int[] array, int at) {
        return IntVector.fromArray(SPECIES, array, at);
    }
}
