package org.sdcodec.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.SdcInfo;
import org.sdcodec.cli.launch.Subcommand;
import org.sdcodec.codec.mode.Capability;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.packet.Packets;
import org.sdcodec.codec.pipeline.CodingModes;
import org.sdcodec.codec.pipeline.RawPayload;
import org.sdcodec.codec.pipeline.SdcCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sdcodec encode}: pictures to .sdc files. */
@Command(
        name = "encode",
        header = "Compresses pictures to .sdc files.",
        customSynopsis = {
            "sdcodec encode [OPTIONS] IN [OUT.sdc]",
            "       sdcodec encode [OPTIONS] IN... [-o FOLDER/]",
            "       sdcodec encode --packets BYTES [OPTIONS] IN [FOLDER]"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec encode photo.jpg                     writes photo.sdc",
            "  sdcodec encode -q 20 photo.jpg small.sdc     fewer bytes",
            "  sdcodec encode --max-size 5kB photo.jpg      the best picture in 5,000 bytes",
            "  sdcodec encode *.jpg -o packed/              a whole folder",
            "  sdcodec encode --packets 163 --parity 2 --max-size 1000 photo.jpg out/   for a radio network",
            "  sdcodec encode --qr photo.jpg                writes photo.qr.png",
            "  curl -s URL | sdcodec encode - - > web.sdc   from and to pipes",
            "  sdcodec encode --mode original --model sd-1.4 photo.jpg   the method of 2022"
        })
final class EncodeCommand implements Callable<Integer> {

    private static final double BITS = 8;

    private final Streams streams;

    @Parameters(
            paramLabel = "IN",
            arity = "1..*",
            description = {
                "Pictures: PNG, JPEG, BMP, GIF, WebP, TIFF or PNM; - is standard input.",
                "A second and last name that ends in .sdc, or is a folder or -, is the output."
            })
    private List<String> names;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Output file or folder; - is standard output. Default: the input's name with .sdc.")
    private String output;

    @Mixin
    private RateOptions rate;

    @Mixin
    private EffortOptions effort;

    @Mixin
    private ResolutionOptions resolution;

    @Mixin
    private DiffusionOptions diffusion;

