package org.sdcodec.cli.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The output files that a program has begun and not finished, so that an interrupted program can remove them:
 *
 * <pre>{@code
 * PendingFiles pending = new PendingFiles();
 * Runtime.getRuntime().addShutdownHook(new Thread(pending::discardAll));
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class PendingFiles {
    private final Set<AtomicFile> open = new LinkedHashSet<>();
    private final Set<Path> swept = new HashSet<>();
    private boolean discarded;

    /**
     * Starts a file that {@link #discardAll} removes as long as it is not committed. Removes what killed programs left
     * behind in its folder.
     *
     * @throws IOException as {@link AtomicFile#create} does, and after {@link #discardAll}
     */
    public synchronized AtomicFile create(Path target, boolean overwrite) throws IOException {
        if (discarded) {
            throw new IOException("cannot write '" + target + "': the program is ending");
        }
        AtomicFile file = AtomicFile.create(target, overwrite, this::finished);
        open.add(file);
        Path folder = target.toAbsolutePath().normalize().getParent();
        if (folder != null && swept.add(folder)) {
            LeftOvers.remove(folder);
        }
        return file;
    }

    private synchronized void finished(AtomicFile file) {
        open.remove(file);
    }

    /** Removes what is not committed and lets no new file begin. A commit that is under way is waited for. */
    public void discardAll() {
        List<AtomicFile> left;
        synchronized (this) {
            discarded = true;
            left = List.copyOf(open);
        }
        // Outside of the lock: a commit in another thread holds its file and needs this lock to end.
        for (AtomicFile file : left) {
            try {
                file.close();
            } catch (IOException e) {
                // The program is ending and nobody can act on it; the other files still have their turn.
            }
        }
    }
}
