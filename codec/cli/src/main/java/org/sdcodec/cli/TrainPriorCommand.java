package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFormatException;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.codec.pixels.PixelTensors;
import org.sdcodec.codec.training.PriorTraining;
import org.sdcodec.codec.training.TrainingLength;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.Autoencoders;
import org.sdcodec.vae.Half;
import org.sdcodec.weights.ModelFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sdcodec train-prior}: the entropy coder's prior of a model of the user's. */
@Command(
        name = "train-prior",
        header = "Trains what the entropy coder knows of a model's latents.",
        description = {
            "From photographs, in minutes, on this machine. The result is a file latent.prior in the model's folder, or"
                    + " NAME.latent.prior next to a checkpoint NAME.safetensors, which encode and decode take from then"
                    + " on: files get smaller, and are decoded only with this prior. Files made before it are still"
                    + " decoded. The photographs are not kept in it.",
            "Nothing is written if files do not get smaller."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec train-prior --model taef2/ photos/*.jpg",
            "  sdcodec train-prior --model taef2/ --minutes 10 -o better.prior photos/*.jpg"
        })
final class TrainPriorCommand implements Callable<Integer> {

    private static final double LEAST_MINUTES = 0.1;
    private static final double LONGEST_MINUTES = 24 * 60;
    private static final int MILLIS_PER_MINUTE = 60_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int LEAST_SIDE = 64;
    private static final int MOST_SIDE = 4096;
    private static final double PERCENT = 100;

    private final Streams streams;

    @Parameters(
            paramLabel = "PHOTO",
            arity = "1..*",
            description = "Pictures: " + PriorTraining.LEAST_LATENTS + " at least, better 50 to 300 of many kinds.")
    private List<String> photos;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The prior to write; - is standard output. Default: the file that belongs to the model.")
    private String output;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "3",
            description =
                    "How long to train, once the photographs are encoded and before the result is measured; 0.1 to 1440."
                            + " Default: ${DEFAULT-VALUE}.")
    private Double minutes;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description =
                    "Train so many steps instead: the same photographs and number give the same prior on every machine.")
    private Integer steps;

    @Option(
            names = "--side",
            paramLabel = "PIXELS",
            defaultValue = "512",
            description = "Take the middle of each photograph, at most so many pixels a side; " + LEAST_SIDE + " to "
                    + MOST_SIDE + ". Default: ${DEFAULT-VALUE}.")
    private int side;

    @Mixin
    private NetworkOptions networkOptions;

    @Mixin
    private FileOptions files;

    @Mixin
    private VerbosityOptions verbosity;

    TrainPriorCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        TrainingLength length = length();
        if (!networkOptions.hasModel()) {
            throw new UsageException("the model inside sdcodec has a prior already; name one of yours with --model");
        }
        String target =
                output == null ? networkOptions.model().latentPriorFile().toString() : output;
        for (String photo : photos) {
            FilePlan.check(List.of(new FilePlan.Item(photo, target)));
        }
        requireFiles();
        files.check(target);
        PriorTraining.Result result;
        try (Engine engine =
                Engine.create(networkOptions.threads(), networkOptions.kernels().kernels())) {
            PriorTraining training = latents(engine);
            result = trained(engine, training, length);
        }
        if (!result.pays()) {
            throw new CliException(String.format(
                    Locale.ROOT,
                    "the prior saves nothing (%,d bytes with it, %,d before, on %s held out), so it is not written; train"
                            + " longer or on more pictures",
                    result.bytesAfter(),
                    result.bytesBefore(),
                    pictures(result.heldOut())));
        }
        files.write(streams, target, stream -> stream.write(result.prior()));
        if (!verbosity.quiet()) {
            streams.say(String.format(
                    Locale.ROOT,
                    "%s: trained on %s in %d steps (--steps %d makes it again); on %s held out, at -q 50, 70 and 90,"
                            + " latents take %,d bytes instead of %,d: %.1f %% less",
                    target.equals(FilePlan.STANDARD) ? "standard output" : target,
                    pictures(result.trained()),
                    result.steps(),
                    result.steps(),
                    pictures(result.heldOut()),
                    result.bytesAfter(),
                    result.bytesBefore(),
                    PERCENT * (result.bytesBefore() - result.bytesAfter()) / result.bytesBefore()));
        }
        return Main.OK;
    }

    private TrainingLength length() {
        if (side < LEAST_SIDE || side > MOST_SIDE) {
            throw new UsageException("--side is " + LEAST_SIDE + " to " + MOST_SIDE + " pixels, not " + side);
        }
        if (steps != null) {
            if (steps < 1) {
                throw new UsageException("--steps is 1 or more, not " + steps);
            }
            return TrainingLength.ofSteps(steps);
        }
        if (!(minutes >= LEAST_MINUTES && minutes <= LONGEST_MINUTES)) {
            throw new UsageException("--minutes is " + LEAST_MINUTES + " to 1440, not " + minutes);
        }
        return TrainingLength.ofTime(Duration.ofMillis(Math.round(minutes * MILLIS_PER_MINUTE)));
    }

    /** Before any work: a folder, a misspelt name, too few of them. */
    private void requireFiles() {
        for (String photo : photos) {
            if (photo.equals(FilePlan.STANDARD)) {
                continue;
            }
            Path path = FilePlan.path(photo);
            if (Files.isDirectory(path)) {
                throw new CliException(
                        "'" + photo + "' is a folder; name the pictures in it, as in " + path.resolve("*.jpg"));
            }
            if (!Files.exists(path)) {
                throw new CliException("there is no file '" + photo + "'");
            }
        }
        if (photos.size() < PriorTraining.LEAST_LATENTS) {
            throw new UsageException("a prior is trained on at least " + PriorTraining.LEAST_LATENTS
                    + " photographs, not on " + photos.size());
        }
    }

    private static String pictures(int count) {
        return count + (count == 1 ? " picture" : " pictures");
    }

    private PriorTraining latents(Engine engine) throws IOException {
        try (ModelFiles model = networkOptions.vae()) {
            Autoencoder vae = Autoencoders.load(model, Half.ENCODER);
            PriorTraining training = new PriorTraining(LatentPrior.untrained(vae.latentChannels()));
            ModelProfile profile = new ModelProfile(model.origin(), vae.latents(), null);
            for (int i = 0; i < photos.size(); i++) {
                String subject = (i + 1) + " of " + photos.size() + ", " + FileOptions.nameOf(photos.get(i));
                try (ProgressLine progress = new ProgressLine(streams, subject, verbosity.quiet())) {
                    progress.show("encoding ...");
                    Picture photo = Pictures.read(streams, photos.get(i), DecodeOptions.DEFAULT_MAX_PIXELS);
                    Picture middle = photo.centerCrop(Math.min(side, photo.width()), Math.min(side, photo.height()));
                    Tensor latent = vae.encode(engine, PixelTensors.toTensor(middle.onWhite()));
                    profile.toDiffusionScale(latent.data());
                    training.add(latent);
                    engine.release(latent);
                } catch (IOException | ImageFormatException e) {
                    streams.say("sdcodec: warning: left out: " + Failures.sentence(e));
                }
            }
            return training;
        }
    }

    private PriorTraining.Result trained(Engine engine, PriorTraining training, TrainingLength length) {
        try (ProgressLine line = new ProgressLine(streams, "training", verbosity.quiet())) {
            long begin = System.nanoTime();
            return training.train(engine, length, (done, progress, bits) -> {
                double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
                line.show(String.format(
                        Locale.ROOT,
                        "step %d, %.3f bits a number, %.0f s left",
                        done,
                        bits,
                        Math.ceil(seconds * (1 - progress) / progress)));
            });
        } catch (IllegalStateException e) {
            throw new CliException(e.getMessage(), e);
        }
    }
}
