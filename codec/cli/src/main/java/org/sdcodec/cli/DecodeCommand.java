package org.sdcodec.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.sdcodec.Codec.Purpose;
import org.sdcodec.DecodeOptions;
import org.sdcodec.DecodedPart;
import org.sdcodec.Picture;
import org.sdcodec.Preview;
import org.sdcodec.ProgressListener;
import org.sdcodec.Region;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.launch.StartPlan;
import org.sdcodec.cli.launch.Subcommand;
import org.sdcodec.codec.pipeline.SdcCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sdcodec decode}: .sdc files to pictures. */
@Command(
        name = "decode",
        header = "Turns .sdc files back into pictures.",
        customSynopsis = {
            "sdcodec decode [OPTIONS] IN.sdc [OUT.png]",
            "       sdcodec decode [OPTIONS] IN.sdc... [-o FOLDER/]",
            "       sdcodec decode -r [OPTIONS] FOLDER... [--output-tree FOLDER]",
            "       sdcodec decode --packets [OPTIONS] FOLDER|FILE... [OUT.png]"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec decode photo.sdc                   writes photo.png",
            "  sdcodec decode photo.sdc photo.jpg         the extension says the format",
            "  sdcodec decode photo.sdc --model sd/ --steps 4   with a model that has a UNet",
            "  sdcodec decode --preview photo.sdc         a small picture without the decoder network",
            "  sdcodec decode --partial half.sdc          a truncated file, as far as it goes",
            "  sdcodec decode --region 800,600,512,512 photo.sdc part.png   a part alone",
            "  sdcodec decode --packets out/ photo.png    what has arrived of a picture's packets",
            "  sdcodec decode photo.qr.png photo.png      a QR code, also a photograph of one",
            "  sdcodec decode -r packed --output-tree pictures --jobs 2   folders with all that is in them",
            "  sdcodec decode - - < photo.sdc | display   from and to pipes"
        })
final class DecodeCommand implements Callable<Integer> {

    private final Streams streams;

    @Spec
    private CommandSpec spec;

    /** With {@code --packets}: the packets that have arrived. */
    private Arrivals gathered;

    /** Whether a picture was written of which packets are missing; of packets, there is one picture. */
    private volatile boolean incomplete;

