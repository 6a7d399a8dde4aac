package org.sdcodec.cli;

import picocli.CommandLine.Option;

/** The options for folders: of the inputs, and of outputs that lie in folders like theirs. */
final class TreeOptions {

    @Option(
            names = {"-r", "--recursive"},
            description = "Take the files in folders that are named as inputs, and in the folders in them. Hidden ones"
                    + " are left out.")
    private boolean recursive;

    @Option(
            names = "--output-tree",
            paramLabel = "FOLDER",
            description = "As -o FOLDER, with the same folders in it in which -r or a pattern found the inputs.")
    private String tree;

    /** @throws UsageException if there is another name for the outputs */
    void check(String output) {
        if (tree != null && output != null) {
            throw new UsageException("-o and --output-tree both name the outputs; leave one of them out");
        }
    }

    boolean recursive() {
        return recursive;
    }

    /** The folder for outputs in folders like those of the inputs, or null. */
    String tree() {
        return tree;
    }
}
