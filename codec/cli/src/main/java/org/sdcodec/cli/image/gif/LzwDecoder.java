package org.sdcodec.cli.image.gif;

import java.util.Arrays;
import org.sdcodec.cli.image.common.UnreadableException;

/** The compression of GIF: LZW with codes of growing size, the lowest bit first (GIF89a, appendix F). */
final class LzwDecoder {
    private static final int MAX_CODES = 4096;
    private static final int MAX_BITS = 12;
    private static final int MAX_FIRST_BITS = 11;

    private final byte[] data;
    private final int clear;
    private final int firstBits;
    private final short[] prefix = new short[MAX_CODES];
    private final byte[] suffix = new byte[MAX_CODES];
    private final byte[] string = new byte[MAX_CODES + 1];
    private int at;
    private int buffer;
    private int buffered;

    /**
     * @param data the compressed bytes; not modified
     * @param codeBits the size of the first codes less 1
     */
    LzwDecoder(byte[] data, int codeBits) {
        if (codeBits < 1 || codeBits > MAX_FIRST_BITS) {
            throw UnreadableException.damaged("its first codes have " + (codeBits + 1) + " bits");
        }
        this.data = data;
        this.clear = 1 << codeBits;
        this.firstBits = codeBits + 1;
        for (int i = 0; i < Math.min(clear, 256); i++) {
            suffix[i] = (byte) i;
        }
    }

    /** Exactly {@code count} bytes; memory grows with what the data holds, and not with what is asked for. */
    byte[] decode(int count) {
        byte[] out = new byte[Math.min(count, 1 << 16)];
        int n = 0;
        int bits = firstBits;
        int next = clear + 2;
        int previous = -1;
        while (n < count) {
            int code = code(bits);
            if (code == clear) {
                bits = firstBits;
                next = clear + 2;
                previous = -1;
                continue;
            }
            if (code == clear + 1) {
                throw cut(n, count);
            }
            if (code > next || code == next && previous < 0 || previous < 0 && code > clear + 1) {
                throw UnreadableException.damaged("a code that stands for nothing behind " + n + " of its pixels");
            }
            int length = string(code == next ? previous : code);
            byte firstOfString = string[string.length - length];
            int total = length + (code == next ? 1 : 0);
            if (out.length < Math.min(count, n + total)) {
                out = Arrays.copyOf(out, Math.min(count, Math.max(n + total, 2 * out.length)));
            }
            int taken = Math.min(length, count - n);
            System.arraycopy(string, string.length - length, out, n, taken);
            n += taken;
            if (code == next && n < count) {
                out[n++] = firstOfString;
            }
            if (previous >= 0 && next < MAX_CODES) {
                prefix[next] = (short) previous;
                suffix[next] = firstOfString;
                next++;
                if (next == 1 << bits && bits < MAX_BITS) {
                    bits++;
                }
            }
            previous = code;
        }
        return out;
    }

    /** Puts what a code stands for at the end of {@link #string} and returns its length. */
    private int string(int code) {
        int to = string.length;
        int c = code;
        while (c >= clear) {
            string[--to] = suffix[c];
            c = prefix[c];
        }
        string[--to] = suffix[c];
        return string.length - to;
    }

    private int code(int bits) {
        while (buffered < bits) {
            if (at == data.length) {
                throw UnreadableException.damaged("the data ends too early");
            }
            buffer |= (data[at++] & 0xff) << buffered;
            buffered += 8;
        }
        int code = buffer & (1 << bits) - 1;
        buffer >>>= bits;
        buffered -= bits;
        return code;
    }

    private static UnreadableException cut(int n, int count) {
        return UnreadableException.damaged("the data ends behind " + n + " of " + count + " pixels");
    }
}
