package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sdcodec.DecodeOptions;
import org.sdcodec.codec.model.LatentRgb;
import org.sdcodec.codec.model.LatentRgbFit;
import org.sdcodec.engine.Engine;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.Autoencoders;
import org.sdcodec.vae.Half;
import org.sdcodec.weights.ModelFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sdcodec run latent-rgb}. */
@Command(
        name = "latent-rgb",
        header = "Fits the linear map from an autoencoder's latents to colors.",
        description =
                "By least squares over photographs: what 'decode --preview' needs in addition to a model, as a file"
                        + " latent_rgb.safetensors.",
        footerHeading = "%nExample:%n",
        footer = "  sdcodec run latent-rgb --model vae/ vae/latent_rgb.safetensors photos/*.jpg")
final class LatentRgbCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "OUT", description = "The safetensors file to write; - is standard output.")
    private Path out;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PHOTO", description = "Pictures; a dozen will do.")
    private List<String> photos;

    @Mixin
    private NetworkOptions networkOptions;

    @Mixin
    private FileOptions files;

    @Mixin
    private VerbosityOptions verbosity;

    LatentRgbCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        files.check(out.toString());
        LatentRgb fitted;
        try (Engine engine = Engine.create(
                        networkOptions.threads(), networkOptions.kernels().kernels());
                ModelFiles model = networkOptions.vae()) {
            Autoencoder vae = Autoencoders.load(model, Half.ENCODER);
            LatentRgbFit fit = new LatentRgbFit(vae);
            for (String photo : photos) {
                try (ProgressLine progress = new ProgressLine(streams, FileOptions.nameOf(photo), verbosity.quiet())) {
                    progress.show("encoding ...");
                    fit.add(engine, Pictures.read(streams, photo, DecodeOptions.DEFAULT_MAX_PIXELS));
                }
            }
            fitted = solved(fit);
        }
        byte[] bytes = fitted.toBytes();
        files.write(streams, out.toString(), stream -> stream.write(bytes));
        if (!verbosity.quiet()) {
            streams.say(String.format(
                    Locale.ROOT, "%s: %d channels, fitted to %d pictures", out, fitted.channels(), photos.size()));
        }
        return Main.OK;
    }

    private static LatentRgb solved(LatentRgbFit fit) {
        try {
            return fit.solve();
        } catch (IllegalStateException e) {
            throw new CliException(e.getMessage(), e);
        }
    }
}
