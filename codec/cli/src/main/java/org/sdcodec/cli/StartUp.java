package org.sdcodec.cli;

import org.sdcodec.Codec;
import org.sdcodec.cli.launch.ClassArchive;
import org.sdcodec.cli.launch.StartPlan;
import org.sdcodec.cli.launch.Subcommand;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.kernel.WarmUp;

/** What the JVM that runs a command does at its start, as {@link Subcommand} says; the launcher has done the rest. */
final class StartUp {

    private StartUp() {}

    /** Before the command line is read. */
    static void begin(String... args) {
        ParentWatch.start();
        // Nothing here has a window; without this, reading some pictures connects to a display.
        System.setProperty("java.awt.headless", "true");
        if (StartPlan.of(args).warmsUp()) {
            warmUp();
        }
        ClassArchive.removeIfRefused();
    }

    /** The compiler begins with the kernels while everything else is still being read. */
    private static void warmUp() {
        Thread thread = new Thread(() -> {
            try {
                WarmUp.start(KernelLookup.kernels());
            } catch (IllegalStateException e) {
                // The command finds that out, too, and says so.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * When the command's codec has been opened: its network runs on a few pixels in the background. Returns the codec.
     */
    static <C extends Codec> C rehearse(Subcommand command, C codec) {
        switch (command.rehearsal()) {
            case ENCODER -> codec.prepareToEncode();
            case DECODER -> codec.prepareToDecode();
            case NONE -> {}
        }
        return codec;
    }
}
