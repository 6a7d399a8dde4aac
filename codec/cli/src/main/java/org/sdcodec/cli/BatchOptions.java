package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of commands that convert many files. */
final class BatchOptions {

    /** Options on which no result depends, or that say where results go, which a journal knows of each. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "--recursive",
            "--output",
            "--output-tree",
            "--jobs",
            "--skip-existing",
            "--journal",
            "--overwrite",
            "--resume",
            "--threads",
            "--memory",
            "--json",
            "--quiet",
            "--verbose",
            "--strict",
            "--max-pixels",
            "--max-seconds");

    @Mixin
    private TreeOptions folders;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "1",
            description = "Convert so many files at the same time, which share the --threads. Takes memory for each."
                    + " Default: ${DEFAULT-VALUE}.")
    private int jobs;

    @Option(names = "--skip-existing", description = "Leave files out whose output exists already.")
    private boolean skipExisting;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "Write down which files are done. The same command with the same journal goes on where it was"
                    + " interrupted, and converts only what is missing or has changed.")
    private Path journal;

    /** @throws UsageException if the options contradict each other or others */
    void check(String output, boolean overwrite) {
        if (jobs < 1) {
            throw new UsageException("--jobs is a number of files at the same time, 1 or more, not " + jobs);
        }
        folders.check(output);
        if (skipExisting && overwrite) {
            throw new UsageException("--skip-existing keeps files that --overwrite replaces; leave one of them out");
        }
    }

    /**
     * The journal of this run; null if none is wanted.
     *
     * @param command that runs, with what it was given
     */
    Journal openJournal(List<FilePlan.Item> items, CommandSpec command) throws IOException {
        if (journal == null) {
            return null;
        }
        if (items.stream().anyMatch(item -> item.readsStandardInput() || item.writesStandardOutput())) {
            throw new UsageException("--journal is for files, not for standard input and output");
        }
        String settings = command.commandLine().getParseResult().matchedOptions().stream()
                .filter(option -> !WITHOUT_EFFECT.contains(option.longestName()))
                .map(option -> option.longestName() + "=" + option.stringValues())
                .sorted()
                .collect(Collectors.joining(" "));
        return Journal.open(journal, (command.name() + " " + settings).strip());
    }

    boolean recursive() {
        return folders.recursive();
    }

    /** The folder for outputs in folders like those of the inputs, or null. */
    String tree() {
        return folders.tree();
    }

    int jobs() {
        return jobs;
    }

    boolean skipExisting() {
        return skipExisting;
    }

    /** The file that says what is done, or null. */
    Path journal() {
        return journal;
    }
}
