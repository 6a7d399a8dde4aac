package org.sdcodec.cli.launch;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the {@link ClassArchive} in a process of its own: one JVM lists its classes at work, another writes them down.
 * Such an archive stands for the JVM's own; one that comes on top of that ({@code -XX:ArchiveClassesAtExit}) cannot
 * hold class files as old as picocli's. (On Java 25 neither can: it skips old classes that are linked.)
 */
final class ArchiveMaker {

    private static final String TRAINING = "org.sdcodec.cli.ArchiveTraining";
    private static final long LONGEST_MINUTES = 5;

    /** How long archives of jars or Javas that may be gone are kept. One that is still needed is made again. */
    private static final long KEPT_DAYS = 60;

    /** Twice an archive and what the training writes. */
    private static final long LEAST_SPACE = 64L << 20;

    private final ClassArchive archive;

    ArchiveMaker(ClassArchive archive) {
        this.archive = archive;
    }

    /**
     * Starts a process that makes the archive and outlives this one. If it cannot be started there is none: nobody
     * waits for it.
     */
    static void startInBackground(String java, ClassArchive archive) {
        if (!mayMake(archive)) {
            return;
        }
        File nowhere = new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
        ProcessBuilder builder =
                new ProcessBuilder(java, "-XX:+UseSerialGC", "-cp", archive.jar(), ArchiveMaker.class.getName(), java);
        builder.redirectInput(nowhere).redirectOutput(nowhere).redirectError(nowhere);
        builder.environment().keySet().removeAll(Relaunch.OPTION_VARIABLES);
        try {
            builder.start();
        } catch (IOException e) {
            return;
        }
    }

    private static boolean mayMake(ClassArchive archive) {
        try {
            PrivateFiles.createFolder(archive.folder());
        } catch (IOException e) {
            return false;
        }
        // Made a moment ago, or it was there and is looked at for the first time.
        return PrivateFiles.refusalOfFolder(archive.folder()) == null
                && Files.isWritable(archive.folder())
                && hasSpace(archive);
    }

    private static boolean hasSpace(ClassArchive archive) {
        return archive.folder().toFile().getUsableSpace() >= LEAST_SPACE;
    }

    /**
     * The process in the background.
     *
     * @param args the {@code java} to make the archive for, which is the one that runs this
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        ClassArchive archive = ClassArchive.of(System.getProperty("java.class.path"), System.getenv());
        if (archive != null && !archive.isSettled() && mayMake(archive)) {
            new ArchiveMaker(archive).make(args[0]);
        }
    }

    /**
     * Makes the archive unless another process is at it, and removes those of earlier jars in the same place and very
     * old ones. Where it cannot be made although the disk has space, the {@linkplain ClassArchive#failure reason} is
     * kept instead.
     */
    void make(String java) throws IOException, InterruptedException {
        Path folder = archive.folder();
        PrivateFiles.createFolder(folder);
        try (FileChannel channel = FileChannel.open(
                        folder.resolve(archive.key() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel)) {
            if (lock == null) {
                return;
            }
            Path unfinished = folder.resolve(archive.key() + ".unfinished");
            remove(unfinished);
            Files.createDirectory(unfinished);
            try {
                make(java, unfinished);
            } catch (IOException e) {
                fail("it could not be written: " + e.getMessage());
            } finally {
                remove(unfinished);
            }
            removeOlder();
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by this JVM.
            return null;
        }
    }

    private void make(String java, Path unfinished) throws IOException, InterruptedException {
        Path list = unfinished.resolve("classes.txt");
        Path made = unfinished.resolve("made" + ClassArchive.SUFFIX);
        if (!runs(trainingCommand(java, list, unfinished))) {
            fail("the trial that lists its classes failed");
        } else if (!runs(dumpCommand(java, list, made)) || made.toFile().length() == 0) {
            fail("this Java could not make one");
        } else {
            // Otherwise a computer that loses its power may keep the name without the bytes.
            force(made, StandardOpenOption.WRITE);
            Files.move(made, archive.nameFor(made), StandardCopyOption.ATOMIC_MOVE);
            if (File.separatorChar == '/') {
                force(archive.folder(), StandardOpenOption.READ);
            }
            Files.deleteIfExists(archive.failure());
        }
    }

    private static void force(Path path, StandardOpenOption access) throws IOException {
        // The JVM makes archives that even their owner may not write to.
        path.toFile().setWritable(true, true);
        try (FileChannel channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }

    private void fail(String reason) throws IOException {
        // A disk that is full today says nothing about tomorrow.
        if (hasSpace(archive)) {
            Files.write(archive.failure(), reason.getBytes(StandardCharsets.UTF_8));
        }
    }

    private List<String> trainingCommand(String java, Path list, Path scratch) {
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(Relaunch.childOptions(Collections.<String>emptyList()));
        command.addAll(Arrays.asList("-XX:DumpLoadedClassList=" + list, "-Xlog:disable", "-cp", archive.jar()));
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
        command.addAll(Arrays.asList("-XX:SharedArchiveFile=" + made, "-Xlog:disable", "-cp", archive.jar()));
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

    private void removeOlder() {
        long kept = System.currentTimeMillis() - TimeUnit.DAYS.toMillis(KEPT_DAYS);
        File[] files = archive.folder().toFile().listFiles();
        for (File file : files == null ? new File[0] : files) {
            boolean isOfThisVersion = file.getName().startsWith(archive.stem());
            boolean isOlder = file.getName().startsWith(archive.key() + '-') || file.lastModified() < kept;
            if (isOlder && !isOfThisVersion && ClassArchive.isResult(file.getName())) {
                file.delete();
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
