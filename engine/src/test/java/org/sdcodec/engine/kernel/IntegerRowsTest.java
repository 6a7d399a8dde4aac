package org.sdcodec.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.engine.kernel.vector.VectorKernels;

/** {@link Kernels#addRows} of both kernels against the formula, with numbers that overflow. */
@Tag("exactness")
class IntegerRowsTest {
    private static final int GUARD = 5;
    private static final int MAX_COUNT = 11;

    @Test
    void scalarAndVectorKernelsComputeTheFormula() {
        Random random = new Random(3);
        for (int n : TestData.awkwardSizes()) {
            for (int count = 0; count <= MAX_COUNT; count++) {
                int rowOff = random.nextInt(4);
                int stride = n + rowOff + random.nextInt(3);
                int[] rows = random.ints((long) stride * MAX_COUNT).toArray();
                int[] starts = random.ints(count, 0, MAX_COUNT)
                        .map(row -> row * stride)
                        .toArray();
                int[] x = random.ints(count).toArray();
                int[] sums = random.ints(n + 2 * GUARD).toArray();
                int[] expected = sums.clone();
                for (int j = 0; j < n; j++) {
                    for (int k = 0; k < count; k++) {
                        expected[GUARD + j] += x[k] * rows[starts[k] + rowOff + j];
                    }
                }
                for (Kernels kernels : new Kernels[] {new ScalarKernels(), new VectorKernels()}) {
                    int[] found = sums.clone();
                    kernels.addRows(n, count, starts, x, rows, rowOff, found, GUARD);
                    assertThat(found)
                            .as("%s, n %d, count %d", kernels.name(), n, count)
                            .isEqualTo(expected);
                }
            }
        }
    }
}
