package org.sdcodec.cli.launch;

/**
 * What the launcher tells the command line, in its own JVM or in a second one: system properties, which unlike
 * environment variables nobody inherits by accident.
 */
public final class Handover {

    /** Whether standard error is a terminal: {@code true} or {@code false}. */
    static final String TERMINAL = "sdcodec.terminal";

    /** The process id of the launcher that started this JVM. */
    static final String PARENT = "sdcodec.parent";

    /**
     * The class archive that this JVM was started with, unless an option of the user's may keep the JVM from using it.
     */
    static final String ARCHIVE = "sdcodec.archive";

    /** Whether the arguments are those that {@link Utf8Arguments} escapes. */
    static final String ESCAPED = "sdcodec.escaped";

    private Handover() {}

    static boolean areArgumentsEscaped() {
        return Boolean.getBoolean(ESCAPED);
    }

    /** Whether standard error is a terminal, as far as the launcher could tell. */
    public static boolean standardErrorIsTerminal() {
        return Boolean.getBoolean(TERMINAL);
    }

    /** The process id of the launcher that started this JVM; null if none did. */
    public static String parent() {
        return System.getProperty(PARENT);
    }

    /** The option of a JVM that hands {@code value} over. */
    static String option(String property, String value) {
        return "-D" + property + "=" + value;
    }
}
