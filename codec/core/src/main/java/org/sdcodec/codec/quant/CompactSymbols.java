package org.sdcodec.codec.quant;

/** Symbols in one byte each, or in two where one of them is beyond ±127. Immutable. */
public final class CompactSymbols {
    /** Larger values in the scale of the diffusion model, about -4 to 4, are not to be expected. */
    private static final float RANGE = 16;

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

    /**
     * An estimate of the bytes that a symbol takes.
     *
     * @param unit of which the symbols are multiples, in the scale of the diffusion model
     */
    public static int expectedBytes(float unit) {
        return Byte.MAX_VALUE * unit < RANGE ? Short.BYTES : Byte.BYTES;
    }

    /** The symbol at an index of the latent. */
    public int get(int index) {
        return small == null ? large[index] : small[index];
    }
}
