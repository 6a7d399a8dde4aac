package org.sdcodec.cli;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.unet.UNet2DConditionModel;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import picocli.CommandLine.Command;

/** {@code sdcodec run unet}. */
@Command(
        name = "unet",
        header = "One prediction of a diffusion model's UNet.",
        description =
                "'latent' [1, c, h, w] in the scale of the noise schedule, 'timestep' [1] and, unless the network takes no"
                        + " text, 'context' [1, tokens, d] become 'sample' [1, c, h, w].",
        footerHeading = "%nExample:%n",
        footer = "  sdcodec run unet --model stable-diffusion/ latent.safetensors sample.safetensors")
final class UnetCommand extends NetworkCommand<UNet2DConditionModel> {

    UnetCommand(Streams streams) {
        super(streams);
    }

    @Override
    ModelFiles open(NetworkOptions options) {
        return options.unet();
    }

    @Override
    UNet2DConditionModel load(ModelFiles files) {
        // Every layer runs once, so that to keep its weights would gain nothing.
        return UNet2DConditionModel.load(files, WeightResidency.DROP);
    }

    @Override
    void run(UNet2DConditionModel unet, Engine engine, Safetensors input, SafetensorsWriter output) {
        Tensor latent = read(input, "latent", unet.inChannels());
        double timestep = readNumbers(input, "timestep", "[1]", 1)[0];
        int channels = unet.contextChannels();
        Tensor context = channels == 0 ? null : readTokens(input, "context", channels);
        try {
            add(output, "sample", unet.forward(engine, latent, timestep, context));
        } catch (IllegalArgumentException e) {
            throw new CliException(input.origin() + ": " + e.getMessage(), e);
        }
    }
}
