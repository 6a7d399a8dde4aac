package org.sdcodec.cli.launch;

/**
 * The one table of commands: what a start prepares for each. The launcher, the command line, the rehearsal of networks
 * and the training of the class archive read it; no other place lists commands.
 */
public enum Subcommand {
    ENCODE("encode", Network.SOON, Rehearsal.ENCODER, true),
    DECODE("decode", Network.SOON, Rehearsal.DECODER, true),
    WATCH("watch", Network.SOON, Rehearsal.ENCODER, false),
    POSTCARD("postcard", Network.SOON, Rehearsal.ENCODER, false),
    INFO("info", Network.NEVER, Rehearsal.NONE, false),
    COMPARE("compare", Network.LATER, Rehearsal.NONE, false),
    DEMO("demo", Network.SOON, Rehearsal.NONE, false),
    DOCTOR("doctor", Network.LATER, Rehearsal.NONE, false),
    BENCH("bench", Network.LATER, Rehearsal.NONE, false),
    MODELS("models", Network.NEVER, Rehearsal.NONE, false),
    PULL("pull", Network.NEVER, Rehearsal.NONE, false),
    TRAIN_PRIOR("train-prior", Network.SOON, Rehearsal.NONE, false),
    SERVE("serve", Network.SOON, Rehearsal.ENCODER, false),
    RUN("run", Network.SOON, Rehearsal.NONE, false),
    HELP("help", Network.NEVER, Rehearsal.NONE, false);

    /** When a command runs a network, for which it needs the Vector API and thus a second JVM. */
    enum Network {
        /** The first JVM runs the command. */
        NEVER,
        /** Not for all arguments, or not as the first thing. */
        LATER,
        /** The compiler begins with the kernels while the command line is read. */
        SOON
    }

    /** The half of an autoencoder that runs on a few pixels before the first picture has been read. */
    public enum Rehearsal {
        NONE,
        ENCODER,
        DECODER
    }

    private final String title;
    private final Network network;
    private final Rehearsal rehearsal;
    private final boolean archived;

    Subcommand(String title, Network network, Rehearsal rehearsal, boolean archived) {
        this.title = title;
        this.network = network;
        this.rehearsal = rehearsal;
        this.archived = archived;
    }

    /** The command of that name, or null. */
    public static Subcommand named(String title) {
        for (Subcommand command : values()) {
            if (command.title.equals(title)) {
                return command;
            }
        }
        return null;
    }

    /** As the user writes it. */
    public String title() {
        return title;
    }

    /** What to rehearse when its codec has been opened. */
    public Rehearsal rehearsal() {
        return rehearsal;
    }

    /** Whether the class archive is trained with it. */
    public boolean isArchived() {
        return archived;
    }

    Network network() {
        return network;
    }
}
