package org.sdcodec.cli.image.jpeg;

import org.sdcodec.cli.image.common.UnreadableException;

/** The bits of the compressed data of one scan, without stuffed bytes. Source: ITU-T T.81, F.2.2.5. */
final class EntropyBits {
    private static final int MARKER = 0xff;
    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;

    private final byte[] file;
    private final int to;
    private int at;
    private long buffer;
    private int buffered;
    /** How many of the buffered bits are behind the end of the data. */
    private int invented;

    private int unused;

    /** @param to where the data ends, exclusive: at the marker after the scan, or the end of the file */
    EntropyBits(byte[] file, int from, int to) {
        this.file = file;
        this.at = from;
        this.to = to;
    }

    int symbol(HuffmanTable table) {
        fill();
        int entry = table.lookUp((int) (buffer >>> buffered - HuffmanTable.MAX_LENGTH) & 0xffff);
        take(entry >> 8);
        return entry & 0xff;
    }

    /** The next {@code n} bits, 0 to 16. */
    int bits(int n) {
        fill();
        int value = (int) (buffer >>> buffered - n) & (1 << n) - 1;
        take(n);
        return value;
    }

    /** Passes over any number of bits. */
    void skip(int n) {
        for (int left = n; left > 0; left -= 16) {
            fill();
            take(Math.min(left, 16));
        }
    }

    /** Passes over the restart marker of that number, 0 to 7, and what is left before it. */
    void restart(int number) {
        finish();
        if (at + 2 > to || (file[at + 1] & 0xff) != RST0 + number) {
            throw UnreadableException.damaged(
                    at + 2 > to ? "the compressed data ends too early" : "a restart marker is missing");
        }
        at += 2;
    }

    /** Ends a run of data; what is left of it up to the next marker is counted as unused. */
    void finish() {
        unused += (buffered - invented) / 8;
        buffered = 0;
        invented = 0;
        while (at < to && !isMarker()) {
            at += isStuffed() ? 2 : 1;
            unused++;
        }
    }

    /** How many bytes no pixel needed, up to the last {@link #finish}. */
    int unused() {
        return unused;
    }

    private boolean isStuffed() {
        return (file[at] & 0xff) == MARKER && at + 1 < to && file[at + 1] == 0;
    }

    private boolean isMarker() {
        if ((file[at] & 0xff) != MARKER || at + 1 >= to) {
            return false;
        }
        int next = file[at + 1] & 0xff;
        return next >= RST0 && next <= RST7;
    }

    private void fill() {
        while (buffered <= 32) {
            int value = 0;
            if (at < to && !isMarker()) {
                value = file[at] & 0xff;
                at += isStuffed() ? 2 : 1;
            } else {
                invented += 8;
            }
            buffer = buffer << 8 | value;
            buffered += 8;
        }
    }

    private void take(int n) {
        buffered -= n;
        if (buffered < invented) {
            throw UnreadableException.damaged("the compressed data ends too early");
        }
    }
}
