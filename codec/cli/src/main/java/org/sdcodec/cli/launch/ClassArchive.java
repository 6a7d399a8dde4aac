package org.sdcodec.cli.launch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The class-data archive (CDS) of the JVM that computes: its classes as the JVM has them in memory, loaded and
 * verified, which shortens its start (benchmarks/notes/start.md). It depends on the Java and on the jar, so it cannot
 * come with the jar; after the first run that succeeds, {@link ArchiveMaker} makes it in the background.
 *
 * <p>The archives of a user are in a folder of their own:
 *
 * <pre>
 *   ~/.cache/sdcodec/classes/KEY-VERSION-CHECKSUM.jsa   an archive; KEY names Java and jar, VERSION the jar's content
 *                            KEY-VERSION.failed         why there is none; valid for a day
 *                            KEY.lock, KEY.unfinished/  of the process that makes one
 * </pre>
 *
 * <p>The JVM executes what an archive holds and does not notice damage by default, and its own check ({@code
 * -XX:+VerifySharedSpaces}) takes 0.1 s. So an archive is used only if nobody but the user can have written it ({@link
 * PrivateFiles}) and its bytes have the checksum of its name. The JVM checks that it fits to itself and the jar, and
 * goes on without one that does not.
 */
public final class ClassArchive {

    /** Environment variable: {@code off} to neither make nor use an archive. */
    static final String VARIABLE = "SDCODEC_CLASS_ARCHIVE";

    static final String SUFFIX = ".jsa";
    private static final String FAILED = ".failed";
    private static final long FAILURE_DAYS = 1;

    /** In the JVM's description of itself where it uses an archive, its own or another. */
    private static final String SHARING = "sharing";

    private static final int HEX = 16;

    private final Path folder;
    private final String key;
    private final String version;
    private final String jar;
    private Path file;
    private String reason;
    private boolean settled;

    private ClassArchive(Path folder, String key, String version, String jar) {
        this.folder = folder;
        this.key = key;
        this.version = version;
        this.jar = jar;
        look();
    }

    /**
     * The archive for this JVM, which need not exist yet; null if there can be none: it is switched off, nothing says
     * where the user's caches are, or the class path is not one jar.
     *
     * @param variables of the environment
     */
    static ClassArchive of(String classPath, Map<String, String> variables) {
        Path caches = caches(variables);
        // The JVM would take a path with a separator for two.
        if (isOff(variables)
                || caches == null
                || caches.toString().contains(File.pathSeparator)
                || !new File(classPath).isFile()) {
            return null;
        }
        try {
            // One archive for all ways to write the jar's path. A copy of the jar needs one of its own, because the JVM
            // compares paths.
            File jar = new File(classPath).getCanonicalFile();
            String home = System.getProperty("java.home") + '\n' + System.getProperty("java.vm.version");
            // The JVM compares length and time, and would take classes of another jar for which both are the same.
            String content = jar.length() + "\n" + jar.lastModified() + "\n" + Checksums.ofJarDirectory(jar);
            return new ClassArchive(
                    caches.resolve("sdcodec").resolve("classes"),
                    hash(home + '\n' + jar.getPath()),
                    hash(content),
                    jar.getPath());
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean isOff(Map<String, String> variables) {
        return "off".equals(variables.get(VARIABLE));
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

    /** FNV-1a of 64 bits (draft-eastlake-fnv). */
    private static String hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 255) * 0x100000001b3L;
        }
        return Long.toHexString(hash);
    }

    /** Finds out whether there is an archive to use, and if not, why not. */
    private void look() {
        reason = PrivateFiles.refusalOfFolder(folder);
        if (reason != null) {
            settled = true;
            return;
        }
        String[] names = folder.toFile().list();
        for (String name : names == null ? new String[0] : names) {
            if (name.startsWith(stem() + '-') && name.endsWith(SUFFIX)) {
                check(folder.resolve(name));
            }
        }
        if (file == null && reason == null) {
            lookForFailure();
        }
        settled = file != null || reason != null;
    }

    private void check(Path found) {
        reason = PrivateFiles.refusalOfFile(found);
        if (reason != null) {
            return;
        }
        String name = found.getFileName().toString();
        String checksum = name.substring(stem().length() + 1, name.length() - SUFFIX.length());
        try {
            if (checksum.equals(checksumOf(found))) {
                file = found;
            } else {
                // It was damaged, or written by half. Another will be made.
                Files.deleteIfExists(found);
            }
        } catch (IOException e) {
            reason = found + " cannot be read";
        }
    }

