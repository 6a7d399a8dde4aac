package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.sdcodec.EncodeOptions;
import org.sdcodec.codec.pipeline.SdcCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sdcodec watch}: encodes the pictures of a folder as they arrive. */
@Command(
        name = "watch",
        header = "Compresses the pictures in a folder as they arrive.",
        description =
                "Looks again and again for pictures in a folder, without the hidden ones, and encodes each that has"
                        + " no output or one older than itself. A picture that is still being written is left until it has"
                        + " not changed between two looks. One that fails is tried again when it has changed. Ends with"
                        + " Ctrl-C.",
        customSynopsis = {
            "sdcodec watch [OPTIONS] FOLDER [-o FOLDER/]",
            "       sdcodec watch -r [OPTIONS] FOLDER [--output-tree FOLDER]"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec watch inbox                            writes inbox/photo.sdc next to inbox/photo.jpg",
            "  sdcodec watch inbox -o packed/ --preset small",
            "  sdcodec watch -r camera --output-tree packed --json"
        })
final class WatchCommand implements Callable<Integer> {

    private static final double MILLIS_PER_SECOND = 1000;
    private static final double MOST_SECONDS = 24 * 3600.0;

    private final Streams streams;

    @Parameters(paramLabel = "FOLDER", arity = "1", description = "The folder with pictures.")
    private String folder;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "Folder for the outputs. Default: each lies next to its picture.")
    private String output;

    @Mixin
    private TreeOptions folders;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "Time between two looks. Default: ${DEFAULT-VALUE}.")
    private Double interval;

    @Option(names = "--json", description = "Print one JSON object on a line for each file, as encode does.")
    private boolean json;

    @Mixin
    private EncodeChoices choices;

    @Mixin
    private VerbosityOptions verbosity;

    WatchCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        EncodeOptions options = choices.options(streams, json);
        folders.check(output);
        if (!(interval > 0) || interval > MOST_SECONDS) {
            throw new UsageException("--interval is a number of seconds above 0, not " + interval);
        }
        if (!choices.transfer().isFile()) {
            throw new UsageException("watch writes files; leave --packets, --text and --qr out");
        }
        if (!Files.isDirectory(FilePlan.path(folder))) {
            throw new CliException("'" + folder + "' is no folder that could be watched");
        }
        Watched watched = new Watched(FilePlan.path(folder), folders.recursive(), Pictures.extensions());
        try (SdcCodec codec = choices.open(options, 1)) {
            if (!verbosity.quiet()) {
                streams.say("watching '" + folder + "'; Ctrl-C ends");
            }
            // Outputs that are older than their picture are replaced, so the check is here and not of the file.
            FileOptions files = FileOptions.overwriting();
            while (!Thread.currentThread().isInterrupted()) {
                look(watched, files, codec, options);
                pause();
            }
        }
        return Main.OK;
    }

    private void look(Watched watched, FileOptions files, SdcCodec codec, EncodeOptions options) throws IOException {
        FilePlan plan = choices.plan();
        for (InputNames.Input picture : watched.look()) {
            FilePlan.Item item = item(plan, picture);
            if (isDue(item)) {
                new Batch(streams, verbosity, files)
                        .json(json)
                        .run(
                                List.of(item),
                                (each, progress) ->
                                        choices.encode(streams, files, verbosity, codec, options, each, progress));
            }
            watched.settle(picture.name());
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }

    private FilePlan.Item item(FilePlan plan, InputNames.Input picture) throws IOException {
        String target = folders.tree() == null
                ? output
                : FilePlan.path(folders.tree()).resolve(picture.below()).toString();
        return plan.of(List.of(picture.name()), target == null ? null : target + "/")
                .get(0);
    }

    private static boolean isDue(FilePlan.Item item) throws IOException {
        Path result = FilePlan.path(item.output());
        return Files.notExists(result)
                || Files.getLastModifiedTime(result).compareTo(Files.getLastModifiedTime(FilePlan.path(item.input())))
                        < 0;
    }

    private void pause() {
        try {
            Thread.sleep((long) Math.max(1, interval * MILLIS_PER_SECOND));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
