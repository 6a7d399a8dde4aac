package org.sdcodec.codec.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.kernel.Kernels;

/** What slows a codec down in this JVM; the factors are measured (benchmarks/notes/start.md). */
final class Slowdowns {

    private Slowdowns() {}

    /** A sentence for each, without a full stop. */
    static List<String> of(Kernels kernels) {
        List<String> sentences = new ArrayList<>();
        // Says "emulated-client" where C1 is the last level of compilation. No JVM names its options without a module
        // more.
        String jvm = KernelLookup.compilation();
        if (jvm.contains("emulated-client")) {
            sentences.add("Java compiles with C1 only (-XX:TieredStopAtLevel=1): 2.4 times slower");
        } else if (jvm.contains("interpreted mode")) {
            sentences.add("Java interprets only (-Xint): more than a hundred times slower");
        }
        if (kernels.lanes() == 1) {
            sentences.add(
                    "the kernels are scalar, as the Vector API is missing (--add-modules=jdk.incubator.vector) or was"
                            + " not wanted: 2.7 times slower");
        }
        return sentences;
    }
}
