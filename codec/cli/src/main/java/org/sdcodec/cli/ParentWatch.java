package org.sdcodec.cli;

/** Ends this JVM when the launcher that started it is killed, which leaves the launcher no time to end its child. */
final class ParentWatch {

    /** Set by the launcher: its process id. */
    private static final String PARENT_VARIABLE = "SDCODEC_PARENT";

    private static final int ENDED_BY_PARENT = 143;

    private ParentWatch() {}

    static void start() {
        String id = System.getenv(PARENT_VARIABLE);
        if (id != null && id.matches("\\d{1,10}")) {
            ProcessHandle.of(Long.parseLong(id))
                    .filter(parent -> ProcessHandle.current()
                            .parent()
                            .filter(parent::equals)
                            .isPresent())
                    .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(ENDED_BY_PARENT)));
        }
    }
}
