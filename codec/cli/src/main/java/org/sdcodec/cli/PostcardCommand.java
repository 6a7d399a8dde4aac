package org.sdcodec.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.RateTarget;
import org.sdcodec.SdcInfo;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.launch.Subcommand;
import org.sdcodec.codec.pipeline.SdcCodec;
import org.sdcodec.codec.pixels.Reducer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sdcodec postcard}: a picture in some hundred bytes, and what its receiver will see. */
@Command(
        name = "postcard",
        header = "Makes pictures of some hundred bytes, and shows what their receiver will see.",
        description = {
            "Writes an .sdc file of at most the size that is asked for, and next to it, as a PNG, the picture"
                    + " that 'sdcodec"
                    + " decode' makes of it. Says how much of that picture the file describes, and how much is"
                    + " the model's guess."
        },
        customSynopsis = {
            "sdcodec postcard [OPTIONS] IN [OUT.sdc]",
            "       sdcodec postcard [OPTIONS] IN... [-o FOLDER/]"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec postcard photo.jpg                 photo.sdc of at most 340 bytes, and photo.received.png",
            "  sdcodec postcard --for lora photo.jpg      for one data frame of MeshCore",
            "  sdcodec postcard --max-size 1000 photo.jpg"
        })
final class PostcardCommand implements Callable<Integer> {

    private static final String EXTENSION = "sdc";
    private static final int DEFAULT_BYTES = 340;
    private static final int JPEG_QUALITY = 95;

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

    @Option(
            names = "--max-size",
            paramLabel = "BYTES",
            description = "The most bytes of the file. Default: " + DEFAULT_BYTES
                    + ", or what --for says. Exit status 3 where that"
                    + " cannot be; the message names the smallest size that can.")
    private String maxSize;

    @Option(
            names = "--for",
            paramLabel = "CARRIER",
            description = "What is to carry it: lora (163 bytes, a data frame of MeshCore), meshtastic (200), iridium"
                    + " (340, a short"
                    + " burst), sms (140, one message of data) or qr (2,953, the largest code).")
    private String carrier;

    @Option(
            names = "--side",
            paramLabel = "PIXELS",
            defaultValue = "512",
            description = "Make larger pictures smaller first, to so many pixels on the longer side, which is the"
                    + " size that the receiver"
                    + " sees; 0 leaves them as they are. Default: ${DEFAULT-VALUE}.")
    private int side;

    @Option(names = "--no-preview", description = "Do not write the picture that the receiver will see.")
    private boolean noPreview;

    @Mixin
    private EffortOptions effort;

    @Mixin
    private LimitOptions limitOptions;

    @Mixin
    private CodecOptions codecOptions;

    @Mixin
    private FileOptions files;

    @Mixin
    private VerbosityOptions verbosity;

    PostcardCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        if (side < 0) {
            throw new UsageException("--side is a number of pixels, or 0, not " + side);
        }
        EncodeOptions options = EncodeOptions.DEFAULT
                .withEffort(effort.chosen(EncodeOptions.DEFAULT_EFFORT))
                .withTarget(RateTarget.maxSize(bytes()))
                .withLimits(limitOptions.limits());
        FilePlan plan = new FilePlan(EXTENSION, Set.of(EXTENSION), Pictures.extensions());
        try (SdcCodec codec = StartUp.rehearse(Subcommand.POSTCARD, codecOptions.open())) {
            return new Batch(streams, verbosity, files)
                    .run(
                            plan.of(names, output),
                            (item, progress) -> new Batch.Converted(encode(codec, options, item, progress), Map.of()));
        } finally {
            plan.removeEmptyFolders();
        }
    }

    private long bytes() {
        if (maxSize != null && carrier != null) {
            throw new UsageException("--max-size and --for both say the size; leave one of them out");
        }
        if (carrier != null) {
            return PostcardProfile.named(carrier).bytes();
        }
        return maxSize == null ? DEFAULT_BYTES : ByteSize.parse("--max-size", maxSize);
    }

    private String encode(SdcCodec codec, EncodeOptions options, FilePlan.Item item, ProgressLine progress)
            throws IOException {
        boolean shown = !noPreview && !item.writesStandardOutput();
        String preview = previewOf(item.output());
        if (shown) {
            files.check(preview);
        }
        Picture original = Pictures.read(streams, item.input(), limitOptions.pixels());
        if (original.hasAlpha()) {
            progress.close();
            streams.say("sdcodec: warning: " + FileOptions.nameOf(item.input())
                    + ": a postcard has no transparency; the picture is laid on white");
        }
        Picture visible = original.onWhite();
        Picture sent = side == 0 ? visible : Reducer.limited(visible, side);
        byte[] sdc = Advice.added(() -> codec.encode(sent, options, progress));
        Picture received = codec.decode(sdc);
        files.write(streams, item.output(), out -> out.write(sdc));
        if (shown) {
            files.write(streams, preview, out -> ImageFiles.write(received, ImageFormat.PNG, JPEG_QUALITY, out));
        }
        SdcInfo info = Codec.info(sdc);
        return String.format(
                Locale.ROOT,
                "%dx%d, %,d of %,.0f bytes; %s%s",
                sent.width(),
                sent.height(),
                sdc.length,
                options.target().orElseThrow().value(),
                uncertainty(info, codec.model().downsampling()),
                shown ? "; " + preview + " shows what the receiver will see" : "");
    }

    /**
     * What of the picture the file describes: a grid of latent cells. Everything in a cell comes from its few numbers,
     * so what is smaller
     * than a cell is what the decoder has learned to expect there.
     */
    static String uncertainty(SdcInfo info, int downsampling) {
        int rows = (info.codedHeight() + downsampling - 1) / downsampling;
        int columns = (info.codedWidth() + downsampling - 1) / downsampling;
        long cell = Math.max(
                Math.round((double) downsampling * info.width() / info.codedWidth()),
                Math.round((double) downsampling * info.height() / info.codedHeight()));
        return String.format(
                Locale.ROOT,
                "described by %dx%d cells: details below %d pixels are the model's guess",
                columns,
                rows,
                cell);
    }

    /** The name without its extension, and another. */
    private static String previewOf(String output) {
        String stem = output.endsWith("." + EXTENSION)
                ? output.substring(0, output.length() - EXTENSION.length() - 1)
                : output;
        return stem + ".received.png";
    }
}
