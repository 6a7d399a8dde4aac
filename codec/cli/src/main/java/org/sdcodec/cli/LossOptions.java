package org.sdcodec.cli;

import picocli.CommandLine.Option;

/** The option that refuses to lose anything but precision. */
final class LossOptions {

    @Option(
            names = "--strict",
            description = "Fail a picture of which something is lost other than by compression, instead of a warning:"
                    + " further frames or pages, 16 bits, colors outside of sRGB, metadata that no --metadata gave up.")
    private boolean strict;

    /** Takes what is lost of an input. */
    Losses of(Streams streams, String name, VerbosityOptions verbosity, ProgressLine progress) {
        return new Losses(streams, name, verbosity.quiet(), strict, progress);
    }
}
