package org.sdcodec.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sdcodec.engine.TestData.assertSameBits;

import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.engine.kernel.vector.VectorKernels;

/** The matrix product: the order of its sums, the same bits from both back ends, nothing written beside the result. */
@Tag("exactness")
class GemmParityTest {
    private static final long SEED = 12;
    private static final int HOT_CALLS = 22_000;
    /** Three panels: a pair and one left over. */
    private static final int MOST_COLUMNS = 3 * Kernels.PANEL;

    private static final int[] DEPTHS = {0, 1, 2, 3, 7, 8, 17, 64, 129, 513};

    private static final Kernels SCALAR = new ScalarKernels();
    private static final Kernels VECTOR = new VectorKernels();

    /** Vector kernels with every kind of register tiles, whatever the width of the vectors. */
    private static final List<Kernels> TILED = Stream.of("6x2", "12x2", "6x4", "6x4s")
            .<Kernels>map(VectorKernels::new)
            .toList();

    private static final List<Kernels> ALL =
            Stream.concat(Stream.of(SCALAR), TILED.stream()).toList();

    @Test
    void sameBitsAtAwkwardSizes() {
        Random random = new Random(SEED);
        for (int rows : TestData.awkwardSizes()) {
            for (int k : DEPTHS) {
                if ((long) rows * k < 10_000) {
                    new Case(random, rows, 1 + random.nextInt(Kernels.PANEL), k, TestData::normal).check();
                    new Case(random, rows, 1 + random.nextInt(MOST_COLUMNS), k, TestData::normal).check();
                    new Case(random, rows, 1 + random.nextInt(MOST_COLUMNS), k, TestData::extreme).check();
                }
            }
        }
    }

    @Test
    void sameBitsForEveryNumberOfColumns() {
        Random random = new Random(SEED + 1);
        for (int columns = 1; columns <= MOST_COLUMNS; columns++) {
            new Case(random, 13, columns, 9, TestData::normal).check();
        }
    }

    @Test
    void sameBitsInterpretedAndCompiled() {
        Random random = new Random(SEED + 2);
        Case[] cases = new Case[12];
        for (int i = 0; i < cases.length; i++) {
            cases[i] = new Case(random, 1 + 3 * i, 1 + random.nextInt(MOST_COLUMNS), 1 + i, TestData::normal);
        }
        for (int call = 0; call < HOT_CALLS; call++) {
            Case c = cases[call % cases.length];
            for (Kernels kernels : ALL) {
                c.compare("call %d of %s %s %s".formatted(call, kernels.name(), kernels.tile(), c), kernels);
            }
        }
    }

    @Test
    void sumsInAscendingOrderWithFma() {
        Random random = new Random(SEED + 3);
        Case c = new Case(random, 14, 75, 40, TestData::normal);
        float[] result = c.run(VECTOR);
        for (int i = 0; i < c.rows; i++) {
            for (int j = 0; j < c.columns; j++) {
                float sum = c.c[c.cOff + i * c.cStride + j];
                for (int p = 0; p < c.k; p++) {
                    sum = Math.fma(c.a[c.aOff + i * c.aStride + p], c.b[c.indexOfB(p, j)], sum);
                }
                assertThat(result[c.cOff + i * c.cStride + j])
                        .as("row %d, column %d, %s", i, j, c)
                        .isEqualTo(sum);
            }
        }
    }

