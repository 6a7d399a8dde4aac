package org.sdcodec.cli;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.Half;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import picocli.CommandLine.Command;

/** {@code sdcodec run vae-decode}. */
@Command(
        name = "vae-decode",
        header = "Decoder of an autoencoder.",
        description = "'latent' [1, c, h, w] as the encoder gives it becomes 'image' [1, 3, H, W],"
                + " about -1..1, not clamped.",
        footerHeading = "%nExample:%n",
        footer = "  sdcodec run vae-decode --model vae/ latent.safetensors image.safetensors")
final class VaeDecodeCommand extends VaeCommand {

    VaeDecodeCommand(Streams streams) {
        super(streams, Half.DECODER);
    }

    @Override
    void run(Autoencoder vae, Engine engine, Safetensors input, SafetensorsWriter output) {
        Tensor latent = read(input, "latent", vae.latentChannels());
        int height = Math.multiplyExact(latent.height(), vae.downsampling());
        int width = Math.multiplyExact(latent.width(), vae.downsampling());
        add(output, "image", vae.decode(engine, latent, height, width));
    }
}
