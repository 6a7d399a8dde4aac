package org.sdcodec.cli.launch;

import java.util.List;

/** Whether a JVM has the compiler that makes machine instructions of the Vector API's calls: C2. */
public final class OptimizingCompiler {

    // In java.vm.info under -XX:TieredStopAtLevel=1 and -Xint.
    private static final String CLIENT = "emulated-client";
    private static final String INTERPRETER = "interpreted mode";

    private OptimizingCompiler() {}

    /**
     * Whether it is switched off.
     *
     * @param jvmOptions of this JVM
     */
    public static boolean isMissing(List<String> jvmOptions) {
        String info = System.getProperty("java.vm.info", "");
        boolean isMissing = info.contains(CLIENT) || info.contains(INTERPRETER);
        for (String option : jvmOptions) {
            // 1 to 3 are levels of C1, 4 is C2. The last option counts.
            if (option.startsWith("-XX:TieredStopAtLevel=")) {
                isMissing = option.matches(".*=[0-3]");
            } else if (option.equals("-Xint")) {
                isMissing = true;
            }
        }
        return isMissing;
    }
}