    @Option(
            names = "--tune-steps",
            description =
                    "Try how many steps of the model's UNet, and how strong ones, bring the decoded picture closest to the"
                            + " original, and store them. Takes as long as eight decodes.")
    private boolean tuneSteps;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "scalar",
            description =
                    "How the latent is coded: scalar; original, the method of 2022 (8 bits, a palette of 256, zlib),"
                            + " which has one quality and needs a model with 4 latent channels; or ddcm, for a"
                            + " few hundred"
                            + " bytes to some thousand: a model's UNet makes the picture, in minutes, and"
                            + " --target-size is"
                            + " met to the byte. Default: ${DEFAULT-VALUE}.")
    private String mode;

    @Option(
            names = "--raw-payload",
            description =
                    "With --mode original: write the author's own files, a zlib stream with no header (.bin). They do not"
                            + " say how large the picture is; decode them with --raw-payload --width W --height H.")
    private boolean rawPayload;

    @Option(
            names = "--progressive",
            description =
                    "Coarse first: the beginning of the file is a coarser picture (decode --partial). Takes up to 12 percent more"
                            + " bytes.")
    private boolean progressive;

    @Option(names = "--json", description = "Print one JSON object on a line for each file, as info --json does.")
    private boolean json;

    @Mixin
    private TransferOptions transfer;

    @Option(
            names = "--gamut",
            paramLabel = "srgb|p3",
            defaultValue = "srgb",
            description =
                    "What becomes of colors that sRGB does not have, as in photographs of telephones: srgb converts"
                            + " them, and says so; p3 keeps those of Display P3, and decode writes PNG and JPEG files that name"
                            + " it. Default: ${DEFAULT-VALUE}.")
    private String gamut;

    @Mixin
    private MetadataOptions metadata;

    @Mixin
    private LimitOptions limitOptions;

    @Mixin
    private CodecOptions codecOptions;

    @Mixin
    private FileOptions files;

    @Mixin
    private VerbosityOptions verbosity;

    EncodeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        CodingMode chosen = mode();
        transfer.check(rawPayload, json);
        widestGamut();
        EncodeOptions chosenRate = rate.applyTo(
                EncodeOptions.builder()
                        .mode(chosen.name())
                        .effort(effort.chosen(EncodeOptions.DEFAULT_EFFORT))
                        .tunedDenoising(tuneSteps)
                        .progressive(progressive)
                        .resolution(resolution.chosen())
                        .metadata(metadata.kept())
                        .limits(limitOptions.limits())
                        .build(),
                chosen);
        EncodeOptions options = diffusion.applyTo(transfer.limited(chosenRate, rate), chosen, streams);
        String extension = transfer.extension(rawPayload ? "bin" : "sdc");
        FilePlan plan = new FilePlan(extension, transfer.recognized(extension));
        try {
            String folder = transfer.folder(names, output).orElse(null);
            List<FilePlan.Item> items = folder == null ? plan.of(names, output) : plan.of(names.subList(0, 1), folder);
            transfer.check(items);
            return encode(options, items);
        } finally {
            plan.removeEmptyFolders();
        }
    }

    private int encode(EncodeOptions options, List<FilePlan.Item> items) throws IOException {
        if (json && items.stream().anyMatch(FilePlan.Item::writesStandardOutput)) {
            throw new UsageException("--json needs standard output for itself; name an output file");
        }
        try (Codec codec = StartUp.rehearse(Subcommand.ENCODE, codecOptions.open(SdcCodec.purposeOf(options)))) {
            return new Batch(streams, verbosity)
                    .run(items, files, (item, progress) -> encode(codec, options, telling(item, progress), item));
        }
    }

    /** Shows the progress, and says what metadata is left out. */
    private ProgressListener telling(FilePlan.Item item, ProgressLine progress) {
        return new ProgressListener() {
            @Override
            public void onProgress(Stage stage, int done, int total) {
                progress.onProgress(stage, done, total);
            }

            @Override
            public void onMetadataLeftOut(long bytes, List<String> reasons) {
                if (!verbosity.quiet()) {
                    progress.close();
                    streams.say(MetadataOptions.leftOut(FileOptions.nameOf(item.input()), bytes, reasons));
                }
            }
        };
    }

    private Gamut widestGamut() {
        return switch (gamut) {
            case "srgb" -> Gamut.SRGB;
            case "p3" -> Gamut.DISPLAY_P3;
            default -> throw new UsageException("--gamut is srgb or p3, not '" + gamut + "'");
        };
    }

    private CodingMode mode() {
        if (!CodingModes.names().contains(mode)) {
            throw new UsageException(
                    "--mode is one of " + String.join(", ", CodingModes.names()) + ", not '" + mode + "'");
        }
        CodingMode chosen = CodingModes.named(mode);
        DiffusionOptions.require(chosen, Capability.RAW_PAYLOAD, rawPayload, "--raw-payload");
        DiffusionOptions.require(chosen, Capability.TUNED_DENOISING, tuneSteps, "--tune-steps");
        DiffusionOptions.require(chosen, Capability.PROGRESSIVE, progressive, "--progressive");
        DiffusionOptions.require(chosen, Capability.EFFORT, effort.isGiven(), "--effort");
        if (rawPayload && resolution.isLower()) {
            throw new UsageException("--raw-payload has no place for a --resolution; leave one of them out");
        }
        return chosen;
    }

    private String encode(Codec codec, EncodeOptions options, ProgressListener listener, FilePlan.Item item)
            throws IOException {
        Picture image = Pictures.read(streams, item.input(), options.limits().pixels(), widestGamut());
        if (transfer.inPackets()) {
            List<byte[]> packets =
                    Advice.added(() -> Packets.encode(codec, image, options, transfer.options(), listener));
            String words = transfer.write(streams, files, item.output(), packets);
            return image.width() + "x" + image.height() + ", " + words;
        }
        byte[] sdc = Advice.added(() -> codec.encode(image, options, listener));
        byte[] bytes = rawPayload ? payload(sdc) : sdc;
        transfer.write(streams, files, item.output(), bytes);
        if (json) {
            Map<String, Object> fields = InfoCommand.fields(item.output(), Codec.info(sdc));
            if (rawPayload) {
                fields.put("payload_bytes", bytes.length);
            }
            Json.print(streams, fields);
        }
        double pixels = (double) image.width() * image.height();
        return String.format(
                Locale.ROOT,
                "%dx%d, %,d bytes, %.3f bits per pixel%s",
                image.width(),
                image.height(),
                bytes.length,
                bytes.length * BITS / pixels,
                (options.target().isPresent() ? step(sdc) : "") + codedSize(Codec.info(sdc)));
    }

    private static String step(byte[] sdc) {
        float step = Codec.info(sdc).step();
        return step == 0 ? "" : String.format(Locale.ROOT, ", step %.3f", step);
    }

    private static String codedSize(SdcInfo info) {
        boolean own = info.codedWidth() == info.width() && info.codedHeight() == info.height();
        return own ? "" : ", coded as " + info.codedWidth() + "x" + info.codedHeight();
    }

    private static byte[] payload(byte[] sdc) {
        if (Codec.info(sdc).alpha()) {
            throw new CliException("a raw payload has no room for the picture's transparency; leave --raw-payload out");
        }
        if (Codec.info(sdc).gamut() != Gamut.SRGB) {
            throw new CliException(
                    "a raw payload cannot name the picture's colors; leave --raw-payload or --gamut out");
        }
        return RawPayload.of(sdc);
    }
}
