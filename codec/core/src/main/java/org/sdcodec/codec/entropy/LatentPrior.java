package org.sdcodec.codec.entropy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.embedded.EmbeddedModel;
import org.sdcodec.weights.json.SmallFile;

/**
 * What is known of the latents of a model before one is coded: a network that predicts symbols, and the state from
 * which the adaptive part starts. Immutable. {@link #NONE} knows nothing and serves latents of any kind.
 */
public final class LatentPrior {
    /** No network; learning starts from nothing. */
    public static final LatentPrior NONE = new LatentPrior(null, new LatentState(LatentModel.ADAPTIVE_PRIORS), 0, null);

    /** The first byte of a prior of version 2, in the place of a number of stages. */
    static final int VERSION_MARK = 0;

    static final int VERSION = 2;

    /** A hundred times the largest of ours. */
    private static final int MAX_FILE_BYTES = 64 << 20;

    private final PriorNetwork network;
    private final LatentState start;
    private final int check;
    private final Supplier<LatentPrior> earlier;

    /** @param earlier that of the same latents before this one; null if there was none */
    LatentPrior(PriorNetwork network, LatentState start, int check, Supplier<LatentPrior> earlier) {
        this.network = network;
        this.start = start;
        this.check = check;
        this.earlier = earlier;
    }

    /**
     * A prior as {@link LatentPriorTrainer#toBytes} gives it.
     *
     * @throws IllegalArgumentException if the bytes are not those of a prior
     */
    public static LatentPrior of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            boolean adaptive = bytes.length > 0 && bytes[0] != VERSION_MARK;
            if (!adaptive && (in.readByte() != VERSION_MARK || in.readByte() != VERSION)) {
                throw new IOException("it is of another version");
            }
            PriorNetwork network = new PriorNetwork(in);
            LatentState state = adaptive ? new LatentState(LatentModel.ADAPTIVE_PRIORS + 1) : LatentState.ofNetwork();
            state.read(in);
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes follow its end");
            }
            CRC32 crc = new CRC32();
            crc.update(bytes);
            return new LatentPrior(network, state, (int) crc.getValue(), null);
        } catch (EOFException e) {
            throw new IllegalArgumentException("it ends early", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** What comes with sdcodec for the four-channel latents of Stable Diffusion 1 and 2. */
    public static LatentPrior sd1() {
        return Sd1.PRIOR;
    }

    /** What comes with the model inside sdcodec; {@link #NONE} if nothing was trained for it. */
    public static LatentPrior embedded() {
        return Embedded.PRIOR;
    }

    /** Read only when a file of format version 1 needs it. */
    private static LatentPrior formerlyEmbedded() {
        return Formerly.PRIOR;
    }

    /**
     * What a model of one's own starts from unless told otherwise: the file {@code latent.prior} next to it; else
     * {@link #sd1} where that suits; else {@link #NONE}.
     *
     * @param channels of the model's latents
     * @throws WeightsException if there is such a file, but it cannot be read or is for other latents
     */
    public static LatentPrior suiting(DiffusionModel model, int channels) {
        Optional<Path> file = model.latentPrior();
        if (file.isEmpty()) {
            return untrained(channels);
        }
        LatentPrior own = open(file.get());
        if (!own.suits(channels)) {
            throw new WeightsException(file.get() + ": is not for latents of " + channels + " channels");
        }
        // Files that were made before this prior was trained are still to be decoded.
        return own.replacing(() -> untrained(channels));
    }

    /**
     * What a model of one's own starts from that has no file of its own: {@link #sd1} where that suits, else {@link
     * #NONE}.
     *
     * @param channels of the model's latents
     */
    public static LatentPrior untrained(int channels) {
        LatentPrior sd1 = sd1();
        return sd1.suits(channels) ? sd1 : NONE;
    }

    /**
     * Reads a prior's file.
     *
     * @throws WeightsException if it cannot be read or is no prior
     */
    public static LatentPrior open(Path file) {
        try {
            return of(SmallFile.read(file, MAX_FILE_BYTES));
        } catch (IOException e) {
            throw new WeightsException(file + ": cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new WeightsException(file + ": is no prior of the entropy coder: " + e.getMessage(), e);
        }
    }

    /** Whether this prior is for latents of so many channels. */
    public boolean suits(int channels) {
        return network == null || network.channels == channels;
    }

    /**
     * All priors with which files for these latents may have been made: this one, those that it replaces,
     * {@link #NONE}.
     */
    public Stream<LatentPrior> known() {
        Stream<Supplier<LatentPrior>> all = Stream.of(() -> this, earlier == null ? () -> NONE : earlier, () -> NONE);
        return all.map(Supplier::get);
    }

    /** This prior in the place of an earlier one, with which files were made that are still to be decoded. */
    LatentPrior replacing(Supplier<LatentPrior> former) {
        return new LatentPrior(network, start, check, former);
    }

    /** Whether a trained network predicts symbols. */
    public boolean hasNetwork() {
        return network != null;
    }

    /** 32 bits that tell priors apart; 0 for {@link #NONE}. */
    public int check() {
        return check;
    }

    PriorNetwork network() {
        return network;
    }

    /** A copy of the state from which a latent starts. */
    LatentState state() {
        return new LatentState(start);
    }

    /** Read when it is first needed. */
    private static final class Embedded {
        private static final LatentPrior PRIOR = EmbeddedModel.latentPrior()
                .map(bytes -> of(bytes).replacing(LatentPrior::formerlyEmbedded))
                .orElse(NONE);
    }

    /** Read when it is first needed. */
    private static final class Formerly {
        private static final LatentPrior PRIOR =
                EmbeddedModel.formerLatentPrior().map(LatentPrior::of).orElse(NONE);
    }

    /** Read when it is first needed. */
    private static final class Sd1 {
        private static final LatentPrior PRIOR = read();

        private static LatentPrior read() {
            try (InputStream stream = LatentPrior.class.getResourceAsStream("sd1.prior")) {
                if (stream == null) {
                    throw new IllegalStateException("sd1.prior is missing from sdcodec's jar; build it again");
                }
                return of(stream.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
