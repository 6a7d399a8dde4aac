package org.sdcodec.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.sdcodec.EncodeOptions;
import org.sdcodec.codec.pipeline.SdcCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sdcodec encode}: pictures to .sdc files. */
@Command(
        name = "encode",
        header = "Compresses pictures to .sdc files.",
        customSynopsis = {
            "sdcodec encode [OPTIONS] IN [OUT.sdc]",
            "       sdcodec encode [OPTIONS] IN... [-o FOLDER/]",
            "       sdcodec encode -r [OPTIONS] FOLDER... [--output-tree FOLDER]",
            "       sdcodec encode --packets BYTES [OPTIONS] IN [FOLDER]"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec encode photo.jpg                     writes photo.sdc",
            "  sdcodec encode -q 20 photo.jpg small.sdc     fewer bytes",
            "  sdcodec encode --max-size 5kB photo.jpg      the best picture in 5,000 bytes",
            "  sdcodec encode -r photos --output-tree packed --jobs 2   folders with all that is in them",
            "  sdcodec encode -r photos -o packed/ --journal run.journal   can be interrupted and go on",
            "  sdcodec encode --packets 163 --parity 2 --max-size 1000 photo.jpg out/   for a radio network",
            "  sdcodec encode --qr photo.jpg                writes photo.qr.png",
            "  curl -s URL | sdcodec encode - - > web.sdc   from and to pipes",
            "  sdcodec encode --mode original --model sd-1.4 photo.jpg   the method of 2022"
        })
final class EncodeCommand implements Callable<Integer> {

    private final Streams streams;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "IN",
            arity = "1..*",
            description = {
                "Pictures: PNG, JPEG, BMP, GIF, WebP, TIFF or PNM; HEIC, AVIF and JPEG XL where heif-convert, avifdec"
                        + " and djxl are installed; patterns such as '*.jpg' for them; - is standard input.",
                "A second and last name that ends in .sdc, or is a folder or -, is the output."
            })
    private List<String> names;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Output file or folder; - is standard output. Default: the input's name with .sdc.")
    private String output;

    @Mixin
    private EncodeChoices choices;

    @Mixin
    private BatchOptions batch;

    @Option(
            names = "--estimate",
            description = "Write nothing, but print how long each encode would take on this machine, and how many calls"
                    + " of a UNet, found out by a part of the work: two steps of the UNet, or 256×256 pixels.")
    private boolean estimate;

    @Option(
            names = "--json",
            description =
                    "Print one JSON object on a line for each file: what info --json prints, and what became of it.")
    private boolean json;

    @Mixin
    private FileOptions files;

    @Mixin
    private VerbosityOptions verbosity;

    EncodeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        EncodeOptions options = choices.options(streams, json);
        batch.check(output, files.overwrite());
        FilePlan plan = choices.plan();
        try {
            String folder = choices.transfer().folder(names, output).orElse(null);
            List<FilePlan.Item> items = folder == null
                    ? plan.of(names, output, batch.tree(), batch.recursive())
                    : plan.of(names.subList(0, 1), folder);
            choices.transfer().check(items);
            if (estimate) {
                return estimate(options, items);
            }
            if (json && items.stream().anyMatch(FilePlan.Item::writesStandardOutput)) {
                throw new UsageException("--json needs standard output for itself; name an output file");
            }
            return encode(options, plan, items);
        } finally {
            plan.removeEmptyFolders();
        }
    }

    private int estimate(EncodeOptions options, List<FilePlan.Item> items) {
        try (SdcCodec codec = choices.open(options, 1)) {
            return choices.estimate(streams, json, verbosity, codec, options, items);
        }
    }

    private int encode(EncodeOptions options, FilePlan plan, List<FilePlan.Item> items) throws IOException {
        if (batch.journal() != null && choices.transfer().inPackets()) {
            throw new UsageException("--journal is for files, not for --packets");
        }
        try (Journal journal = batch.openJournal(items, spec);
                SdcCodec codec = choices.open(options, batch.jobs())) {
            return new Batch(streams, verbosity, files)
                    .with(batch, plan)
                    .with(journal)
                    .json(json)
                    .run(
                            items,
                            (item, progress) ->
                                    choices.encode(streams, files, verbosity, codec, options, item, progress));
        }
    }
}
