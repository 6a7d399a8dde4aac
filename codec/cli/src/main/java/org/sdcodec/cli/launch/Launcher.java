package org.sdcodec.cli.launch;

import java.io.Console;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Optional;

/**
 * Starts the command line, in a second JVM where that is needed to have the Vector API.
 *
 * <p>No manifest attribute can add a module to the boot layer, so {@code java -jar sdcodec.jar} runs without {@code
 * jdk.incubator.vector}, and a module layer made at run time does not get the compiler's intrinsics. The launcher
 * therefore starts the same {@code java} once more with {@code --add-modules=jdk.incubator.vector} (see {@link
 * Relaunch}).
 */
public final class Launcher {

    static final String VECTOR_MODULE = "jdk.incubator.vector";

    // Of the module. Asking ModuleLayer.findModule for a module that is not there takes longer than looking for a
    // class.
    private static final String VECTOR_CLASS = VECTOR_MODULE + ".Vector";

    private static final int OLDEST_JAVA = 17;
    private static final String COMMAND_LINE = "org.sdcodec.cli.Main";

    private Launcher() {}

    /**
     * Runs the command line and ends the JVM with its exit status; 1 on a Java older than 17.
     *
     * @param words the arguments of the command line
     */
    public static void main(String[] words) {
        String refusal = refusal(System.getProperty("java.specification.version"));
        if (refusal != null) {
            System.err.println("sdcodec: " + refusal);
            System.exit(1);
        }
        if (System.getProperty(Handover.TERMINAL) == null) {
            System.setProperty(Handover.TERMINAL, Boolean.toString(standardErrorIsTerminal()));
        }
        String[] args = Handover.areArgumentsEscaped() ? Utf8Arguments.unescaped(words) : words;
        String[] escaped = Utf8Arguments.escapedIfLost(words);
        if (escaped != null || StartPlan.of(args).runsNetworks() && !hasVectorApi()) {
            try {
                System.exit(Relaunch.run(escaped == null ? args : escaped, escaped != null));
            } catch (RelaunchException e) {
                System.err.println("sdcodec: warning: " + e.getMessage()
                        + "; going on without the Vector API, which is slower; 'sdcodec doctor' says how much.");
            }
        }
        runHere(args);
    }

    /**
     * Why a Java of that version cannot run sdcodec, as a sentence; null if it can.
     *
     * @param version a {@code java.specification.version}: "1.8", "11", "17"
     */
    static String refusal(String version) {
        // Up to Java 8 the versions began with "1.".
        if (!version.startsWith("1.") && Integer.parseInt(version.split("\\.")[0]) >= OLDEST_JAVA) {
            return null;
        }
        return "sdcodec needs Java " + OLDEST_JAVA + " or newer, but this is Java " + version + " ("
                + System.getProperty("java.home") + "); install a newer one, or let JAVA_HOME or PATH point to it.";
    }

    /** Whether the running JVM could resolve {@code module} if it were asked to at start. */
    static boolean runtimeHas(String module) {
        // By reflection: modules are younger than the class files of this package.
        try {
            Class<?> finder = Class.forName("java.lang.module.ModuleFinder");
            Object system = finder.getMethod("ofSystem").invoke(null);
            return ((Optional<?>) finder.getMethod("find", String.class).invoke(system, module)).isPresent();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean hasVectorApi() {
        try {
            Class.forName(VECTOR_CLASS, false, ClassLoader.getSystemClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static void runHere(String[] args) {
        try {
            Class.forName(COMMAND_LINE).getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error) {
                throw (Error) e.getCause();
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            System.err.println("sdcodec: the class path " + System.getProperty("java.class.path") + " lacks "
                    + COMMAND_LINE + "; run sdcodec.jar as a whole.");
            System.exit(1);
        }
    }

    /** Java tells of standard input and output only ({@link System#console}); Linux tells where descriptor 2 leads. */
    private static boolean standardErrorIsTerminal() {
        try {
            Path target = Paths.get("/proc/self/fd/2").toRealPath();
            String device = target.toString();
            return target.startsWith("/dev/pts") || device.startsWith("/dev/tty") || device.startsWith("/dev/console");
        } catch (IOException | SecurityException e) {
            return consoleIsTerminal();
        }
    }

    private static boolean consoleIsTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since Java 22 there is a console without a terminal too, and a method that tells them apart.
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
