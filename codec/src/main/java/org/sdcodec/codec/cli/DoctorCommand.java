package org.sdcodec.codec.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sdcodec doctor}: what sdcodec runs on here. */
@Command(name = "doctor", description = "Shows what sdcodec runs on here.")
final class DoctorCommand implements Callable<Integer> {

    private static final long MIB = 1 << 20;

    private final Streams streams;

    DoctorCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        row("sdcodec", SdcodecCommand.Version.number());
        row(
                "Java",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + " in "
                        + System.getProperty("java.home"));
        row(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        row("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        row(
                "heap",
                String.format(Locale.ROOT, "up to %,d MiB", Runtime.getRuntime().maxMemory() / MIB));
        return Main.OK;
    }

    private void row(String name, String value) {
        streams.out().printf(Locale.ROOT, "%-12s %s%n", name, value);
    }
}
