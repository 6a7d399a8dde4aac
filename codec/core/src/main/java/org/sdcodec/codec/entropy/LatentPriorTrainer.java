package org.sdcodec.codec.entropy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;

/**
 * Makes a {@link LatentPrior}: lets the adaptive part of the coder go over latents of a model, one after the other,
 * without starting again. Not thread-safe.
 */
public final class LatentPriorTrainer {
    private final byte[] networkBytes;
    private final PriorNetwork network;
    private final LatentState state;

    /** @param network as the network's trainer exports it */
    public LatentPriorTrainer(byte[] network) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(network))) {
            this.network = new PriorNetwork(in);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        networkBytes = network.clone();
        state = LatentState.ofNetwork();
        state.mixer.train();
    }

    /** @return how many bytes these symbols take, coded from the state so far */
    public int learn(LatentSymbols symbols, int stepCode) {
        RangeEncoder encoder = new RangeEncoder();
        LatentPrior prior = new LatentPrior(network, state, 0, null);
        LatentCoder.Frame frame = LatentCoder.Frame.of(symbols, stepCode, Quantization.UNIFORM, prior);
        LatentCoder.transfer(
                encoder, symbols.toArray(), frame, state, frame.done(), LatentCoder.DistributionListener.NONE);
        return encoder.finish().length;
    }

    /** The prior so far. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(LatentPrior.VERSION_MARK);
            out.writeByte(LatentPrior.VERSION);
            out.write(networkBytes);
            state.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
