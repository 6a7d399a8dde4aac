package org.sdcodec.cli.image.jpeg;

import org.sdcodec.cli.image.common.UnreadableException;

/** A Huffman table: code to symbol. Source: ITU-T T.81, annex C and F.2.2.3. */
final class HuffmanTable {
    static final int MAX_LENGTH = 16;
    private static final int FAST_BITS = 9;

    private final byte[] symbols;
    /** The largest code of each length, left-aligned in 16 bits and one more; index 0 is unused. */
    private final int[] limit = new int[MAX_LENGTH + 2];

    private final int[] offset = new int[MAX_LENGTH + 1];
    /** For each start of 9 bits: length of the code in the high byte and symbol in the low one; 0 for longer codes. */
    private final short[] fast = new short[1 << FAST_BITS];

    /**
     * @param counts how many codes there are of each length 1 to 16
     * @param symbols in the order of their codes; kept, not modified
     */
    HuffmanTable(int[] counts, byte[] symbols) {
        this.symbols = symbols;
        int code = 0;
        int index = 0;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            offset[length] = index - code;
            for (int i = 0; i < counts[length - 1]; i++) {
                if (code >= 1 << length) {
                    throw UnreadableException.damaged("a Huffman table with too many codes");
                }
                if (length <= FAST_BITS) {
                    int first = code << FAST_BITS - length;
                    short entry = (short) (length << 8 | symbols[index] & 0xff);
                    for (int k = 0; k < 1 << FAST_BITS - length; k++) {
                        fast[first + k] = entry;
                    }
                }
                code++;
                index++;
            }
            limit[length] = code << MAX_LENGTH - length;
            code <<= 1;
        }
        limit[MAX_LENGTH + 1] = Integer.MAX_VALUE;
    }

    /**
     * Looks a code up.
     *
     * @param next16 the next 16 bits
     * @return length of the code times 256, plus its symbol
     * @throws UnreadableException if there is no such code
     */
    int lookUp(int next16) {
        int entry = fast[next16 >> MAX_LENGTH - FAST_BITS];
        if (entry != 0) {
            return entry;
        }
        int length = FAST_BITS + 1;
        while (next16 >= limit[length]) {
            length++;
        }
        if (length > MAX_LENGTH) {
            throw UnreadableException.damaged("a code that its Huffman table does not have");
        }
        return length << 8 | symbols[offset[length] + (next16 >> MAX_LENGTH - length)] & 0xff;
    }
}
