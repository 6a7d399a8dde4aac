package org.sdcodec.codec.mode;

import java.util.List;
import org.sdcodec.DecodedPart;
import org.sdcodec.Region;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.engine.network.Area;

/**
 * How much of a truncated or damaged latent was decoded; the fields of {@link DecodedPart}, in cells.
 *
 * @param symbols how many of its numbers were there
 * @param allSymbols how many it has
 * @param channels how many of its channels were there in full
 * @param allChannels how many it has
 * @param rows how many of its rows, from the top, were there in full
 * @param allRows how many it has
 * @param missing areas of which numbers are not there, that do not overlap
 */
public record PartialLatent(
        long symbols, long allSymbols, int channels, int allChannels, int rows, int allRows, List<Area> missing) {

    /** @throws NullPointerException without a list */
    public PartialLatent {
        missing = List.copyOf(missing);
    }

    /**
     * The same in pixels of the picture, which may be larger than what is coded.
     *
     * @param cell coded pixels of a cell along each side
     * @param header of the file
     */
    public DecodedPart inPixels(int cell, SdcHeader header) {
        List<Region> regions = missing.stream()
                .map(area -> {
                    int x = inPixels(area.left() * cell, header.codedWidth(), header.width());
                    int y = inPixels(area.top() * cell, header.codedHeight(), header.height());
                    int right = inPixels(area.right() * cell, header.codedWidth(), header.width());
                    int bottom = inPixels(area.bottom() * cell, header.codedHeight(), header.height());
                    return new Region(x, y, right - x, bottom - y);
                })
                .toList();
        return new DecodedPart(symbols, allSymbols, channels, allChannels, rows, allRows, regions);
    }

    /** An edge between coded pixels; rounded down at every size, so that areas meet as they did. */
    private static int inPixels(int edge, int coded, int side) {
        return (int) ((long) Math.min(edge, coded) * side / coded);
    }
}
