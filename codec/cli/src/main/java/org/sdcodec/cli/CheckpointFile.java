package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sdcodec.cli.file.AtomicFile;
import org.sdcodec.codec.mode.CheckpointStore;

/** The checkpoint of an encode as a file next to its output, removed when the output is there. */
final class CheckpointFile implements CheckpointStore {

    static final String EXTENSION = ".checkpoint";

    private final Streams streams;
    private final String output;
    private final Path path;
    private final boolean resumes;
    private boolean writable = true;

    /**
     * @param output a file's name
     * @param resumes whether the encode goes on from a checkpoint that is there
     */
    CheckpointFile(Streams streams, String output, boolean resumes) {
        this.streams = streams;
        this.output = output;
        this.path = FilePlan.path(output + EXTENSION);
        this.resumes = resumes;
    }

    /** Fails if a checkpoint would be overwritten that nobody said to go on from or to replace. */
    void check(boolean overwrite) {
        if (!resumes && !overwrite && Files.exists(path)) {
            throw new CliException("'" + output + EXTENSION + "' is left of an interrupted encode: go on from it with"
                    + " --resume, or begin again with --overwrite");
        }
    }

    @Override
    public String name() {
        return "the checkpoint '" + output + EXTENSION + "'";
    }

    /** @throws CliException if it is there and cannot be read */
    @Override
    public Optional<byte[]> read() {
        try {
            return resumes && Files.exists(path) ? Optional.of(Files.readAllBytes(path)) : Optional.empty();
        } catch (IOException e) {
            throw new CliException("cannot read " + name() + ": " + Failures.sentence(e), e);
        }
    }

    /** A file that cannot be written is said once, and the encode goes on without. */
    @Override
    public void write(byte[] checkpoint) {
        if (!writable) {
            return;
        }
        try (AtomicFile file = streams.pending().create(path, true)) {
            file.stream().write(checkpoint);
            file.commit();
        } catch (IOException e) {
            writable = false;
            streams.say("sdcodec: warning: the encode has no checkpoints: " + Failures.sentence(e));
        }
    }

    /** To be called when the output is written. */
    void remove() throws IOException {
        Files.deleteIfExists(path);
    }
}
