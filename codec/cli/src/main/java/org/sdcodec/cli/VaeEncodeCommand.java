package org.sdcodec.cli;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.Half;
import org.sdcodec.vae.Posterior;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import picocli.CommandLine.Command;

/** {@code sdcodec run vae-encode}. */
@Command(
        name = "vae-encode",
        header = "Encoder of an autoencoder.",
        description = "'image' [1, 3, h, w] in -1..1 becomes 'latent_mean' and 'latent_logvar'"
                + " [1, c, h/d, w/d] for an AutoencoderKL, or 'latent' for an AutoencoderTiny; not scaled.",
        footerHeading = "%nExample:%n",
        footer = "  sdcodec run vae-encode --model vae/ image.safetensors latent.safetensors")
final class VaeEncodeCommand extends VaeCommand {

    private static final int COLORS = 3;

    VaeEncodeCommand(Streams streams) {
        super(streams, Half.ENCODER);
    }

    @Override
    void run(Autoencoder vae, Engine engine, Safetensors input, SafetensorsWriter output) {
        Tensor image = read(input, "image", COLORS);
        if (vae.isVariational()) {
            Posterior posterior = vae.posterior(engine, image);
            add(output, "latent_mean", posterior.mean());
            add(output, "latent_logvar", posterior.logvar());
        } else {
            add(output, "latent", vae.encode(engine, image));
        }
    }
}
