package org.sdcodec.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sdcodec.vae.AutoencoderInfo;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.checkpoint.ModelPart;
import org.sdcodec.weights.hub.FoundModel;
import org.sdcodec.weights.hub.HubEnvironment;
import org.sdcodec.weights.hub.KnownModel;
import org.sdcodec.weights.hub.ModelLibrary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sdcodec models}: which models are on this machine. */
@Command(
        name = "models",
        header = "Lists the models on this machine.",
        description =
                "Looks into the folders given with --model, those of the environment variable SDCODEC_MODELS (separated"
                        + " as in PATH), and the cache that programs for Hugging Face share (HF_HOME, HF_HUB_CACHE).",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec models",
            "  sdcodec models --model checkpoints/   what that folder holds, too",
            "  sdcodec models --json                 one JSON object on each line, for other programs"
        })
final class ModelsCommand implements Callable<Integer> {

    private static final long KILO = 1000;

    private final Streams streams;
    private final HubEnvironment environment;

    @Option(
            names = "--model",
            paramLabel = "PATH",
            description = "A model, or a folder that holds some; may be given several times.")
    private List<Path> folders = List.of();

    @Option(names = "--json", description = "Print one JSON object on a line for each model.")
    private boolean json;

    @Mixin
    private VerbosityOptions verbosity;

    ModelsCommand(Streams streams, Map<String, String> environment) {
        this.streams = streams;
        this.environment = new HubEnvironment(environment);
    }

    @Override
    public Integer call() {
        List<FoundModel> found = new ModelLibrary(environment).list(folders);
        if (json) {
            found.forEach(this::printJson);
            return Main.OK;
        }
        found.forEach(this::print);
        if (!verbosity.quiet()) {
            List<KnownModel> missing = KnownModel.all().stream()
                    .filter(known ->
                            found.stream().noneMatch(model -> model.name().equals(known.name())))
                    .toList();
            if (found.isEmpty()) {
                streams.say("No models but the one inside sdcodec.");
            }
            if (!missing.isEmpty()) {
                streams.say("'sdcodec pull NAME' fetches:");
                missing.forEach(model -> streams.err()
                        .printf(
                                Locale.ROOT,
                                "  %-13s  %,5d MB  %s (%s)%n",
                                model.name(),
                                model.megabytes(),
                                model.title(),
                                model.licence().id()));
                streams.say(
                        "Names, sizes and licenses are as the models' pages say; no download of these was verified.");
            }
        }
        return Main.OK;
    }

    private void print(FoundModel model) {
        streams.print(model.name());
        streams.print("  " + model.path());
        String state = model.problem()
                .map(problem -> "cannot be used: " + problem)
                .orElseGet(() -> model.layout() + " with " + parts(model) + latents(model));
        streams.print("  " + state + ", " + size(model.bytes()));
        List<String> abilities = abilities(model);
        if (!abilities.isEmpty()) {
            streams.print("  can " + String.join(", ", abilities));
        }
    }

    /** What an autoencoder's latents are; empty without an autoencoder. */
    private static String latents(FoundModel model) {
        if (!model.parts().contains(ModelPart.VAE)) {
            return "";
        }
        try (ModelFiles files = DiffusionModel.open(model.path()).vae()) {
            AutoencoderInfo info = AutoencoderInfo.of(files.config());
            return " (" + info.architecture() + ", " + info.channels() + " channels at 1/" + info.downsampling() + ")";
        } catch (WeightsException e) {
            return " (which cannot be used: " + e.getMessage() + ")";
        }
    }

    /** What can be done with a model; empty if nothing. */
    private static List<String> abilities(FoundModel model) {
        return model.problem().isPresent() ? List.of() : Abilities.of(Optional.of(DiffusionModel.open(model.path())));
    }

    /** Rounded up, in a unit in which it is not a fraction. */
    private static String size(long bytes) {
        if (bytes < KILO) {
            return bytes + " bytes";
        }
        return bytes < KILO * KILO
                ? (bytes + KILO - 1) / KILO + " kB"
                : String.format(Locale.ROOT, "%,d MB", (bytes + KILO * KILO - 1) / (KILO * KILO));
    }

    private void printJson(FoundModel model) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", model.name());
        fields.put("path", model.path());
        fields.put("usable", model.isUsable());
        fields.put("layout", model.layout());
        fields.put("parts", parts(model));
        fields.put("abilities", abilities(model));
        fields.put("bytes", model.bytes());
        fields.put("problem", model.problem().orElse(null));
        Json.print(streams, fields);
    }

    private static String parts(FoundModel model) {
        return String.join(
                ", ", model.parts().stream().sorted().map(ModelPart::folder).toList());
    }
}
