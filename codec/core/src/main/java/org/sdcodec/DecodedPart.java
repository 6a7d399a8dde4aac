package org.sdcodec;

import java.util.List;

/**
 * How much of a file that is cut short or damaged was decoded, see {@link DecodeOptions.Builder#partial}.
 *
 * @param symbols how many numbers of the latent were there; the others are taken as 0, the middle of their range
 * @param allSymbols how many there are in the whole file
 * @param channels how many channels of the latent were there in full
 * @param allChannels how many channels the latent has
 * @param rows how many of the latent's rows, from the top, were there in full, in all channels: the picture above is as
 *     it is in the whole, but for what the decoder takes from below
 * @param allRows how many rows the latent has
 * @param missing the parts of the picture of which numbers are missing, row by row, without overlap, in pixels of the
 *     whole picture at its own size; pixels around them, as far as the model's network reaches, are not those of the
 *     whole file either. Empty where nothing is missing
 */
public record DecodedPart(
        long symbols, long allSymbols, int channels, int allChannels, int rows, int allRows, List<Region> missing) {

    /** @throws NullPointerException without a list */
    public DecodedPart {
        missing = List.copyOf(missing);
    }

    /** Whether nothing is missing: the file is then not cut short, but bytes in it were changed or added. */
    public boolean isAll() {
        return symbols == allSymbols;
    }

    /** The part of the latent that was there, in percent, rounded down: 100 only if all of it was. */
    public int wholePercent() {
        return (int) (100 * symbols / allSymbols);
    }

    /** The part of the latent that was there, 0..1. */
    public double fraction() {
        return (double) symbols / allSymbols;
    }
}
