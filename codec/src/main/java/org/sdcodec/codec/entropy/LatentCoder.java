package org.sdcodec.codec.entropy;

import org.sdcodec.codec.SdcFormatException;

/**
 * Lossless coder of a quantised latent, coder 0 of the {@code .sdc} format: by a trained network and a context-mixing model ({@link
 * LatentModel}) and a binary range coder. Stateless and thread-safe; every latent starts from the state of its {@link LatentPrior}. Working
 * memory is 12 bytes per symbol, plus 0.7 MB, plus 14 kB per channel.
 */
public final class LatentCoder {
    private LatentCoder() {}

    /**
     * @param symbols any size and content; not modified
     * @param stepCode of the step that they are multiples of
     * @param prior what is known of such latents
     * @return the coded bytes, at least one
     * @throws IllegalArgumentException if the prior is for another number of channels
     */
    public static byte[] encode(LatentSymbols symbols, int stepCode, LatentPrior prior) {
        RangeEncoder encoder = new RangeEncoder();
        // A copy, because a transfer writes back what it was given.
        transfer(encoder, symbols.toArray(), symbols.height(), symbols.width(), symbols.channels(), stepCode, prior);
        return encoder.finish();
    }

    /**
     * The inverse of {@link #encode}.
     *
     * @param data exactly the bytes that {@link #encode} gave; not modified
     * @param height cells, at least 1
     * @param width cells, at least 1
     * @param channels at least 1
     * @param stepCode that of the encoder
     * @param prior that of the encoder
     * @throws SdcFormatException if the bytes end too early, go on too long or hold what no encoder writes; damage
     *     that leads to another valid latent is not noticed here, that is what the file's checksum is for
     * @throws IllegalArgumentException if the sizes are not positive or too large together, or the prior is for another number of
     *     channels
     */
    public static LatentSymbols decode(
            byte[] data, int height, int width, int channels, int stepCode, LatentPrior prior) {
        int[] values = new int[LatentSymbols.count(height, width, channels)];
        RangeDecoder decoder = new RangeDecoder(data);
        transfer(decoder, values, height, width, channels, stepCode, prior);
        decoder.finish();
        return LatentSymbols.wrap(height, width, channels, values);
    }

    /**
     * Decodes as much as there is of bytes that are cut short or damaged: every symbol before the end or the first thing that no
     * encoder writes. What damage makes of the symbols before that is not noticed.
     *
     * @param data the first bytes of those that {@link #encode} gave; not modified
     * @param height cells, at least 1
     * @param width cells, at least 1
     * @param channels at least 1
     * @param stepCode that of the encoder
     * @param prior that of the encoder
     * @throws IllegalArgumentException if the sizes are not positive or too large together, or the prior is for another number of
     *     channels
     */
    public static LatentPart decodePart(
            byte[] data, int height, int width, int channels, int stepCode, LatentPrior prior) {
        int[] values = new int[LatentSymbols.count(height, width, channels)];
        int[] done = new int[channels];
        BitCoder decoder = new PartialRangeDecoder(data);
        try {
            transfer(decoder, values, height, width, channels, stepCode, prior, prior.state(), done);
        } catch (PartialRangeDecoder.EndException | SdcFormatException e) {
            // What came before stands.
        }
        return LatentPart.of(LatentSymbols.wrap(height, width, channels, values), done);
    }

    private static void transfer(
            BitCoder coder, int[] values, int height, int width, int channels, int stepCode, LatentPrior prior) {
        transfer(coder, values, height, width, channels, stepCode, prior, prior.state(), new int[channels]);
    }

    /**
     * @param state where learning starts from; learns
     * @param done for each channel, the number of its symbols that are coded; counted up
     */
    static void transfer(
            BitCoder coder,
            int[] values,
            int height,
            int width,
            int channels,
            int stepCode,
            LatentPrior prior,
            LatentState state,
            int[] done) {
        if (!prior.suits(channels)) {
            throw new IllegalArgumentException("This prior is not for latents of " + channels + " channels.");
        }
        ChannelPlane[] planes = new ChannelPlane[channels];
        for (int c = 0; c < channels; c++) {
            planes[c] = new ChannelPlane(height, width);
        }
        LatentModel model = new LatentModel(state, stepCode, planes);
        PriorNetwork network = prior.network();
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
            PriorStage stage = network == null ? null : new PriorStage(network, i, stepCode, values, height, width);
            for (int y = 0; y < height; y++) {
                for (int c = first; c < end; c++) {
                    planes[c].startRow(y);
                }
                for (int x = 0; x < width; x++) {
                    if (stage != null) {
                        stage.startSite(y, x);
                    }
                    for (int c = first; c < end; c++) {
                        int index = (y * width + x) * channels + c;
                        if (!empty[c]) {
                            values[index] = model.code(coder, c, planes[c].cell(y) + x, values[index], stage);
                            done[c]++;
                        }
                    }
                }
                for (int c = first; c < end; c++) {
                    planes[c].endRow(y);
                }
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
