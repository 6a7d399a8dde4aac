package org.sdcodec.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.SdcInfo;
import org.sdcodec.cli.launch.Subcommand;
import org.sdcodec.codec.mode.Capability;
import org.sdcodec.codec.mode.CheckpointStore;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.packet.Packets;
import org.sdcodec.codec.pipeline.CodingModes;
import org.sdcodec.codec.pipeline.RawPayload;
import org.sdcodec.codec.pipeline.SdcCodec;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How pictures become .sdc files: the options of all commands that encode, and one encode. */
final class EncodeChoices {

    private static final double BITS = 8;

    @Mixin
    private RateOptions rate;

    @Mixin
    private EffortOptions effort;

    @Mixin
    private ResolutionOptions resolution;

    @Mixin
    private ResizeOptions resize;

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
                            + " which has one quality and needs a model with 4 latent channels; or ddcm or"
                            + " diffc, for a few hundred bytes to some thousand: a model's UNet makes the picture, in"
                            + " minutes, and --target-size is met to the byte. diffc takes fewer bytes and more"
                            + " time, and every start of its files decodes. Default: ${DEFAULT-VALUE}.")
    private String mode;

    @Option(
            names = "--raw-payload",
            description =
                    "With --mode original: write the author's own files, a zlib stream with no header (.bin). They do not"
                            + " say how large the picture is, nor that it is gray; decode them with --raw-payload --width W --height H.")
    private boolean rawPayload;

    @Option(
            names = "--progressive",
            description =
                    "Coarse first: the beginning of the file is a coarser picture (decode --partial). Takes up to 12 percent more"
                            + " bytes.")
    private boolean progressive;

    @Mixin
    private TransferOptions transfer;

    @Mixin
    private GamutOptions gamut;

    @Mixin
    private MetadataOptions metadata;

    @Mixin
    private LossOptions losses;

    @Mixin
    private LimitOptions limitOptions;

    @Mixin
    private CodecOptions codecOptions;

    /**
     * What the options ask for.
     *
     * @throws UsageException if they contradict each other
     */
    EncodeOptions options(Streams streams, boolean json) throws IOException {
        CodingMode chosen = mode();
        transfer.check(rawPayload, json);
        if (diffusion.resumes() && transfer.inPackets()) {
            throw new UsageException("--resume is for files, not for --packets");
        }
        resize.check();
        gamut.widest();
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
        return diffusion.applyTo(transfer.limited(chosenRate, rate), chosen, streams);
    }

    /** How results are sent otherwise than as files. */
    TransferOptions transfer() {
        return transfer;
    }

    /** Which file becomes which. */
    FilePlan plan() {
        String extension = transfer.extension(rawPayload ? "bin" : "sdc");
        return new FilePlan(extension, transfer.recognized(extension), Pictures.extensions());
    }

    /**
     * Opens the model.
     *
     * @param jobs calls at the same time, which share the threads
     */
    SdcCodec open(EncodeOptions options, int jobs) {
        return StartUp.rehearse(Subcommand.ENCODE, codecOptions.open(SdcCodec.purposeOf(options), jobs));
    }

    /** Encodes a file, and says what of it is lost. */
    Batch.Converted encode(
            Streams streams,
            FileOptions files,
            VerbosityOptions verbosity,
            SdcCodec codec,
            EncodeOptions options,
            FilePlan.Item item,
            ProgressLine progress)
            throws IOException {
        String name = FileOptions.nameOf(item.input());
        Losses found = losses.of(streams, name, verbosity, progress);
        Picture image = read(streams, item, found);
        Optional<CheckpointFile> checkpoint = checkpoint(streams, files, options, item);
        CheckpointStore checkpoints = checkpoint.isPresent() ? checkpoint.get() : CheckpointStore.NONE;
        List<Runnable> told = new ArrayList<>();
        ProgressListener listener = new ProgressListener() {
            @Override
            public void onProgress(Stage stage, int done, int total) {
                progress.onProgress(stage, done, total);
            }

            @Override
            public void onMetadataLeftOut(long bytes, List<String> reasons) {
                told.add(() -> metadata.report(found, bytes, reasons));
            }
        };
        if (transfer.inPackets()) {
            List<byte[]> packets =
                    Advice.added(() -> Packets.encode(codec, image, options, transfer.options(), listener));
            told.forEach(Runnable::run);
            found.require();
            String words = transfer.write(streams, files, item.output(), packets);
            return new Batch.Converted(image.width() + "x" + image.height() + ", " + words, Map.of());
        }
        byte[] sdc = Advice.added(() -> codec.encode(image, options, listener, checkpoints));
        told.forEach(Runnable::run);
        found.require();
        byte[] bytes = rawPayload ? payload(sdc) : sdc;
        transfer.write(streams, files, item.output(), bytes);
        if (checkpoint.isPresent()) {
            checkpoint.get().remove();
        }
        SdcInfo info = Codec.info(sdc);
        Map<String, Object> fields = new LinkedHashMap<>(InfoCommand.fields(item.output(), info));
        if (rawPayload) {
            fields.put("payload_bytes", bytes.length);
        }
        double pixels = (double) image.width() * image.height();
        String words = String.format(
                Locale.ROOT,
                "%dx%d, %,d bytes, %.3f bits per pixel%s",
                image.width(),
                image.height(),
                bytes.length,
                bytes.length * BITS / pixels,
                (options.target().isPresent() ? step(info) : "") + codedSize(info));
        return new Batch.Converted(words, fields);
    }

    /** What {@code encode --estimate} prints of each file. */
    int estimate(
            Streams streams,
            boolean json,
            VerbosityOptions verbosity,
            SdcCodec codec,
            EncodeOptions options,
            List<FilePlan.Item> items) {
        return new EncodeEstimate(streams, json)
                .run(
                        codec,
                        options,
                        items,
                        (item, progress) -> read(
                                streams,
                                item,
                                losses.of(streams, FileOptions.nameOf(item.input()), verbosity, progress)),
                        verbosity);
    }

    private Picture read(Streams streams, FilePlan.Item item, Losses found) throws IOException {
        Picture picture =
                resize.applyTo(Pictures.read(streams, item.input(), limitOptions.pixels(), gamut.widest(), found));
        found.require();
        return picture;
    }

    /** Where an encode keeps what it has done; nothing where it is quick, or has no output file next to which to. */
    private Optional<CheckpointFile> checkpoint(
            Streams streams, FileOptions files, EncodeOptions options, FilePlan.Item item) {
        boolean resumable = CodingModes.named(options.mode()).capabilities().contains(Capability.RESUMABLE);
        if (!resumable || transfer.inPackets() || item.writesStandardOutput()) {
            if (diffusion.resumes()) {
                throw new UsageException("--resume needs an output file, next to which the checkpoint lies");
            }
            return Optional.empty();
        }
        CheckpointFile checkpoint = new CheckpointFile(streams, item.output(), diffusion.resumes());
        checkpoint.check(files.overwrite());
        return Optional.of(checkpoint);
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

    private static String step(SdcInfo info) {
        return info.step() == 0 ? "" : String.format(Locale.ROOT, ", step %.3f", info.step());
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