    @Parameters(
            paramLabel = "IN",
            arity = "1..*",
            description = {
                "Files in the .sdc format, also as text or in a picture of a QR code; - is standard input.",
                "A second and last name that ends in .png, .jpg or .bmp, or is a folder or -, is the output."
            })
    private List<String> names;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Output file or folder; - is standard output. Default: the input's name with .png.")
    private String output;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "png, jpg or bmp. Default: what the output's extension says, otherwise png.")
    private String format;

    @Option(
            names = "--jpeg-quality",
            paramLabel = "1..100",
            defaultValue = "95",
            description = "For JPEG outputs. Default: ${DEFAULT-VALUE}.")
    private int jpegQuality;

    @Option(
            names = "--steps",
            paramLabel = "0..50",
            description = "How many steps the model's UNet takes to remove the noise of the quantizer; 0 leaves it out."
                    + " Default: what the file says, otherwise 3 if the model has a UNet.")
    private Integer steps;

    @Option(
            names = "--strength",
            paramLabel = "FACTOR",
            description = "How much noise the UNet is to assume and remove, times that of the quantizer: 0.04 to 7.9."
                    + " Default: what the file says, otherwise 1.")
    private Double strength;

    @Option(
            names = "--realism",
            paramLabel = "0..1",
            description =
                    "For files of modes ddcm and diffc: 0 gives the picture that is closest on average, smooth where the file says"
                            + " little; 1 one that looks like a photograph, with invented detail. Default: 1.")
    private Double realism;

    @Option(
            names = "--partial",
            description =
                    "Decode truncated or damaged files as far as they go, with a warning that names the areas of which"
                            + " numbers are missing. The beginning of a file gives the upper part of the"
                            + " picture, or with"
                            + " encode --progressive a coarser one. Of pictures of more than 1024 pixels a side"
                            + " damage costs"
                            + " its own area only; of smaller ones what comes after it is arbitrary. Not for"
                            + " --mode original.")
    private boolean partial;

    @Option(
            names = "--packets",
            description =
                    "The inputs are packets of one picture, or folders of them, in any order: what encode --packets"
                            + " writes. Where some are missing, a warning says so, and the exit status is 4,"
                            + " with --partial 0.")
    private boolean packets;

    @Option(
            names = StartPlan.PREVIEW,
            description = "Make a small, blurred picture without the decoder network: one pixel per cell of the"
                    + " latent, 1/8 of the"
                    + " width and height with most models. The whole file is read.")
    private boolean preview;

    @Option(names = "--full-size", description = "With --preview: as large as the picture, interpolated.")
    private boolean fullSize;

    @Option(
            names = "--region",
            paramLabel = "X,Y,W,H",
            split = ",",
            description =
                    "Decode a part of the picture: W×H pixels from column X and row Y on, exactly as in the whole. With most"
                            + " models the network works on little more than the part.")
    private List<Integer> region;

    @Option(
            names = "--scale",
            paramLabel = "1/2|1/4",
            description =
                    "Make a picture of half or a quarter of the width and height: blocks of 2×2 or 4×4 decoded pixels become"
                            + " their mean. The network works as for the full size; --preview does without it.")
    private String scale;

    @Option(names = "--json", description = "Print one JSON object on a line for each file.")
    private boolean json;

    @Mixin
    private BatchOptions batch;

    @Mixin
    private RawPayloadOptions payload;

    @Mixin
    private LimitOptions limitOptions;

    @Mixin
    private CodecOptions codecOptions;

    @Mixin
    private FileOptions files;

    @Mixin
    private VerbosityOptions verbosity;

    DecodeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        UsageException.checkQuality(jpegQuality);
        payload.check(partial, preview);
        checkPreview();
        ImageFormat forced = format == null ? null : writable(format);
        String extension = forced == null ? "png" : forced.extensions().get(0);
        batch.check(output, files.overwrite());
        FilePlan plan = new FilePlan(extension, pictureExtensions(), Set.of("sdc"));
        try {
            int status = packets
                    ? decodePackets(plan, forced)
                    : decode(plan.of(names, output, batch.tree(), batch.recursive()), plan, forced);
            return status == Main.OK && incomplete && !partial ? Main.INCOMPLETE : status;
        } finally {
            plan.removeEmptyFolders();
        }
    }

    /** All inputs are of one picture. */
    private int decodePackets(FilePlan plan, ImageFormat forced) throws IOException {
        List<String> inputs = names;
        String target = output;
        String last = names.get(names.size() - 1);
        boolean named = pictureExtensions().contains(FilePlan.extensionOf(last)) || last.equals(FilePlan.STANDARD);
        if (output == null && names.size() > 1 && named) {
            inputs = names.subList(0, names.size() - 1);
            target = last;
        }
        List<FilePlan.Item> items = plan.of(List.of(withoutSlash(inputs.get(0))), target);
        gathered = Arrivals.ofPackets(streams, inputs);
        return decode(items, plan, forced);
    }

    private static String withoutSlash(String name) {
        return name.length() > 1 && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    private int decode(List<FilePlan.Item> items, FilePlan plan, ImageFormat forced) throws IOException {
        if (forced == null) {
            items.forEach(item -> Pictures.formatOf(item.output()));
        }
        if (json && items.stream().anyMatch(FilePlan.Item::writesStandardOutput)) {
            throw new UsageException("--json needs standard output for itself; name an output file");
        }
        if (packets && batch.journal() != null) {
            throw new UsageException("--journal is for files, not for --packets");
        }
        try (Journal journal = batch.openJournal(items, spec)) {
            Batch run = new Batch(streams, verbosity, files)
                    .with(batch, plan)
                    .with(journal)
                    .json(json);
            return decode(run, items, forced);
        }
    }

    private int decode(Batch run, List<FilePlan.Item> items, ImageFormat forced) throws IOException {
        DecodeOptions options = options();
        if (preview) {
            Preview previews = codecOptions.preview();
            return run.run(
                    items,
                    (item, progress) -> decode(
                            (arrived, listener) -> Pictures.preview(
                                    previews, arrived.file(), item.input(), fullSize, options, listener),
                            forced,
                            item,
                            progress));
        }
        try (SdcCodec codec = StartUp.rehearse(Subcommand.DECODE, codecOptions.open(Purpose.DECODE, batch.jobs()))) {
            return run.run(
                    items,
                    (item, progress) -> decode(
                            (arrived, listener) -> arrived.isIncomplete()
                                    ? arrived.decodePart(codec, options, listener)
                                    : payload.decode(codec, arrived.file(), item.input(), options, listener),
                            forced,
                            item,
                            progress));
        }
    }

    private void checkPreview() {
        if (fullSize && !preview) {
            throw new UsageException("--full-size is for --preview only; without it pictures have their full size");
        }
        if (preview && (region != null || scale != null)) {
            throw new UsageException("--region and --scale are for a network's picture, not for --preview");
        }
        if (preview && (steps != null || strength != null || realism != null)) {
            throw new UsageException("--steps, --strength and --realism are for a UNet, and --preview uses no network");
        }
    }

    private DecodeOptions options() {
        if (strength != null && steps != null && steps == 0) {
            throw new UsageException("--strength says how the UNet denoises, but --steps 0 leaves the UNet out");
        }
        DecodeOptions options =
                DecodeOptions.DEFAULT.withLimits(limitOptions.limits()).withPartial(partial);
        try {
            options = region == null ? options : options.withRegion(part());
            options = scale == null ? options : options.withScale(divisor());
            options = steps == null ? options : options.withSteps(steps);
            options = realism == null ? options : options.withRealism(realism);
            return strength == null ? options : options.withStrength(strength);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private Region part() {
        if (region.size() != 4) {
            throw new UsageException("--region has four numbers, X,Y,W,H, not " + region.size());
        }
        return new Region(region.get(0), region.get(1), region.get(2), region.get(3));
    }

    private int divisor() {
        return switch (scale) {
            case "1/2" -> 2;
            case "1/4" -> 4;
            default -> throw new UsageException("--scale is 1/2 or 1/4, not '" + scale + "'");
        };
    }

    private Batch.Converted decode(
            BiFunction<Arrivals, ProgressListener, Picture> decoder,
            ImageFormat forced,
            FilePlan.Item item,
            ProgressLine progress)
            throws IOException {
        ImageFormat target = forced == null ? Pictures.formatOf(item.output()) : forced;
        Arrivals arrived = gathered == null ? payload.read(streams, item.input(), limitOptions.pixels()) : gathered;
        Picture image = decoder.apply(arrived, warning(item, arrived, progress));
        incomplete |= arrived.isIncomplete();
        if (!verbosity.quiet()) {
            ImageFiles.lostIn(target, image)
                    .forEach(
                            loss -> streams.say("sdcodec: warning: " + FileOptions.nameOf(item.input()) + ": " + loss));
        }
        progress.show("writing ...");
        files.write(streams, item.output(), out -> ImageFiles.write(image, target, jpegQuality, out));
        return new Batch.Converted(
                image.width() + "x" + image.height(),
                Map.of("width", image.width(), "height", image.height(), "alpha", image.hasAlpha()));
    }

    /** Shows the progress, and warns of a file that is not whole. */
    private ProgressListener warning(FilePlan.Item item, Arrivals arrived, ProgressLine progress) {
        return new ProgressListener() {
            @Override
            public void onProgress(Stage stage, int done, int total) {
                progress.onProgress(stage, done, total);
            }

            @Override
            public void onPartial(DecodedPart part) {
                if (!verbosity.quiet()) {
                    progress.close();
                    String state = arrived.isIncomplete() ? PartialWords.of(arrived, part) : PartialWords.of(part);
                    streams.say("sdcodec: warning: " + FileOptions.nameOf(item.input()) + " " + state + ".");
                }
            }
        };
    }

    private static ImageFormat writable(String name) {
        return ImageFormat.byName(name)
                .filter(ImageFormat::isWritable)
                .orElseThrow(() -> new UsageException("--format is png, jpg or bmp, not '" + name + "'"));
    }

    private static Set<String> pictureExtensions() {
        return Arrays.stream(ImageFormat.values())
                .flatMap(f -> f.extensions().stream())
                .collect(Collectors.toSet());
    }
}
