package org.sdcodec.cli.fuzz;

import java.io.IOException;

/** What Jazzer calls, which finds both methods by name and changes inputs so that they reach new branches. */
public final class GuidedFuzz {

    private static FuzzTarget target;

    private GuidedFuzz() {}

    /** @param arguments the name of the target */
    public static void fuzzerInitialize(String[] arguments) {
        target = FuzzTarget.named(arguments[0]);
    }

    /** Runs the target once. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        target.run(input);
    }
}
