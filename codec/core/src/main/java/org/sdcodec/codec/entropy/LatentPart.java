package org.sdcodec.codec.entropy;

import org.sdcodec.codec.quant.LatentSymbols;

/**
 * What the beginning of a coded latent says.
 *
 * @param symbols the latent, 0 where it is not known
 * @param known the number of symbols that are known
 * @param wholeChannels the number of channels of which all symbols are known
 * @param wholeRows the number of rows, from the top, of which all symbols are known
 */
public record LatentPart(LatentSymbols symbols, long known, int wholeChannels, int wholeRows) {

    /** Of which all symbols are known. */
    public static LatentPart whole(LatentSymbols symbols) {
        return new LatentPart(symbols, symbols.size(), symbols.channels(), symbols.height());
    }

    /** @param done for each channel, how many of its symbols are known */
    static LatentPart of(LatentSymbols symbols, int[] done) {
        long known = 0;
        int whole = 0;
        int rows = symbols.height();
        for (int count : done) {
            known += count;
            rows = Math.min(rows, count / symbols.width());
            whole += count == symbols.height() * symbols.width() ? 1 : 0;
        }
        return new LatentPart(symbols, known, whole, rows);
    }
}
