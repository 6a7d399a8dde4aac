package org.sdcodec.cli.launch;

import java.util.Optional;

/** What {@code java.lang.ProcessHandle} tells of this JVM's process. By reflection: it is younger than the class files of this package. */
final class OwnProcess {

    private static final String HANDLE = "java.lang.ProcessHandle";

    private OwnProcess() {}

    /** The process id. */
    static String id() {
        return call(HANDLE, current(), "pid").toString();
    }

    /** The words of the command line after {@code java}, as they were before any file of options was read; where the system tells. */
    static Optional<String[]> arguments() {
        Object info = call(HANDLE, current(), "info");
        Optional<?> arguments = (Optional<?>) call(HANDLE + "$Info", info, "arguments");
        return arguments.isPresent() ? Optional.of((String[]) arguments.get()) : Optional.<String[]>empty();
    }

    private static Object current() {
        return call(HANDLE, null, "current");
    }

    private static Object call(String type, Object receiver, String method) {
        try {
            return Class.forName(type).getMethod(method).invoke(receiver);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
