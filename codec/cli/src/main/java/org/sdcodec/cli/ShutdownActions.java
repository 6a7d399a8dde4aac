package org.sdcodec.cli;

import org.sdcodec.cli.external.ExitActions;

/** Actions as hooks of the JVM. */
final class ShutdownActions {

    private ShutdownActions() {}

    /** As {@link ExitActions#add}. */
    static ExitActions.Registration add(String name, Runnable action) {
        Thread hook = new Thread(action, name);
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The JVM is ending and runs it.
            }
        };
    }
}
