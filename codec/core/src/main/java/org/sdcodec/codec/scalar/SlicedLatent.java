package org.sdcodec.codec.scalar;

import java.util.Arrays;
import org.sdcodec.codec.entropy.SliceGrid;
import org.sdcodec.codec.quant.CompactSymbols;
import org.sdcodec.engine.network.Area;
import org.sdcodec.vae.LatentSource;

/**
 * A latent as the symbols of its slices, whose values are made when they are read: at most two bytes for a number
 * instead of four. Immutable.
 */
final class SlicedLatent implements LatentSource {
    private final SliceGrid grid;
    private final int channels;
    private final ScalarParameters parameters;
    private final CompactSymbols[] slices;

    /** @param slices of the grid; null for one whose values are 0; taken over */
    SlicedLatent(SliceGrid grid, int channels, ScalarParameters parameters, CompactSymbols[] slices) {
        this.grid = grid;
        this.channels = channels;
        this.parameters = parameters;
        this.slices = slices;
    }

    @Override
    public int height() {
        return grid.height();
    }

    @Override
    public int width() {
        return grid.width();
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public void read(int y, int left, int cells, float[] to, int offset) {
        for (int i : grid.slices(new Area(y, left, 1, cells))) {
            Area area = grid.area(i);
            int begin = Math.max(left, area.left());
            int count = (Math.min(left + cells, area.right()) - begin) * channels;
            int at = offset + (begin - left) * channels;
            if (slices[i] == null) {
                Arrays.fill(to, at, at + count, 0f);
            } else {
                int from = ((y - area.top()) * area.width() + begin - area.left()) * channels;
                for (int k = 0; k < count; k++) {
                    to[at + k] = parameters.reconstruction().value(slices[i].get(from + k), parameters.unit());
                }
            }
        }
    }
}