    /** As in a layer, whose sums all begin at its bias, and as in general. */
    @Test
    void beginsAtSumsThatLieElsewhere() {
        Random random = new Random(SEED + 4);
        for (int rows : TestData.awkwardSizes()) {
            for (int stride : new int[] {0, MOST_COLUMNS, MOST_COLUMNS + 7}) {
                int columns = 1 + random.nextInt(MOST_COLUMNS);
                int room = roundUp(columns);
                Case inPlace = new Case(random, rows, columns, 11, TestData::normal);
                float[] from = TestData.normal(random, 3 + Math.max(1, rows) * stride + MOST_COLUMNS);
                for (int i = 0; i < rows; i++) {
                    System.arraycopy(from, 3 + i * stride, inPlace.c, inPlace.cOff + i * inPlace.cStride, room);
                }
                float[] expected = inPlace.run(SCALAR).clone();
                for (Kernels kernels : ALL) {
                    float[] c = TestData.normal(random, expected.length);
                    inPlace.runFrom(kernels, from, 3, stride, c);
                    for (int i = 0; i < rows; i++) {
                        int row = inPlace.cOff + i * inPlace.cStride;
                        assertSameBits(
                                "%s %s, row %d from a stride of %d, %s"
                                        .formatted(kernels.name(), kernels.tile(), i, stride, inPlace),
                                expected,
                                c,
                                row,
                                row + columns);
                    }
                }
            }
        }
    }

    /**
     * With both sides packed: the sums of the definition, the same bits from both, nothing written beside the result.
     */
    @Test
    void packedProductSumsInAscendingOrder() {
        Random random = new Random(SEED + 5);
        for (int rows = 0; rows <= 80; rows++) {
            int k = DEPTHS[rows % DEPTHS.length];
            BiFunction<Random, Integer, float[]> values = rows % 3 == 0 ? TestData::extreme : TestData::normal;
            int aOff = random.nextInt(9);
            int bOff = random.nextInt(40);
            int cOff = random.nextInt(9);
            float[] a = values.apply(random, aOff + rows * k);
            float[] b = values.apply(random, bOff + k * Kernels.PANEL);
            float[] c = values.apply(random, cOff + rows * Kernels.PANEL + 5);
            for (boolean add : new boolean[] {false, true}) {
                float[] expected = c.clone();
                RowGroups groups = RowGroups.of(rows);
                for (int group = 0; group < groups.count(); group++) {
                    for (int i = 0; i < groups.rows(group); i++) {
                        int row = groups.first(group) + i;
                        for (int j = 0; j < Kernels.PANEL; j++) {
                            int at = cOff + row * Kernels.PANEL + j;
                            float sum = add ? c[at] : 0f;
                            for (int p = 0; p < k; p++) {
                                float x = a[aOff + groups.first(group) * k + p * groups.rows(group) + i];
                                sum = Math.fma(x, b[bOff + p * Kernels.PANEL + j], sum);
                            }
                            expected[at] = sum;
                        }
                    }
                }
                for (Kernels kernels : ALL) {
                    float[] result = c.clone();
                    kernels.gemmPacked(rows, k, a, aOff, b, bOff, add, result, cOff);
                    String what = "%s %s packed gemm of %d rows, k %d, add %s, seed %d"
                            .formatted(kernels.name(), kernels.tile(), rows, k, add, SEED + 5);
                    assertSameBits(what, expected, result);
                }
            }
        }
    }

    @Test
    void packedProductIsTheSameCompiled() {
        Random random = new Random(SEED + 6);
        int[] rows = {5, 40, 77, 128};
        float[] a = TestData.normal(random, 128 * 20);
        float[] b = TestData.normal(random, 20 * Kernels.PANEL);
        float[] c = TestData.normal(random, 128 * Kernels.PANEL);
        float[][] expected = new float[8][];
        for (int call = 0; call < HOT_CALLS / 4; call++) {
            boolean add = call % 2 == 0;
            for (Kernels kernels : ALL) {
                float[] result = c.clone();
                kernels.gemmPacked(rows[call / 2 % 4], 20, a, 0, b, 0, add, result, 0);
                if (expected[call % 8] == null) {
                    expected[call % 8] = result;
                }
                assertSameBits("call " + call + " of packed gemm, " + kernels.name(), expected[call % 8], result);
            }
        }
    }

