package org.sdcodec.cli.launch;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs the launcher again in a child JVM that has the Vector API, and passes its exit status on. Without lambdas: the
 * first one of a JVM takes 30 ms, and every run would wait for it.
 */
final class Relaunch {

    /** The JVM's own remark about the module, which would otherwise stand above the output of every run. */
    static final String INCUBATOR_WARNING = "WARNING: Using incubator modules: " + Launcher.VECTOR_MODULE;

    private static final int GRACE_SECONDS = 10;

    // Agents, debuggers and JMX ports belong to one process. They would fight over a port or a file in the second.
    private static final List<String> ONE_PROCESS_ONLY = Arrays.asList(
            "-javaagent:",
            "-agentlib:",
            "-agentpath:",
            "-Xdebug",
            "-Xrunjdwp",
            "-Xrun",
            "-Dcom.sun.management.jmxremote");

    // The JVM reports what these hold among its input arguments, so the child already has it on its command line.
    static final List<String> OPTION_VARIABLES =
            Arrays.asList("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");

    private static final List<String> CLASS_PATH_OPTIONS = Arrays.asList("-cp", "-classpath", "--class-path");

    private static final List<String> OPTIONS_OF_TWO_WORDS = Arrays.asList(
            "--add-modules",
            "--limit-modules",
            "--add-opens",
            "--add-exports",
            "--add-reads",
            "--patch-module",
            "--module-path",
            "--upgrade-module-path");

    // Measured on a 512x512 picture: the serial collector takes a quarter of the default one's memory, 240 MB instead
    // of 1000 MB, in the same time. What is alive is a few large arrays, which it need not copy.
    private static final String COLLECTOR = "-XX:+UseSerialGC";

    // Its young generation would take a third of the heap for the few small objects that there are: 90 MB more after a
    // picture through Stable Diffusion's decoder. 16 MB instead of 32 save 8 % of the memory of a decode of 12
    // megapixels. Arrays of 64 KiB and more go where they stay, and are never copied.
    private static final List<String> YOUNG_GENERATION =
            Arrays.asList("-XX:MaxNewSize=16m", "-XX:PretenureSizeThreshold=64k");

