package org.sdcodec.cli.external;

/** Makes sure that something happens if the program is ended in the meantime. */
@FunctionalInterface
public interface ExitActions {

    /** An action that is still registered. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {
        /** Forgets the action. */
        @Override
        void close();
    }

    /**
     * Registers an action.
     *
     * @param name of its thread
     * @param action runs once if the JVM ends before the registration is closed
     */
    Registration add(String name, Runnable action);
}
