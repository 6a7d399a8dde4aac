package org.sdcodec.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sdcodec run}: one network on tensors in files. */
@Command(
        name = "run",
        header = "Runs one network on tensors in safetensors files.",
        description = "For research and for comparing with PyTorch. Tensors are in PyTorch's order,"
                + " [1, channels, height, width].",
        synopsisSubcommandLabel = "NETWORK",
        commandListHeading = "%nNetworks:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec run vae-encode --model vae/ image.safetensors latent.safetensors",
            "  sdcodec run vae-decode --model vae/ latent.safetensors image.safetensors",
            "  sdcodec run unet --model stable-diffusion/ latent.safetensors sample.safetensors",
            "  sdcodec run latent-encode --step 0.5 latent.safetensors latent.sdc"
        })
final class RunCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which network is to be run?");
    }
}
