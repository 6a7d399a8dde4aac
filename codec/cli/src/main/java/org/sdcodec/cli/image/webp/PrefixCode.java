package org.sdcodec.cli.image.webp;

import org.sdcodec.cli.image.common.UnreadableException;

/** A canonical prefix code of at most 15 bits. Source: WebP lossless bitstream specification, section 6. */
final class PrefixCode {
    private static final int MAX_LENGTH = 15;
    private static final int FAST_BITS = 8;
    private static final int LENGTH_BITS = 4;
    private static final int CODE_LENGTH_CODES = 19;
    private static final int REPEAT_PREVIOUS = 16;
    private static final int REPEAT_ZEROS = 17;
    private static final int REPEAT_MANY_ZEROS = 18;
    private static final int FIRST_LENGTH = 8;

    /** In which order the lengths of the code for lengths are stored. */
    private static final int[] LENGTH_ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    /** The one symbol of a code without bits, or -1. */
    private final int only;

    private final short[] symbols;
    /** How many codes there are of each length. */
    private final short[] counts;

    private final int fastBits;
    /** For each start of {@link #fastBits}, symbol times 16 plus length of the code; 0 for longer codes. */
    private final char[] fast;

    private PrefixCode(int only) {
        this.only = only;
        this.symbols = null;
        this.counts = null;
        this.fastBits = 0;
        this.fast = null;
    }

    private PrefixCode(int[] lengths) {
        counts = new short[MAX_LENGTH + 1];
        int used = 0;
        int last = 0;
        int longest = 0;
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            if (lengths[symbol] > 0) {
                counts[lengths[symbol]]++;
                used++;
                last = symbol;
                longest = Math.max(longest, lengths[symbol]);
            }
        }
        int left = 1;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            left = (left << 1) - counts[length];
            if (left < 0) {
                throw UnreadableException.damaged("a prefix code with too many codes");
            }
        }
        if (used == 0 || used > 1 && left > 0) {
            throw UnreadableException.damaged("a prefix code with too few codes");
        }
        only = used == 1 ? last : -1;
        fastBits = Math.min(FAST_BITS, longest);
        fast = used == 1 ? null : new char[1 << fastBits];
        symbols = new short[used];
        int[] index = new int[MAX_LENGTH + 2];
        int[] code = new int[MAX_LENGTH + 2];
        for (int length = 1; length <= MAX_LENGTH; length++) {
            index[length + 1] = index[length] + counts[length];
            code[length + 1] = code[length] + counts[length] << 1;
        }
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            int length = lengths[symbol];
            if (length > 0) {
                symbols[index[length]++] = (short) symbol;
                int bits = code[length]++;
                if (fast != null && length <= fastBits) {
                    int reversed = Integer.reverse(bits) >>> 32 - length;
                    for (int i = reversed; i < fast.length; i += 1 << length) {
                        fast[i] = (char) (symbol << LENGTH_BITS | length);
                    }
                }
            }
        }
    }

    /** Reads the definition of a code for {@code size} symbols. */
    static PrefixCode read(LosslessBits in, int size) {
        if (in.read(1) == 1) {
            return readSimple(in, size);
        }
        int[] ofLengths = new int[CODE_LENGTH_CODES];
        int stored = 4 + in.read(4);
        for (int i = 0; i < stored; i++) {
            ofLengths[LENGTH_ORDER[i]] = in.read(3);
        }
        PrefixCode lengthCode = new PrefixCode(ofLengths);
        int symbols = size;
        if (in.read(1) == 1) {
            symbols = 2 + in.read(2 + 2 * in.read(3));
            if (symbols > size) {
                throw UnreadableException.damaged("a prefix code for too many symbols");
            }
        }
        return new PrefixCode(readLengths(in, lengthCode, size, symbols));
    }

    private static PrefixCode readSimple(LosslessBits in, int size) {
        boolean two = in.read(1) == 1;
        int first = in.read(1) == 0 ? in.read(1) : in.read(8);
        int second = two ? in.read(8) : first;
        if (first >= size || second >= size) {
            throw UnreadableException.damaged("a symbol that its alphabet does not have");
        }
        if (first == second) {
            return new PrefixCode(first);
        }
        int[] lengths = new int[Math.max(first, second) + 1];
        lengths[first] = 1;
        lengths[second] = 1;
        return new PrefixCode(lengths);
    }

    private static int[] readLengths(LosslessBits in, PrefixCode code, int size, int symbols) {
        int[] lengths = new int[size];
        int previous = FIRST_LENGTH;
        int at = 0;
        for (int n = 0; n < symbols && at < size; n++) {
            int symbol = code.next(in);
            if (symbol < REPEAT_PREVIOUS) {
                lengths[at++] = symbol;
                previous = symbol == 0 ? previous : symbol;
                continue;
            }
            int repeat = switch (symbol) {
                case REPEAT_PREVIOUS -> 3 + in.read(2);
                case REPEAT_ZEROS -> 3 + in.read(3);
                case REPEAT_MANY_ZEROS -> 11 + in.read(7);
                default -> throw UnreadableException.damaged("a length that no code has");
            };
            if (repeat > size - at) {
                throw UnreadableException.damaged("a prefix code for too many symbols");
            }
            for (int i = 0; i < repeat; i++) {
                lengths[at++] = symbol == REPEAT_PREVIOUS ? previous : 0;
            }
        }
        return lengths;
    }

    /** The next symbol. */
    int next(LosslessBits in) {
        if (only >= 0) {
            return only;
        }
        int bits = in.peek();
        int entry = fast[bits & fast.length - 1];
        if (entry != 0) {
            in.skip(entry & (1 << LENGTH_BITS) - 1);
            return entry >> LENGTH_BITS;
        }
        int code = 0;
        int first = 0;
        int index = 0;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            code |= bits >> length - 1 & 1;
            int there = counts[length];
            if (code - first < there) {
                in.skip(length);
                return symbols[index + code - first];
            }
            index += there;
            first = first + there << 1;
            code <<= 1;
        }
        throw UnreadableException.damaged("a code that its prefix code does not have");
    }
}
