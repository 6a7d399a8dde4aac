package org.sdcodec.cli.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The class-data archive (CDS) of the JVM that computes: its classes as the JVM has them in memory, loaded and verified, which
 * shortens its start (benchmarks/NOTES.md). It depends on the Java and on the jar, so it cannot come with the jar; after the first run that
 * succeeds, a process in the background makes it: one JVM lists its classes at work, another writes them down. Such an archive stands for the JVM's
 * own; one that comes on top of that ({@code -XX:ArchiveClassesAtExit}) cannot hold class files as old as picocli's. (On Java 25 neither can: it
 * skips old classes that are linked.) The JVM checks an archive against itself and the jar, and goes on without one that does not fit.
 */
final class ClassArchive {

    /** Environment variable: {@code off} to neither make nor use an archive. */
    static final String VARIABLE = "SDCODEC_CLASS_ARCHIVE";

    private static final String TRAINING = "org.sdcodec.cli.ArchiveTraining";
    private static final long LONGEST_MINUTES = 5;

    /** How long archives of jars or Javas that may be gone are kept. One that is still needed is made anew. */
    private static final long KEPT_DAYS = 60;

    private static final String KIND = "classes-";

    private final Path file;
    private final String prefix;
    private final String classPath;

    private ClassArchive(Path folder, String prefix, String version, String classPath) {
        this.file = folder.resolve(prefix + version + ".jsa");
        this.prefix = prefix;
        this.classPath = classPath;
    }

    /**
     * The archive for this JVM, which need not exist yet; null if there can be none: it is switched off, nothing says where the
     * user's caches are, or the class path is not one jar.
     *
     * @param variables of the environment
     */
    static ClassArchive of(String classPath, Map<String, String> variables) {
        File jar = new File(classPath);
        Path caches = caches(variables);
        if ("off".equals(variables.get(VARIABLE)) || caches == null || !jar.isFile()) {
            return null;
        }
        // The JVM would take such a path for two.
        if (caches.toString().contains(File.pathSeparator)) {
            return null;
        }
        // One archive for each jar and Java; what changes when the jar is built anew stands at the end of the name.
        String home = System.getProperty("java.home") + '\n' + System.getProperty("java.vm.version");
        String prefix = KIND + hash(home + '\n' + jar.getAbsolutePath()) + '-';
        return new ClassArchive(
                caches.resolve("sdcodec"), prefix, hash(jar.length() + "\n" + jar.lastModified()), classPath);
    }

    private static Path caches(Map<String, String> variables) {
        for (String[] place : new String[][] {{"XDG_CACHE_HOME", ""}, {"HOME", ".cache"}, {"USERPROFILE", ".cache"}}) {
            String folder = variables.get(place[0]);
            if (folder != null && new File(folder).isAbsolute()) {
                return Paths.get(folder, place[1]);
            }
        }
        return null;
    }

    private static String hash(String text) {
        return Integer.toHexString(text.hashCode());
    }

    /** Whether there is an archive to use. */
    boolean exists() {
        return file.toFile().length() > 0;
    }

    /** Whether there is one, or an empty file in its place, because this Java could not make one. */
    boolean isSettled() {
        return Files.exists(file);
    }

    Path file() {
        return file;
    }

    /** The options of a JVM that uses this archive. It says nothing if the archive does not fit. */
    List<String> options() {
        return Arrays.asList("-XX:SharedArchiveFile=" + file, "-Xlog:cds=off");
    }

    /** Starts a process that makes the archive and outlives this one. If it cannot be started there is none: nobody waits for it. */
    void makeInBackground(String java) {
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            return;
        }
        if (!Files.isWritable(file.getParent())) {
            return;
        }
        File nowhere = new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
        ProcessBuilder builder =
                new ProcessBuilder(java, "-XX:+UseSerialGC", "-cp", classPath, ClassArchive.class.getName(), java);
        builder.redirectInput(nowhere).redirectOutput(nowhere).redirectError(nowhere);
        builder.environment().keySet().removeAll(Relaunch.OPTION_VARIABLES);
        try {
            builder.start();
        } catch (IOException e) {
            return;
        }
    }

    /**
     * The process in the background.
     *
     * @param args the {@code java} to make the archive for, which is the one that runs this
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        ClassArchive archive = of(System.getProperty("java.class.path"), System.getenv());
        if (archive != null) {
            archive.make(args[0]);
        }
    }

    /** Makes the archive unless another process is at it, and removes those of earlier jars in the same place and very old ones. Settles it in any case. */
    void make(String java) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(file.getParent());
        // It says who makes the archive, and holds what is not finished yet.
        Path unfinished = folder.resolve(prefix + "unfinished");
        removeIfAbandoned(unfinished);
        try {
            Files.createDirectory(unfinished);
        } catch (FileAlreadyExistsException e) {
            return;
        }
        try {
            Path made = unfinished.resolve(file.getFileName());
            Path list = unfinished.resolve("classes.txt");
            boolean ran = runs(trainingCommand(java, list, unfinished)) && runs(dumpCommand(java, list, made));
            if (!ran || !Files.exists(made)) {
                Files.deleteIfExists(made);
                Files.createFile(made);
            }
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
            removeOlder(folder);
        } finally {
            remove(unfinished);
        }
    }

    private List<String> trainingCommand(String java, Path list, Path scratch) {
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(Relaunch.childOptions(Collections.<String>emptyList()));
        command.addAll(Arrays.asList("-XX:DumpLoadedClassList=" + list, "-Xlog:disable", "-cp", classPath));
        command.addAll(Arrays.asList(TRAINING, scratch.toString()));
        return command;
    }

    private List<String> dumpCommand(String java, Path list, Path made) {
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(Relaunch.MODULES_AND_HEAP);
        // Of Java 17's collectors only this one writes objects, such as the modules' graph, which the serial one can
        // load.
        command.addAll(Arrays.asList("-XX:+UseG1GC", "-Xshare:dump", "-XX:SharedClassListFile=" + list));
        command.addAll(Arrays.asList("-XX:SharedArchiveFile=" + made, "-Xlog:disable", "-cp", classPath));
        return command;
    }

    private static boolean runs(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            return process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    private static void removeIfAbandoned(Path unfinished) throws IOException {
        if (Files.exists(unfinished)) {
            long age = System.currentTimeMillis()
                    - Files.getLastModifiedTime(unfinished).toMillis();
            if (age > TimeUnit.MINUTES.toMillis(2 * LONGEST_MINUTES)) {
                remove(unfinished);
            }
        }
    }

    private void removeOlder(Path folder) {
        long kept = System.currentTimeMillis() - TimeUnit.DAYS.toMillis(KEPT_DAYS);
        File[] archives = folder.toFile().listFiles((in, name) -> name.startsWith(KIND) && name.endsWith(".jsa"));
        for (File archive : archives == null ? new File[0] : archives) {
            boolean isOlder = archive.getName().startsWith(prefix) || archive.lastModified() < kept;
            if (isOlder && !archive.toPath().equals(file)) {
                archive.delete();
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        File[] files = folder.toFile().listFiles();
        for (File inside : files == null ? new File[0] : files) {
            Files.deleteIfExists(inside.toPath());
        }
        Files.deleteIfExists(folder);
    }
}