    @Test
    void refusesToReadOrWriteOutsideTheArrays() {
        for (Kernels kernels : ALL) {
            float[] panel = new float[4 * Kernels.PANEL];
            assertThatThrownBy(() -> kernels.gemm(2, 32, 4, new float[7], 0, 4, panel, 0, new float[64], 0, 32))
                    .as("A too short, %s", kernels.name())
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> kernels.gemm(2, 32, 5, new float[10], 0, 5, panel, 0, new float[64], 0, 32))
                    .as("B too short, %s", kernels.name())
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> kernels.gemm(2, 32, 4, new float[8], 0, 4, panel, 0, new float[63], 0, 32))
                    .as("C too short, %s", kernels.name())
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> kernels.gemmPacked(2, 4, new float[7], 0, panel, 0, true, new float[64], 0))
                    .as("packed A too short, %s", kernels.name())
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> kernels.gemmPacked(2, 4, new float[8], 0, panel, 0, true, new float[63], 0))
                    .as("packed C too short, %s", kernels.name())
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    private static int roundUp(int columns) {
        return (columns + Kernels.PANEL - 1) / Kernels.PANEL * Kernels.PANEL;
    }

    /** One product's operands, and what the scalar kernel made of them at the first call. */
    private static final class Case {
        final int rows;
        final int columns;
        final int k;
        final int aOff;
        final int aStride;
        final int bOff;
        final int bPanel;
        final int cOff;
        final int cStride;
        final float[] a;
        final float[] b;
        final float[] c;
        final float[] expected;
        private final float[] result;

        Case(Random random, int rows, int columns, int k, BiFunction<Random, Integer, float[]> values) {
            this.rows = rows;
            this.columns = columns;
            this.k = k;
            this.aOff = random.nextInt(9);
            // Below k the rows overlap, as in a convolution; above there are gaps. Some tiles are for one stride only.
            this.aStride = random.nextInt(3) == 0 ? Kernels.SLAB_STRIDE : random.nextInt(2 * k + 3);
            this.bOff = random.nextInt(40);
            this.bPanel = Kernels.PANEL * k + random.nextInt(3) * random.nextInt(60);
            this.cOff = random.nextInt(9);
            this.cStride = roundUp(columns) + random.nextInt(3) * random.nextInt(60);
            this.a = values.apply(random, aOff + rows * aStride + k);
            this.b = values.apply(random, bOff + roundUp(columns) / Kernels.PANEL * bPanel);
            this.c = values.apply(random, cOff + rows * cStride + MOST_COLUMNS + 5);
            this.result = new float[c.length];
            this.expected = run(SCALAR).clone();
        }

        float[] run(Kernels kernels) {
            System.arraycopy(c, 0, result, 0, c.length);
            runFrom(kernels, result, cOff, cStride, result);
            return result;
        }

        void runFrom(Kernels kernels, float[] from, int fromOff, int fromStride, float[] to) {
            kernels.gemm(
                    rows, columns, k, a, aOff, aStride, b, bOff, bPanel, from, fromOff, fromStride, to, cOff, cStride);
        }

        int indexOfB(int row, int column) {
            return bOff + column / Kernels.PANEL * bPanel + Kernels.PANEL * row + column % Kernels.PANEL;
        }

        void check() {
            for (Kernels kernels : TILED) {
                compare(kernels.name() + " " + kernels.tile() + " " + this, kernels);
                checkRest();
            }
        }

        private void checkRest() {
            int end = cOff;
            for (int i = 0; i < rows; i++) {
                int row = cOff + i * cStride;
                assertSameBits("what lies before row " + i + " of " + this, c, result, end, row);
                end = row + roundUp(columns);
            }
            assertSameBits("what lies after the rows of " + this, c, result, end, c.length);
        }

        void compare(String what, Kernels kernels) {
            run(kernels);
            for (int i = 0; i < rows; i++) {
                int row = cOff + i * cStride;
                for (int j = row; j < row + columns; j++) {
                    if (!TestData.sameBits(expected[j], result[j])) {
                        assertSameBits(what, expected, result, j, j + 1);
                    }
                }
            }
        }

        @Override
        public String toString() {
            return "gemm of %d rows, %d columns, k %d, aStride %d, cStride %d, seed %d"
                    .formatted(rows, columns, k, aStride, cStride, SEED);
        }
    }
}
