package org.sdcodec.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sdcodec.engine.TestData.assertSameBits;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.engine.kernel.vector.VectorKernels;

/** The scalar and the vector kernels must give the same bits, and write nothing but their outputs. */
@Tag("exactness")
class KernelParityTest {
    private static final long SEED = 11;
    /** More calls than both JIT compilers wait for. */
    private static final int HOT_CALLS = 24_000;

    private static final int[] HOT_SIZES = {1, 5, 16, 19, 35, 67};

    private static final Kernels SCALAR = new ScalarKernels();
    private static final Kernels VECTOR = new VectorKernels();

    private enum Values {
        NORMAL {
            @Override
            float[] array(Random random, int n) {
                return TestData.normal(random, n);
            }
        },
        EXTREME {
            @Override
            float[] array(Random random, int n) {
                return TestData.extreme(random, n);
            }
        };

        abstract float[] array(Random random, int n);
    }

    static List<KernelOperation> operations() {
        return KernelOperation.all();
    }

    /**
     * Every method that takes elements has its entry in the table; the matrix products and integers have tests of their
     * own.
     */
    @Test
    void everyKernelIsTested() {
        List<String> tested = operations().stream()
                .map(operation -> operation.name().split(" ")[0])
                .distinct()
                .toList();
        List<String> kernels = Arrays.stream(Kernels.class.getDeclaredMethods())
                .map(Method::getName)
                .filter(name -> !List.of(
                                "name", "lanes", "tile", "tileRows", "slabTiles", "gemm", "gemmPacked", "addRows")
                        .contains(name))
                .toList();
        assertThat(tested).containsExactlyInAnyOrderElementsOf(kernels);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void sameBitsAtAwkwardSizesAndOffsets(KernelOperation operation) {
        Random random = new Random(SEED);
        for (Values values : Values.values()) {
            for (int n : TestData.awkwardSizes()) {
                if (n < operation.smallestN()) {
                    continue;
                }
                for (int repetition = 0; repetition < 3; repetition++) {
                    check(new Case(operation, n, values, random));
                    if (operation.inPlace()) {
                        checkInPlace(new Case(operation, n, values, random));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void sameBitsInterpretedAndCompiled(KernelOperation operation) {
        Random random = new Random(SEED + 1);
        Case[] cases = new Case[2 * HOT_SIZES.length];
        for (int i = 0; i < cases.length; i++) {
            cases[i] = new Case(operation, HOT_SIZES[i / 2], Values.values()[i % 2], random);
        }
        for (int call = 0; call < HOT_CALLS; call++) {
            Case c = cases[call % cases.length];
            c.compare("call " + call + " of scalar " + c, c.run(SCALAR));
            c.compare("call " + call + " of vector " + c, c.run(VECTOR));
        }
    }

    private static void check(Case c) {
        c.compare("vector " + c, c.run(VECTOR));
        assertSameBits("the guards of " + c, c.y, c.expected, 0, c.yOff);
        int end = c.yOff + c.outputs();
        assertSameBits("the guards of " + c, c.y, c.expected, end, c.y.length);
        assertSameBits("the input of " + c, c.xBefore, c.x);
    }

    private static void checkInPlace(Case c) {
        float[] scalar = c.x.clone();
        float[] vector = c.x.clone();
        c.operation.run(SCALAR, c.n, scalar, c.xOff, c.operands, scalar, c.xOff);
        c.operation.run(VECTOR, c.n, vector, c.xOff, c.operands, vector, c.xOff);
        assertSameBits("vector in place " + c, scalar, vector);
        for (int i = 0; i < c.x.length; i++) {
            boolean output = i >= c.xOff && i < c.xOff + c.outputs();
            float expected = output ? c.expected[c.yOff + i - c.xOff] : c.x[i];
            assertThat(TestData.sameBits(expected, vector[i]))
                    .as("in place and not, element %d, %s", i, c)
                    .isTrue();
        }
    }

    /** One call's operands, and what the scalar kernel made of them at the first call. */
    private static final class Case {
        final KernelOperation operation;
        final int n;
        final int xOff;
        final int yOff;
        final float[] x;
        final float[] xBefore;
        final float[] y;
        final float[] operands;
        final float[] expected;

        private final float[] result;

        Case(KernelOperation operation, int n, Values values, Random random) {
            this.operation = operation;
            this.n = n;
            this.xOff = random.nextInt(20);
            this.yOff = random.nextInt(20);
            this.x = values.array(random, xOff + operation.inputs().applyAsInt(n) + random.nextInt(20));
            this.xBefore = x.clone();
            this.y = values.array(random, yOff + outputs() + 17 + random.nextInt(20));
            this.operands = values.array(random, n + 5);
            this.result = new float[y.length];
            this.expected = run(SCALAR).clone();
        }

        int outputs() {
            return operation.outputs().applyAsInt(n);
        }

        float[] run(Kernels kernels) {
            System.arraycopy(y, 0, result, 0, y.length);
            operation.run(kernels, n, x, xOff, operands, result, yOff);
            return result;
        }

        void compare(String what, float[] actual) {
            for (int i = 0; i < expected.length; i++) {
                if (!TestData.sameBits(expected[i], actual[i])) {
                    assertSameBits(what, expected, actual);
                }
            }
        }

        @Override
        public String toString() {
            return "%s, n %d, offsets %d and %d, seed %d".formatted(operation, n, xOff, yOff, SEED);
        }
    }
}
