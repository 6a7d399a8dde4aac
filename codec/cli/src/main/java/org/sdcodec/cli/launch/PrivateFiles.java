package org.sdcodec.cli.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Whether a file or folder can have been made by this user alone. A JVM executes what a class archive holds, so that an
 * archive of somebody else must not be used. On Windows the folder of a user's caches is closed to others; nothing is
 * checked there.
 */
final class PrivateFiles {

    // Of a file's mode (POSIX, sys/stat.h).
    private static final int TYPE = 0170000;
    private static final int FOLDER = 0040000;
    private static final int REGULAR = 0100000;
    private static final int WRITABLE_BY_OTHERS = 0022;

    private PrivateFiles() {}

    /** Makes a folder that only this user can enter, and the folders above it where they are missing. */
    static void createFolder(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (isPosix()) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    /** Why a folder is not to be trusted, as a clause that names it; null if it is, or is not there. */
    static String refusalOfFolder(Path folder) {
        return refusal(folder, FOLDER, "is no folder");
    }

    /** As {@link #refusalOfFolder}, for a file. */
    static String refusalOfFile(Path file) {
        return refusal(file, REGULAR, "is no regular file");
    }

    private static String refusal(Path path, int type, String otherType) {
        if (!isPosix()) {
            return null;
        }
        try {
            // By numbers: to find names can mean to ask a server.
            Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
            int mode = (Integer) attributes.get("mode");
            if ((mode & TYPE) != type) {
                return path + " " + otherType;
            }
            if (!isOwn(path, (Integer) attributes.get("uid"))) {
                return path + " belongs to another user";
            }
            return (mode & WRITABLE_BY_OTHERS) == 0 ? null : path + " can be changed by other users";
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            return path + " cannot be examined";
        }
    }

    private static boolean isOwn(Path path, int owner) throws IOException {
        Path self = Paths.get("/proc/self");
        if (Files.exists(self)) {
            return owner == (Integer) Files.getAttribute(self, "unix:uid");
        }
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS)
                .equals(path.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName(System.getProperty("user.name")));
    }

    private static boolean isPosix() {
        return File.separatorChar == '/';
    }
}