    // A heap that begins with a 64th of the machine's memory, and that keeps 40 % free after each collection, fills
    // with garbage before it is collected. Measured on 12 megapixels, one file per process: encode 424 MB and decode
    // 406 MB of resident memory become 350 MB and 255 MB, in the same processor time. With the young generation above,
    // 10 to 15 % free take 235 and 203 MB, 20 to 30 % 255 and 200 MB, in no less time.
    private static final List<String> SMALL_HEAP =
            Arrays.asList("-XX:InitialRAMPercentage=0.2", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=15");

    // In a small heap the JVM warns of such a young generation; there a third is less.
    private static final long HEAP_FOR_YOUNG_GENERATION = 128L << 20;

    private static final List<String> YOUNG_GENERATION_OPTIONS =
            Arrays.asList("-Xmn", "-XX:NewSize=", "-XX:MaxNewSize=", "-XX:NewRatio=", "-XX:OldSize=");

    // Standard output is for results: whatever the JVM has to say, of its own accord or because of options of the
    // user, goes to standard error. An archive that does not fit is nothing to talk of.
    private static final List<String> WORDS_TO_STANDARD_ERROR = Arrays.asList(
            "-XX:+DisplayVMOutputToStderr", "-Xlog:disable", "-Xlog:all=warning,cds=off,cds+dynamic=off:stderr");

    // The JVM takes a quarter of the machine's memory at most if nobody says more; large pictures need more.
    static final List<String> MODULES_AND_HEAP =
            Arrays.asList("--add-modules=" + Launcher.VECTOR_MODULE, "-XX:MaxRAMPercentage=75");

    // The vector kernels go to the compiler a hundred times sooner than other code, and their callers wait for it:
    // interpreted they are so slow that waiting is faster. Saves a quarter of the processor time of a 512x512 picture.
    private static final List<String> COMPILE_EARLY = Arrays.asList(
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,org.sdcodec.engine.kernel.vector.*::*,0.01",
            "-XX:CompileCommand=BackgroundCompilation,org.sdcodec.engine.kernel.vector.*::*,false");

    static final String SCALAR_KERNELS = "-Dsdcodec.kernels=scalar";

    private static final List<String> VM_FAILURES = Arrays.asList(
            "Error: Could not create the Java Virtual Machine", "Error occurred during initialization of");

    private Relaunch() {}

    /**
     * Runs sdcodec with {@code args} in a child JVM with the options, class path and standard streams of this one.
     *
     * @param escaped whether {@link Utf8Arguments} has escaped the arguments; the child gets a locale for them then
     * @return the child's exit status
     * @throws RelaunchException if there is no such child: nothing has run then
     */
    static int run(String[] args, boolean escaped) throws RelaunchException {
        if (Handover.parent() != null) {
            throw new RelaunchException(
                    "this Java was started with --add-modules=" + Launcher.VECTOR_MODULE + " and does not have it");
        }
        if (!Launcher.runtimeHas(Launcher.VECTOR_MODULE)) {
            throw new RelaunchException(
                    "the Java in " + System.getProperty("java.home") + " lacks the module " + Launcher.VECTOR_MODULE);
        }
        String java = new File(System.getProperty("java.home"), "bin" + File.separator + "java").getPath();
        String classPath = System.getProperty("java.class.path");
        ClassArchive archive = ClassArchive.of(classPath, System.getenv());
        List<String> command = command(java, jvmOptions(), archive, classPath, args);
        if (escaped) {
            command.add(1, Handover.option(Handover.ESCAPED, "true"));
        }
        int status = run(command, escaped);
        if (status == 0 && archive != null && !archive.isSettled()) {
            ArchiveMaker.startInBackground(java, archive);
        }
        return status;
    }

    /** The options that this JVM was started with. */
    private static List<String> jvmOptions() {
        Optional<String[]> arguments = OwnProcess.arguments();
        // To load the management classes takes longer than all the rest of the launcher, and most users say "java
        // -jar".
        if (namesNoOption(arguments, System.getenv().keySet())) {
            return Collections.emptyList();
        }
        try {
            return ManagementFactory.getRuntimeMXBean().getInputArguments();
        } catch (LinkageError e) {
            // A runtime image without the module java.management. What files of options hold is lost.
            return optionsAmong(arguments);
        }
    }

    /** The options before {@code -jar} or the main class, each as one word, less the class path. */
    static List<String> optionsAmong(Optional<String[]> arguments) {
        List<String> options = new ArrayList<>();
        String[] words = arguments.isPresent() ? arguments.get() : new String[0];
        for (int i = 0; i < words.length && words[i].startsWith("-") && !words[i].equals("-jar"); i++) {
            boolean hasNext = i + 1 < words.length;
            if (CLASS_PATH_OPTIONS.contains(words[i])) {
                i++;
            } else if (OPTIONS_OF_TWO_WORDS.contains(words[i]) && hasNext) {
                options.add(words[i] + "=" + words[++i]);
            } else {
                options.add(words[i]);
            }
        }
        return options;
    }

    /** Whether the command line is {@code java -jar …}, and no variable adds to it. */
    static boolean namesNoOption(Optional<String[]> arguments, Set<String> variables) {
        return arguments.isPresent()
                && arguments.get().length > 0
                && arguments.get()[0].equals("-jar")
                && Collections.disjoint(variables, OPTION_VARIABLES);
    }

    /** Our options for the child, whose user gives it {@code jvmOptions}. */
    static List<String> childOptions(List<String> jvmOptions) {
        return childOptions(jvmOptions, Runtime.getRuntime().maxMemory());
    }

    /** @param heap in bytes, how large that of the child can become at least: that of its parent */
    static List<String> childOptions(List<String> jvmOptions, long heap) {
        List<String> options = new ArrayList<>();
        options.addAll(WORDS_TO_STANDARD_ERROR);
        options.addAll(MODULES_AND_HEAP);
        if (OptimizingCompiler.isMissing(jvmOptions)) {
            // Vectors that it does not compile take a hundred times as long as the scalar kernels.
            options.add(SCALAR_KERNELS);
        } else {
            options.addAll(COMPILE_EARLY);
        }
        // Of two collectors the JVM takes neither.
        if (!namesCollector(jvmOptions)) {
            options.add(COLLECTOR);
            options.addAll(SMALL_HEAP);
            if (heap >= HEAP_FOR_YOUNG_GENERATION && !namesYoungGeneration(jvmOptions)) {
                options.addAll(YOUNG_GENERATION);
            }
        }
        return options;
    }

    /**
     * The child's command line. Options of the user come after ours: of two limits of the heap the JVM takes the
     * user's.
     *
     * @param archive is used if it exists and the user has chosen no collector; null for none
     */
    static List<String> command(
            String java, List<String> jvmOptions, ClassArchive archive, String classPath, String[] args) {
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(childOptions(jvmOptions));
        // An archive is for one kind of references between objects, which other collectors may change; without any a
        // start takes longer.
        if (archive != null && archive.exists() && !namesCollector(jvmOptions)) {
            command.addAll(archive.options(jvmOptions.isEmpty()));
        }
        for (String option : jvmOptions) {
            if (!startsWithAny(option, ONE_PROCESS_ONLY)) {
                command.add(option);
            }
        }
        command.add(Handover.option(Handover.TERMINAL, System.getProperty(Handover.TERMINAL)));
        command.add(Handover.option(Handover.PARENT, OwnProcess.id()));
        command.add("-cp");
        command.add(archive == null ? classPath : archive.jar());
        command.add(Launcher.class.getName());
        Collections.addAll(command, args);
        return command;
    }

    static int run(List<String> command) throws RelaunchException {
        return run(command, false);
    }

    private static int run(List<String> command, boolean escaped) throws RelaunchException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
        builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeAll(OPTION_VARIABLES);
        if (escaped) {
            builder.environment().put(Utf8Arguments.LOCALE_VARIABLE, Utf8Arguments.LOCALE);
        }

        Process child;
        try {
            child = builder.start();
        } catch (IOException e) {
            throw new RelaunchException("a second Java could not be started (" + e.getMessage() + ")");
        }
        Runtime.getRuntime().addShutdownHook(new Thread("end-child") {
            @Override
            public void run() {
                end(child);
            }
        });
        LineDropper errors =
                new LineDropper(child.getErrorStream(), new FileOutputStream(FileDescriptor.err), INCUBATOR_WARNING);
        errors.start();
        int status = await(child, errors);
        if (status == 1 && !errors.dropped() && containsAny(errors.head(), VM_FAILURES)) {
            throw new RelaunchException("a second Java could not be started (see above)");
        }
        return status;
    }

    private static boolean namesCollector(List<String> options) {
        for (String option : options) {
            if (option.startsWith("-XX:") && option.contains("Use") && option.endsWith("GC")) {
                return true;
            }
        }
        return false;
    }

    private static boolean namesYoungGeneration(List<String> options) {
        for (String option : options) {
            if (startsWithAny(option, YOUNG_GENERATION_OPTIONS)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWithAny(String text, List<String> beginnings) {
        for (String beginning : beginnings) {
            if (text.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    private static boolean containsAny(String text, List<String> parts) {
        for (String part : parts) {
            if (text.contains(part)) {
                return true;
            }
        }
        return false;
    }

    private static int await(Process child, Thread errors) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    errors.join();
                    return child.waitFor();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Asks the child to end, so that it removes its temporary files, and waits for it. */
    private static void end(Process child) {
        child.destroy();
        try {
            if (!child.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                child.destroyForcibly();
            }
        } catch (InterruptedException e) {
            child.destroyForcibly();
        }
    }
}
