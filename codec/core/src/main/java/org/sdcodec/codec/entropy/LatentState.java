package org.sdcodec.codec.entropy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * All that a {@link SymbolModel} learns while it codes: where a latent starts from, and what training leaves behind.
 */
final class LatentState {
    /** Kinds of decision: zero, sign, magnitude above 1, 2, 3, 4, above 5 and more. */
    static final int KINDS = 7;
    /** Channels from this one on share their contexts; also the number of classes of an energy. */
    static final int CLASSES = 16;

    static final int FINE_KINDS = 16;
    static final int CHANNELS = 64;
    /** How many values each context has, for one kind of decision. */
    static final int NEIGHBORS = 512;

    /** Of a {@link NetworkModel}, in the place of neighbors. */
    static final int ENERGIES = 256;

    static final int BEFORE = 2048;
    static final int PRIORS = 64;
    static final int PATTERNS = 1024;
    static final int PLACES = 1024;
    static final int QUIETS = 16;
    /** Bits below the leading one of the Exp-Golomb rest + 1; 32767 - 20 + 1 needs 14. */
    static final int MAX_ESCAPE_BITS = 14;

    final BitMixer mixer;
    final int[] empty;
    final int[] quiet;
    final int[] escapeLengths;

    private final boolean network;

    private LatentState(BitMixer mixer, boolean network) {
        this.mixer = mixer;
        this.network = network;
        empty = Counter.table(2 * CHANNELS);
        quiet = Counter.table(CHANNELS * QUIETS);
        escapeLengths = Counter.table(MAX_ESCAPE_BITS + 1);
    }

    /** One of a {@link NetworkModel} that has seen nothing. */
    static LatentState ofNetwork() {
        return new LatentState(
                new BitMixer(
                        2,
                        2,
                        KINDS * (CLASSES + CHANNELS),
                        FINE_KINDS * CHANNELS,
                        KINDS * ENERGIES,
                        KINDS * PRIORS,
                        KINDS * PATTERNS,
                        KINDS * PLACES),
                true);
    }

    /** One of a {@link LatentModel} of so many priors that has seen nothing. */
    LatentState(int priors) {
        this(
                new BitMixer(
                        priors,
                        3,
                        KINDS * (CLASSES + CHANNELS + CLASSES),
                        FINE_KINDS * CHANNELS,
                        KINDS * NEIGHBORS,
                        KINDS * CLASSES * 25,
                        KINDS * BEFORE,
                        KINDS * PRIORS,
                        KINDS * PATTERNS,
                        KINDS * PLACES),
                false);
    }

    /** Whether it is that of a {@link NetworkModel}. */
    boolean hasNetworkModel() {
        return network;
    }

    /** A copy. */
    LatentState(LatentState other) {
        mixer = new BitMixer(other.mixer);
        network = other.network;
        empty = other.empty.clone();
        quiet = other.quiet.clone();
        escapeLengths = other.escapeLengths.clone();
    }

    /** Writes the state in the form that {@link #read} reads. */
    void write(DataOutputStream out) throws IOException {
        mixer.write(out);
        Counter.write(empty, out);
        Counter.write(quiet, out);
        Counter.write(escapeLengths, out);
    }

    /** Takes the place of the state. */
    void read(DataInputStream in) throws IOException {
        mixer.read(in);
        Counter.read(empty, in);
        Counter.read(quiet, in);
        Counter.read(escapeLengths, in);
    }
}
