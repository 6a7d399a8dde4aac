package org.sdcodec.codec.quant;

/** Symbols in one byte each, or in two where one of them is beyond ±127. Immutable. */
public final class CompactSymbols {
    /** The most bytes of a symbol. */
    public static final int MAX_BYTES = Short.BYTES;

    private final byte[] small;
    private final short[] large;

    private CompactSymbols(byte[] small, short[] large) {
        this.small = small;
        this.large = large;
    }

    /** Those of a latent, in its order. */
    public static CompactSymbols of(LatentSymbols symbols) {
        int[] values = symbols.values();
        byte[] small = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            small[i] = (byte) values[i];
            if (small[i] != values[i]) {
                return new CompactSymbols(null, shorts(values));
            }
        }
        return new CompactSymbols(small, null);
    }

    private static short[] shorts(int[] values) {
        short[] large = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            large[i] = (short) values[i];
        }
        return large;
    }

    /** The symbol at an index of the latent. */
    public int get(int index) {
        return small == null ? large[index] : small[index];
    }
}
