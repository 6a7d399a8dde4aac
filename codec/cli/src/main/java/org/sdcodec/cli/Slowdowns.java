package org.sdcodec.cli;

import java.util.ArrayList;
import java.util.List;
import org.sdcodec.cli.launch.OptimizingCompiler;
import org.sdcodec.engine.kernel.Kernels;

/** What makes sdcodec slow in this JVM, and how slow; the factors are measured (benchmarks/notes/start.md). */
final class Slowdowns {

    private static final int ROUNDS = 20;
    private static final int CALLS = 50;

    /** An instruction takes 1 to 50 ns, interpreted too; the exact sum that stands for it 1,700 and more. */
    private static final long MOST_NANOS_PER_CALL = 400;

    private Slowdowns() {}

    /** A sentence for each, the worst first; none where nothing is slow. */
    static List<String> of(Kernels kernels, List<String> jvmOptions) {
        List<String> sentences = new ArrayList<>();
        if (!hasFusedMultiplyAdd()) {
            sentences.add(
                    "no fused multiply-add (FMA) in hardware, or switched off by -XX:-UseFMA: thousands of times slower,"
                            + " half a minute and more for 64x64 pixels");
        }
        if (OptimizingCompiler.isMissing(jvmOptions)) {
            sentences.add("no optimizing compiler (-XX:TieredStopAtLevel or -Xint): 2.4 times slower with C1, more than"
                    + " a hundred times interpreted; leave that option out");
        } else if (kernels.lanes() == 1) {
            sentences.add("no vector kernels: 2.7 times slower; see 'kernels'");
        }
        return sentences;
    }

    /**
     * Whether {@link Math#fma} is an instruction of the processor. By the clock, because no JVM says so in a documented
     * way.
     */
    static boolean hasFusedMultiplyAdd() {
        long best = Long.MAX_VALUE;
        float sum = 0.3f;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                sum = Math.fma(1.1f + i, 0.37f, sum * 0.5f);
            }
            best = Math.min(best, System.nanoTime() - start);
            if (best < CALLS * MOST_NANOS_PER_CALL) {
                return true;
            }
        }
        // Never true; without a use of it the compiler would leave the sum out.
        return sum < 0;
    }
}
