package org.sdcodec.benchmarks.tools;

import java.io.IOException;
import java.nio.file.Path;
import org.sdcodec.cli.peer.WorkFolder;

/** Temporary folders that go with the JVM, at the latest. */
public final class ExitFolders {
    private ExitFolders() {}

    /** A folder that is removed when it is closed, or the JVM ends. */
    public static WorkFolder make() throws IOException {
        WorkFolder folder = new WorkFolder(Path.of(System.getProperty("java.io.tmpdir")), "sdcodec-rd-");
        Runtime.getRuntime().addShutdownHook(new Thread(folder::close));
        return folder;
    }
}
