package org.sdcodec.cli;

import java.util.ArrayList;
import java.util.List;

/** What is lost of one input: warnings, or where nothing may be lost a failure. */
final class Losses {

    private final Streams streams;
    private final String name;
    private final boolean quiet;
    private final boolean strict;
    private final ProgressLine progress;
    private final List<String> lost = new ArrayList<>();

    /**
     * @param name of the input, for messages
     * @param quiet whether notes are left out; warnings never are
     * @param strict whether nothing may be lost
     * @param progress is wiped before something is said; null if there is none
     */
    Losses(Streams streams, String name, boolean quiet, boolean strict, ProgressLine progress) {
        this.streams = streams;
        this.name = name;
        this.quiet = quiet;
        this.strict = strict;
        this.progress = progress;
    }

    /** Warnings, but no failures, of one of a command's inputs. */
    static Losses said(Streams streams, String input) {
        return new Losses(streams, FileOptions.nameOf(input), false, false, null);
    }

    /** Something is lost; a clause for people. */
    void warn(String loss) {
        if (strict) {
            lost.add(loss);
        } else {
            say("sdcodec: warning: " + name + ": " + loss);
        }
    }

    /** Something that is left out by choice, unless nothing may be lost; a clause for people. */
    void note(String note) {
        if (strict) {
            lost.add(note);
        } else {
            tell(note);
        }
    }

    /** Something that is no loss; a clause for people. */
    void tell(String note) {
        if (!quiet) {
            say(name + ": " + note);
        }
    }

    private void say(String line) {
        if (progress != null) {
            progress.close();
        }
        streams.say(line);
    }

    /** @throws CliException if something is lost and nothing may be */
    void require() {
        if (!lost.isEmpty()) {
            throw new CliException("'" + name + "' would lose something: " + String.join("; ", lost)
                    + "; without --strict that is a warning");
        }
    }
}