    private void lookForFailure() {
        File failed = failure().toFile();
        long age = System.currentTimeMillis() - failed.lastModified();
        // A time in the future is none of ours.
        if (failed.exists() && age >= 0 && age < TimeUnit.DAYS.toMillis(FAILURE_DAYS)) {
            try {
                reason = new String(Files.readAllBytes(failed.toPath()), StandardCharsets.UTF_8);
            } catch (IOException e) {
                reason = failed + " cannot be read";
            }
        }
    }

    /** Whether there is an archive to use. */
    boolean exists() {
        return file != null;
    }

    /** Whether there is nothing to make: an archive exists, or a reason not to have one. */
    boolean isSettled() {
        return settled;
    }

    /** The archive to use; null if there is none. */
    Path file() {
        return file;
    }

    /** Why there is an archive neither to use nor to make, as a clause; null if there is no reason. */
    String reason() {
        return reason;
    }

    /** The folder of all archives. */
    Path folder() {
        return folder;
    }

    /** Begins the names of all files for this Java and this jar, whatever its content. */
    String key() {
        return key;
    }

    /** Begins the names of the archive and of its {@link #failure}. */
    String stem() {
        return key + '-' + version;
    }

    /** The name of an archive for these bytes. */
    Path nameFor(Path made) throws IOException {
        return folder.resolve(stem() + '-' + checksumOf(made) + SUFFIX);
    }

    /** Where it says why no archive could be made. */
    Path failure() {
        return folder.resolve(stem() + FAILED);
    }

    /** Whether that is the name of an archive, or of the reason why there is none. */
    static boolean isResult(String name) {
        return name.endsWith(SUFFIX) || name.endsWith(FAILED);
    }

    /** The jar, in the only way of writing its path for which the archive is good. */
    String jar() {
        return jar;
    }

    private static String checksumOf(Path file) throws IOException {
        return Long.toString(Checksums.ofFile(file.toFile()), HEX);
    }

    /**
     * The options of a JVM that uses this archive.
     *
     * @param isPlain whether no option of the user's can keep the JVM from using it, so that one that is not used is of
     *     no use
     */
    List<String> options(boolean isPlain) {
        return isPlain
                ? Arrays.asList(option(), Handover.option(Handover.ARCHIVE, file.toString()))
                : Arrays.asList(option());
    }

    /**
     * Called by the second JVM: removes the archive that it was started with and does not use. For a day no other is
     * made, because that might be refused, too.
     */
    public static void removeIfRefused() {
        String used = System.getProperty(Handover.ARCHIVE);
        if (used == null || isSharing()) {
            return;
        }
        ClassArchive archive = of(System.getProperty("java.class.path"), System.getenv());
        if (archive == null || !archive.exists() || !archive.file.toString().equals(used)) {
            return;
        }
        try {
            Files.write(
                    archive.failure(), "this Java refuses the archive that it made".getBytes(StandardCharsets.UTF_8));
            Files.deleteIfExists(archive.file);
        } catch (IOException e) {
            // The next start tries again.
            return;
        }
    }

    /**
     * For the user: whether this JVM uses an archive, and if not, why not.
     *
     * @param jvmOptions with which this JVM was started
     */
    public static String status(List<String> jvmOptions) {
        Map<String, String> variables = System.getenv();
        if (isOff(variables)) {
            return "switched off by " + VARIABLE + "=off";
        }
        ClassArchive archive = of(System.getProperty("java.class.path"), variables);
        if (archive == null) {
            return "none: the class path is not one jar, or no folder for caches is known";
        }
        if (archive.reason != null) {
            return "none: " + archive.reason;
        }
        if (archive.file == null) {
            return "none yet; it is made in the background after a run that succeeds";
        }
        boolean isUsed = jvmOptions.contains(archive.option()) && isSharing();
        return (isUsed ? "" : "not used by this Java with these options: ") + archive.file;
    }

    private static boolean isSharing() {
        return System.getProperty("java.vm.info", SHARING).contains(SHARING);
    }

    private String option() {
        return "-XX:SharedArchiveFile=" + file;
    }
}
