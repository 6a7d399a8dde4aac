package org.sdcodec.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sdcodec decode}: .sdc files to pictures. */
@Command(
        name = "decode",
        header = "Turns .sdc files back into pictures.",
        customSynopsis = {
            "sdcodec decode [OPTIONS] IN.sdc [OUT.png]",
            "       sdcodec decode [OPTIONS] IN.sdc... [-o FOLDER/]"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec decode photo.sdc                   writes photo.png",
            "  sdcodec decode photo.sdc photo.jpg         the extension says the format",
            "  sdcodec decode photo.sdc --model sd/ --steps 4   with a model that has a UNet",
            "  sdcodec decode --preview photo.sdc         a small picture without the decoder network",
            "  sdcodec decode --partial half.sdc          a truncated file, as far as it goes",
            "  sdcodec decode --region 800,600,512,512 photo.sdc part.png   a part alone",
            "  sdcodec decode *.sdc -f bmp -o pictures/   a whole folder",
            "  sdcodec decode - - < photo.sdc | display   from and to pipes"
        })
final class DecodeCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(
            paramLabel = "IN",
            arity = "1..*",
            description = {
                "Files in the .sdc format; - is standard input.",
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
            names = "--partial",
            description = "Decode truncated or damaged files as far as they go, with a warning. The beginning of a file"
                    + " gives the upper part of the picture, or with encode --progressive a coarser one. What"
                    + " comes after damage is arbitrary. Not for --mode original.")
    private boolean partial;

    @Option(
            names = StartPlan.PREVIEW,
            description =
                    "Make a small, blurred picture without the decoder network: one pixel per cell of the latent, 1/8 of the"
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

    @Mixin
    private RawPayloadOptions payload;

    @Mixin
    private PixelOptions pixelOptions;

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
        FilePlan plan = new FilePlan(extension, pictureExtensions());
        try {
            return decode(plan.of(names, output), forced);
        } finally {
            plan.removeEmptyFolders();
        }
    }

    private int decode(List<FilePlan.Item> items, ImageFormat forced) throws IOException {
        if (forced == null) {
            items.forEach(item -> Pictures.formatOf(item.output()));
        }
        DecodeOptions options = options();
        if (preview) {
            Preview previews = codecOptions.preview();
            return new Batch(streams, verbosity)
                    .run(
                            items,
                            files,
                            (item, progress) -> decode(
                                    (bytes, listener) -> Pictures.preview(
                                            previews, bytes, item.input(), fullSize, options, listener),
                                    forced,
                                    item,
                                    progress));
        }
        try (SdcCodec codec = StartUp.rehearse(Subcommand.DECODE, codecOptions.open(Purpose.DECODE))) {
            return new Batch(streams, verbosity)
                    .run(
                            items,
                            files,
                            (item, progress) -> decode(
                                    (bytes, listener) -> payload.decode(codec, bytes, item.input(), options, listener),
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
        if (preview && (steps != null || strength != null)) {
            throw new UsageException("--steps and --strength are for a UNet, and --preview uses no network");
        }
    }

    private DecodeOptions options() {
        if (strength != null && steps != null && steps == 0) {
            throw new UsageException("--strength says how the UNet denoises, but --steps 0 leaves the UNet out");
        }
        DecodeOptions options =
                DecodeOptions.DEFAULT.withMaxPixels(pixelOptions.max()).withPartial(partial);
        try {
            options = region == null ? options : options.withRegion(part());
            options = scale == null ? options : options.withScale(divisor());
            options = steps == null ? options : options.withSteps(steps);
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

    private String decode(
            BiFunction<byte[], ProgressListener, Picture> decoder,
            ImageFormat forced,
            FilePlan.Item item,
            ProgressLine progress)
            throws IOException {
        ImageFormat target = forced == null ? Pictures.formatOf(item.output()) : forced;
        byte[] bytes = FileOptions.read(streams, item.input(), payload::isPlausible);
        Picture image = decoder.apply(bytes, warning(item, progress));
        progress.show("writing ...");
        files.write(streams, item.output(), out -> ImageFiles.write(image, target, jpegQuality, out));
        return image.width() + "x" + image.height();
    }

    /** Shows the progress, and warns of a file that is not whole. */
    private ProgressListener warning(FilePlan.Item item, ProgressLine progress) {
        return new ProgressListener() {
            @Override
            public void onProgress(Stage stage, int done, int total) {
                progress.onProgress(stage, done, total);
            }

            @Override
            public void onPartial(DecodedPart part) {
                if (!verbosity.quiet()) {
                    progress.close();
                    streams.say("sdcodec: warning: " + FileOptions.nameOf(item.input()) + " " + state(part) + ".");
                }
            }
        };
    }

    /** What is true of a file whose checksum does not match, and of which so much could be decoded. */
    private static String state(DecodedPart part) {
        if (part.isAll()) {
            return "is damaged or has bytes added, but is not cut short; decoding all of its latent, which is arbitrary from"
                    + " the damage on";
        }
        return String.format(
                Locale.ROOT,
                "is cut short or damaged; decoding the %d %% of its latent that are there (%d of %d channels in full)",
                part.wholePercent(),
                part.channels(),
                part.allChannels());
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
