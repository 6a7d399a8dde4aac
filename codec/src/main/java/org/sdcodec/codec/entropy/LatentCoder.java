package org.sdcodec.codec.entropy;

import org.sdcodec.codec.SdcFormatException;

/**
 * Lossless coder of a quantised latent, coder 0 of the {@code .sdc} format: channel after channel, rows from top to
 * bottom, by a context-mixing model ({@link LatentModel}) and a binary range coder. Stateless and thread-safe; every
 * latent starts from the same state. Working memory is about 40 bytes per cell of one channel, plus 0.2 MB.
 */
public final class LatentCoder {
    private LatentCoder() {}

    /**
     * @param symbols any size and content; not modified
     * @return the coded bytes, at least one
     */
    public static byte[] encode(LatentSymbols symbols) {
        RangeEncoder encoder = new RangeEncoder();
        // A copy, because a transfer writes back what it was given.
        transfer(encoder, symbols.toArray(), symbols.height(), symbols.width(), symbols.channels());
        return encoder.finish();
    }

    /**
     * The inverse of {@link #encode}.
     *
     * @param data exactly the bytes that {@link #encode} gave; not modified
     * @param height cells, at least 1
     * @param width cells, at least 1
     * @param channels at least 1
     * @throws SdcFormatException if the bytes end too early, go on too long or hold what no encoder writes; damage
     *     that leads to another valid latent is not noticed here, that is what the file's checksum is for
     * @throws IllegalArgumentException if the sizes are not positive or too large together
     */
    public static LatentSymbols decode(byte[] data, int height, int width, int channels) {
        int[] values = new int[LatentSymbols.count(height, width, channels)];
        RangeDecoder decoder = new RangeDecoder(data);
        transfer(decoder, values, height, width, channels);
        decoder.finish();
        return LatentSymbols.wrap(height, width, channels, values);
    }

    private static void transfer(BitCoder coder, int[] values, int height, int width, int channels) {
        LatentModel model = new LatentModel();
        int[] emptyFlags = Counter.table(2);
        ChannelPlane[] planes = new ChannelPlane[Math.min(channels, LatentModel.EARLIER + 1)];
        int lastEmpty = 0;
        for (int c = 0; c < channels; c++) {
            ChannelPlane plane = planeFor(planes, c, height, width);
            lastEmpty = Counter.code(coder, isEmpty(values, c, channels) ? 1 : 0, emptyFlags, lastEmpty);
            if (lastEmpty != 0) {
                continue;
            }
            ChannelPlane[] earlier = new ChannelPlane[Math.min(c, LatentModel.EARLIER)];
            for (int i = 0; i < earlier.length; i++) {
                earlier[i] = planes[(c - 1 - i) % planes.length];
            }
            model.startChannel(c, plane, earlier);
            for (int y = 0; y < height; y++) {
                plane.startRow(y);
                int cell = plane.cell(y);
                int index = y * width * channels + c;
                for (int x = 0; x < width; x++, index += channels) {
                    values[index] = model.code(coder, cell + x, values[index]);
                }
                plane.endRow(y);
            }
        }
    }

    /** The planes are used in turn, so that the current and the {@link LatentModel#EARLIER} before it are at hand. */
    private static ChannelPlane planeFor(ChannelPlane[] planes, int channel, int height, int width) {
        int turn = channel % planes.length;
        if (planes[turn] == null) {
            planes[turn] = new ChannelPlane(height, width);
        } else {
            planes[turn].clear();
        }
        return planes[turn];
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
