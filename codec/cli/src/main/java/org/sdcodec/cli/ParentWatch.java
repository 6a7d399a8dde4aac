package org.sdcodec.cli;

import java.util.Optional;
import org.sdcodec.cli.launch.Handover;

/** Ends this JVM when the launcher that started it is killed, which leaves the launcher no time to end its child. */
final class ParentWatch {

    private static final int ENDED_BY_PARENT = 143;

    private ParentWatch() {}

    /** Watches from now on. Ends the JVM at once if the launcher is gone already. */
    static void start() {
        String id = Handover.parent();
        if (id == null || !id.matches("\\d{1,10}")) {
            return;
        }
        // An orphan has another parent, or none. Where the system tells of no parents, the process id has to do.
        Optional<ProcessHandle> launcher = ProcessHandle.of(Long.parseLong(id));
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        if (launcher.isEmpty() || parent.isPresent() && !parent.equals(launcher)) {
            System.exit(ENDED_BY_PARENT);
        }
        launcher.get().onExit().thenRun(() -> System.exit(ENDED_BY_PARENT));
    }
}
