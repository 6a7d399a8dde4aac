package org.sdcodec.codec.entropy;

import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;
import org.sdcodec.engine.Workers;

/**
 * Lossless coder of a quantized latent, coders 0 and 1 of the {@code .sdc} format: by a trained network and a
 * context-mixing model ({@link SymbolModel}) and a binary range coder. Stateless and thread-safe; every latent starts
 * from the state of its {@link LatentPrior}.
 */
public final class LatentCoder {
    /**
     * A symbol, and in its {@link ChannelPlane} again with its error and, if it is not the same, the value that it
     * stands for.
     */
    private static final long SYMBOL_BYTES = 3L * Integer.BYTES;

    /** The {@link LatentState}. */
    private static final long STATE_BYTES = 700_000;

    /** {@link LeastSquares}. */
    private static final long CHANNEL_BYTES = 14_000;

    private static final Runnable NO_ROWS = () -> {};

    private LatentCoder() {}

    /**
     * Memory that coding a latent takes in either direction, with its symbols.
     *
     * @param count of the symbols
     * @param channels of the latent
     */
    public static long bytes(long count, int channels, Quantization quantization) {
        long symbol = SYMBOL_BYTES + (quantization == Quantization.DEPENDENT ? Integer.BYTES : 0);
        return symbol * count + STATE_BYTES + CHANNEL_BYTES * channels;
    }

    /**
     * What both sides know before the first bit.
     *
     * @param height cells, at least 1
     * @param width cells, at least 1
     * @param channels at least 1
     * @param stepCode of the step
     * @param quantization whether symbols are multiples of the step or, as {@link DependentQuantizer} gives them, of
     *     half of it
     * @param prior what is known of such latents
     * @param threads of whose kernels the prior's network is run, all with the same results; {@linkplain Workers#check
     *     checked} before each row of cells
     */
    public record Frame(
            int height,
            int width,
            int channels,
            int stepCode,
            Quantization quantization,
            LatentPrior prior,
            CoderThreads threads) {

        /** With the fastest kernels of this machine. */
        public Frame(int height, int width, int channels, int stepCode, Quantization quantization, LatentPrior prior) {
            this(height, width, channels, stepCode, quantization, prior, CoderThreads.SINGLE);
        }

        static Frame of(LatentSymbols symbols, int stepCode, Quantization quantization, LatentPrior prior) {
            return of(symbols, stepCode, quantization, prior, CoderThreads.SINGLE);
        }

        /** Of the symbols' shape. */
        public static Frame of(
                LatentSymbols symbols,
                int stepCode,
                Quantization quantization,
                LatentPrior prior,
                CoderThreads threads) {
            return new Frame(
                    symbols.height(), symbols.width(), symbols.channels(), stepCode, quantization, prior, threads);
        }

        int[] values() {
            return new int[LatentSymbols.count(height, width, channels)];
        }

        /** None of its symbols coded yet. */
        int[] done() {
            return new int[channels];
        }
    }

    /** Receives the distribution by which each symbol was coded. */
    interface DistributionListener {
        DistributionListener NONE = (index, distribution) -> {};

        /**
         * @param index of the symbol in the latent
         * @param distribution the main one, valid during the call; null in an empty channel
         */
        void onSymbol(int index, LogisticMixture distribution);

        /** A row of a pass has been coded. */
        default void onRow() {}

        /** The same listener, which also calls {@code row} after each row of a pass. */
        default DistributionListener with(Runnable row) {
            DistributionListener distributions = this;
            return new DistributionListener() {
                @Override
                public void onSymbol(int index, LogisticMixture distribution) {
                    distributions.onSymbol(index, distribution);
                }

                @Override
                public void onRow() {
                    row.run();
                }
            };
        }
    }

    /**
     * How often coding a latent calls the {@code row} that {@link #encode(LatentSymbols, Frame, Runnable)} is given.
     */
    public static long rows(int height, int channels, LatentPrior prior) {
        PriorNetwork network = prior.network();
        return (long) height * (network == null ? channels : network.stages.length);
    }

    /** {@link #encode(LatentSymbols, int, Quantization, LatentPrior)} of multiples of the step. */
    public static byte[] encode(LatentSymbols symbols, int stepCode, LatentPrior prior) {
        return encode(symbols, stepCode, Quantization.UNIFORM, prior);
    }

    /**
     * @param symbols any size and content, if the quantization is uniform; else what {@link DependentQuantizer} gives;
     *     not modified
     * @param stepCode of the step
     * @param quantization whether the symbols are multiples of the step or, as {@link DependentQuantizer} gives them,
     *     of half of it
     * @param prior what is known of such latents
     * @return the coded bytes, at least one
     * @throws IllegalArgumentException if the prior is for another number of channels, or the symbols are not of that
     *     quantization
     */
    public static byte[] encode(LatentSymbols symbols, int stepCode, Quantization quantization, LatentPrior prior) {
        return encode(symbols, Frame.of(symbols, stepCode, quantization, prior), NO_ROWS);
    }

