package org.sdcodec.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sdcodec} without a command: shows what there is. */
@Command(
        name = "sdcodec",
        versionProvider = SdcodecCommand.Version.class,
        headerHeading = "",
        header = {
            "  sdcodec encode photo.jpg              writes photo.sdc",
            "  sdcodec decode photo.sdc              writes photo.png",
            "  sdcodec compare photo.jpg photo.sdc   how close the two are",
            ""
        },
        description = "Compresses photographs to a few kilobytes with Stable Diffusion's networks, on the JVM alone.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            Main.OK + ":done",
            Main.FAILURE + ":bad input, or something failed, or standard output took not all results",
            Main.USAGE + ":wrong usage",
            Main.NOT_ACHIEVABLE + ":a size or measured quality (PSNR, SSIMULACRA 2) that is not achievable",
            Main.INCOMPLETE + ":a picture was written of which packets are missing"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec encode -r photos --output-tree packed   folders with all that is in them",
            "  sdcodec watch inbox -o packed/                  pictures as they arrive",
            "  sdcodec help encode                             all about one command"
        })
final class SdcodecCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    private final Streams streams;

    SdcodecCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(streams.err());
        return Main.USAGE;
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"sdcodec " + number()};
        }

        static String number() {
            String version = Main.class.getPackage().getImplementationVersion();
            return version == null ? "(unpacked classes)" : version;
        }
    }
}
