package org.sdcodec.cli;

import java.nio.file.Path;
import org.sdcodec.cli.file.AtomicFile;

/** A program that is caught in the middle of writing a file. */
final class HalfWritten {

    private HalfWritten() {}

    public static void main(String[] args) throws Exception {
        Streams streams = Streams.ofProcess();
        AtomicFile file = streams.pending().create(Path.of(args[0]), false);
        file.stream().write(new byte[1 << 20]);
        System.out.println("half");
        Thread.sleep(60_000);
    }
}
