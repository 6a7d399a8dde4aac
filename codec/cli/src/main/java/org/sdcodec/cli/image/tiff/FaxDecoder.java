package org.sdcodec.cli.image.tiff;

import org.sdcodec.cli.image.common.UnreadableException;

/**
 * Decompresses bilevel rows of fax machines, and refuses data that does not hold all of them. Sources: ITU-T T.4 (Group
 * 3) and T.6 (Group 4); TIFF 6.0, section 10, for the form without line ends and section 11 for the options.
 */
final class FaxDecoder {
    static final int RLE = 2;
    static final int GROUP_3 = 3;
    static final int GROUP_4 = 4;

    private static final int TWO_DIMENSIONAL = 1;
    private static final int UNCOMPRESSED = 2;

    /** An end of line is 11 zeros and a one, behind any number of zeros. */
    private static final int EOL_ZEROS = 11;

    private static final int PASS_BITS = 4;
    private static final int HORIZONTAL_BITS = 3;
    private static final int MODE_BITS = 7;

    /** Vertical modes: 0, then 1 right, 1 left, 2 right and so on. */
    private static final int[] VERTICAL_CODES = {0b1, 0b011, 0b010, 0b000011, 0b000010, 0b0000011, 0b0000010};

    private static final int[] VERTICAL_BITS = {1, 3, 3, 6, 6, 7, 7};

    private final byte[] data;
    private final boolean reversed;
    private final int compression;
    private final int width;
    private final boolean twoDimensional;
    private final boolean plain;
    /** In bits. */
    private final long end;

    /** In bits. */
    private long at;

    /** Where the colors of the row change, without its end; the first change is to black. */
    private int[] changes;

    private int count;
    /** The same of the row above. */
    private int[] above;

    private int aboveCount;

    /**
     * A decoder of one strip or tile.
     *
     * @param data holds the compressed rows; not modified
     * @param from their first byte
     * @param to behind their last byte
     * @param reversed whether the first bit of a byte is the least significant one (FillOrder 2)
     * @param compression {@link #RLE}, {@link #GROUP_3} or {@link #GROUP_4}
     * @param options T4Options or T6Options of the file
     * @param width of the rows
     */
    FaxDecoder(byte[] data, int from, int to, boolean reversed, int compression, long options, int width) {
        this.data = data;
        this.at = 8L * from;
        this.end = 8L * to;
        this.reversed = reversed;
        this.compression = compression;
        this.width = width;
        this.twoDimensional = compression == GROUP_3 && (options & TWO_DIMENSIONAL) != 0;
        this.plain = compression == RLE || (options & UNCOMPRESSED) == 0;
        this.changes = new int[width + 1];
        this.above = new int[width + 1];
    }

    /**
     * Decodes rows.
     *
     * @param out receives 1 for black, 8 pixels to a byte, the first pixel in the most significant bit; zero before
     * @param stride bytes from row to row of {@code out}
     * @throws UnreadableException if there are fewer rows, a code that does not exist, or a row of another width
     */
    void decode(int rows, byte[] out, int stride) {
        for (int row = 0; row < rows; row++) {
            int[] swap = above;
            above = changes;
            aboveCount = count;
            changes = swap;
            count = 0;
            switch (compression) {
                case RLE -> {
                    oneDimensional(row);
                    at = at + 7 & -8L;
                }
                case GROUP_4 -> twoDimensional(row, rows);
                default -> group3(row, rows);
            }
            paint(out, row * stride);
        }
    }

    private void group3(int row, int rows) {
        boolean ended = skipLineEnd();
        if (!twoDimensional) {
            if (ended && skipLineEnd()) {
                // Six line ends in a row end the page.
                throw cut(row, rows);
            }
            oneDimensional(row);
            return;
        }
        if (!ended) {
            throw UnreadableException.damaged("no line end before row " + row + " of its fax data");
        }
        if (peek(1) == 0) {
            skip(1);
            twoDimensional(row, rows);
            return;
        }
        skip(1);
        if (skipLineEnd()) {
            throw cut(row, rows);
        }
        oneDimensional(row);
    }

    /** Skips a line end with the zeros before it; without one, nothing. */
    private boolean skipLineEnd() {
        long p = at;
        while (p < end && bit(p) == 0) {
            p++;
        }
        if (p - at < EOL_ZEROS || p == end) {
            return false;
        }
        at = p + 1;
        return true;
    }