    /**
     * As {@link #encode(LatentSymbols, int, Quantization, LatentPrior)}, with a frame of the symbols' shape.
     *
     * @param row called after each row of a pass
     */
    public static byte[] encode(LatentSymbols symbols, Frame frame, Runnable row) {
        RangeEncoder encoder = new RangeEncoder();
        // Without a copy: a transfer writes back what it was given.
        transfer(
                encoder,
                symbols.values(),
                frame,
                frame.prior.state(),
                frame.done(),
                DistributionListener.NONE.with(row));
        return encoder.finish();
    }

    /**
     * The inverse of {@link #encode(LatentSymbols, int, Quantization, LatentPrior)}.
     *
     * @param data exactly the bytes that the encoder gave; not modified
     * @param frame that of the encoder
     * @throws SdcFormatException if the bytes end too early, go on too long or hold what no encoder writes; damage that
     *     leads to another valid latent is not noticed here, that is what the file's checksum is for
     * @throws IllegalArgumentException if the sizes are not positive or too large together, or the prior is for another
     *     number of channels
     */
    public static LatentSymbols decode(byte[] data, Frame frame) {
        return decode(data, frame, NO_ROWS);
    }

    /**
     * As {@link #decode(byte[], Frame)}.
     *
     * @param row called after each row of a pass
     */
    public static LatentSymbols decode(byte[] data, Frame frame, Runnable row) {
        int[] values = frame.values();
        RangeDecoder decoder = new RangeDecoder(data);
        transfer(decoder, values, frame, frame.prior.state(), frame.done(), DistributionListener.NONE.with(row));
        decoder.finish();
        return LatentSymbols.wrap(frame.height, frame.width, frame.channels, values);
    }

    /**
     * As {@link #decode(byte[], Frame)}, of bytes that are truncated or damaged, as far as they go.
     *
     * @param row called after each row of a pass
     * @return the symbols that were there, 0 for the others
     */
    public static LatentPart decodePart(byte[] data, Frame frame, Runnable row) {
        int[] values = frame.values();
        int[] done = frame.done();
        BitCoder decoder = new PartialRangeDecoder(data);
        try {
            transfer(decoder, values, frame, frame.prior.state(), done, DistributionListener.NONE.with(row));
        } catch (PartialRangeDecoder.EndException | SdcFormatException e) {
            // What came before stands.
        }
        return LatentPart.of(LatentSymbols.wrap(frame.height, frame.width, frame.channels, values), done);
    }

    /**
     * @param values the symbols; a decoder fills them in
     * @param state where learning starts from; learns
     * @param done for each channel, the number of its symbols that are coded; counted up
     */
    static void transfer(
            BitCoder coder, int[] values, Frame frame, LatentState state, int[] done, DistributionListener listener) {
        int height = frame.height;
        int width = frame.width;
        int channels = frame.channels;
        if (!frame.prior.suits(channels)) {
            throw new IllegalArgumentException("This prior is not for latents of " + channels + " channels.");
        }
        ChannelPlane[] planes = new ChannelPlane[channels];
        for (int c = 0; c < channels; c++) {
            planes[c] = new ChannelPlane(height, width, frame.quantization == Quantization.DEPENDENT);
        }
        SymbolModel model = state.hasNetworkModel()
                ? new NetworkModel(
                        state, frame.quantization, planes, new ChannelPlane(height, width, /* dependent= */ false))
                : new LatentModel(state, frame.stepCode, frame.quantization, planes);
        PriorNetwork network = frame.prior.network();
        SymbolMap symbols = network == null ? null : new SymbolMap(values, channels);
        boolean[] empty = new boolean[channels];
        int lastEmpty = 0;
        int first = 0;
        for (int i = 0; first < channels; i++) {
            int end = network == null ? first + 1 : first + network.stages[i].channels;
            for (int c = first; c < end; c++) {
                // Without a trained state, channels had better learn from each other.
                int counter = network == null ? 0 : Math.min(c, LatentState.CHANNELS - 1);
                int context = lastEmpty * LatentState.CHANNELS + counter;
                lastEmpty = Counter.code(coder, isEmpty(values, c, channels) ? 1 : 0, state.empty, context);
                empty[c] = lastEmpty != 0;
                done[c] = empty[c] ? height * width : 0;
            }
            PriorStage stage = network == null ? null : new PriorStage(network, i, symbols, frame);
            for (int y = 0; y < height; y++) {
                frame.threads.workers().check();
                for (int c = first; c < end; c++) {
                    planes[c].startRow(y);
                }
                for (int x = 0; x < width; x++) {
                    if (stage != null) {
                        stage.startSite(y, x);
                    }
                    for (int c = first; c < end; c++) {
                        int index = (y * width + x) * channels + c;
                        if (empty[c]) {
                            model.skip();
                            listener.onSymbol(index, null);
                            continue;
                        }
                        values[index] = model.code(coder, c, planes[c].cell(y) + x, values[index], stage);
                        listener.onSymbol(index, model.distribution());
                        done[c]++;
                    }
                }
                for (int c = first; c < end; c++) {
                    planes[c].endRow(y);
                }
                listener.onRow();
            }
            first = end;
        }
    }

    private static boolean isEmpty(int[] values, int channel, int channels) {
        for (int i = channel; i < values.length; i += channels) {
            if (values[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