    private void oneDimensional(int row) {
        int x = 0;
        boolean black = false;
        while (x < width) {
            x += run(black, row);
            change(x, row);
            black = !black;
        }
    }

    private void twoDimensional(int row, int rows) {
        int x = -1;
        boolean black = false;
        // The first change above that is right of x and away from the color at x (b1 of T.6).
        int b = 0;
        while (x < width) {
            while (b < aboveCount && above[b] <= x) {
                b += 2;
            }
            int b1 = b < aboveCount ? above[b] : width;
            int mode = peek(MODE_BITS);
            if (mode >> MODE_BITS - PASS_BITS == 1) {
                skip(PASS_BITS);
                x = b + 1 < aboveCount ? above[b + 1] : width;
                continue;
            }
            if (mode >> MODE_BITS - HORIZONTAL_BITS == 1) {
                skip(HORIZONTAL_BITS);
                int first = Math.max(0, x) + run(black, row);
                change(first, row);
                x = first + run(!black, row);
                change(x, row);
                continue;
            }
            int shift = vertical(mode, row, rows);
            int next = b1 + shift;
            if (next < Math.max(0, x)) {
                throw UnreadableException.damaged("row " + row + " of its fax data goes backwards");
            }
            x = next;
            change(x, row);
            black = !black;
            // Changes alternate; the one before may be right of x, too.
            b += b > 0 ? -1 : 1;
        }
    }

    /** How far a change is right of the one above; skips its code. */
    private int vertical(int mode, int row, int rows) {
        for (int i = 0; i < VERTICAL_CODES.length; i++) {
            if (mode >> MODE_BITS - VERTICAL_BITS[i] == VERTICAL_CODES[i]) {
                skip(VERTICAL_BITS[i]);
                return (i & 1) == 1 ? (i + 1) / 2 : -i / 2;
            }
        }
        if (at + MODE_BITS > end) {
            throw cut(row, rows);
        }
        if (mode == 1 && !plain) {
            throw UnreadableException.unsupported(
                    "its fax data has rows without compression, which is not supported; save it in another form first");
        }
        if (mode == 0 && skipLineEnd()) {
            throw cut(row, rows);
        }
        throw unknownCode(row);
    }

    /** The length of a run; skips its codes. */
    private int run(boolean black, int row) {
        int length = 0;
        while (true) {
            int found = FaxCodes.lookUp(black, peek(FaxCodes.MAX_BITS));
            if (found == 0) {
                if (at + FaxCodes.MAX_BITS > end) {
                    throw UnreadableException.damaged("the data ends too early, in row " + row);
                }
                throw unknownCode(row);
            }
            skip(found & 15);
            length += found >> 4;
            if (found >> 4 <= FaxCodes.LAST_TERMINATING) {
                return length;
            }
            if (length > width) {
                throw tooLong(row);
            }
        }
    }

    /** Notes that the color changes at {@code x}. Two changes in one place are none. */
    private void change(int x, int row) {
        if (x > width) {
            throw tooLong(row);
        }
        if (count > 0 && changes[count - 1] == x) {
            count--;
        } else if (x < width) {
            changes[count++] = x;
        }
    }

    private void paint(byte[] out, int rowAt) {
        for (int i = 0; i < count; i += 2) {
            int to = i + 1 < count ? changes[i + 1] : width;
            for (int x = changes[i]; x < to; x++) {
                out[rowAt + (x >> 3)] |= (byte) (0x80 >> (x & 7));
            }
        }
    }

    /** The next bits, zeros behind the end. */
    private int peek(int bits) {
        int value = 0;
        for (int i = 0; i < bits; i++) {
            value = value << 1 | (at + i < end ? bit(at + i) : 0);
        }
        return value;
    }

    private void skip(int bits) {
        at += bits;
        if (at > end) {
            throw UnreadableException.damaged("the data ends too early");
        }
    }

    private int bit(long p) {
        int inByte = (int) (p & 7);
        return data[(int) (p >> 3)] >> (reversed ? inByte : 7 - inByte) & 1;
    }

    private UnreadableException cut(int row, int rows) {
        return UnreadableException.damaged("its fax data ends behind " + row + " of " + rows + " rows");
    }

    private static UnreadableException unknownCode(int row) {
        return UnreadableException.damaged("row " + row + " of its fax data has a code that does not exist");
    }

    private static UnreadableException tooLong(int row) {
        return UnreadableException.damaged("row " + row + " of its fax data is too long");
    }
}
