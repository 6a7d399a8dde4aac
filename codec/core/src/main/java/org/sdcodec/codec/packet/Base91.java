package org.sdcodec.codec.packet;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/** basE91 (Joachim Henke): 13 or, where they make a small number, 14 bits in two of 91 printable ASCII characters. */
final class Base91 {

    /** Bits that two characters hold at least. */
    static final int BITS = 13;

    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&()*+,./:;<=>?@[]^_`{|}~\"";

    private static final int BASE = ALPHABET.length();

    /** Numbers of 13 bits up to this one take another bit: 91² − 2¹³ − 1. */
    private static final int LAST_WITH_BIT = 88;

    private static final int[] VALUES = new int[128];

    static {
        Arrays.fill(VALUES, -1);
        for (int i = 0; i < BASE; i++) {
            VALUES[ALPHABET.charAt(i)] = i;
        }
    }

    private Base91() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int queue = 0;
        int bits = 0;
        for (byte each : bytes) {
            queue |= (each & 0xFF) << bits;
            bits += 8;
            if (bits > BITS) {
                int taken = takenBits(queue);
                append(text, queue & (1 << taken) - 1);
                queue >>>= taken;
                bits -= taken;
            }
        }
        if (bits > 7 || queue >= BASE) {
            append(text, queue);
        } else if (bits > 0) {
            text.append(ALPHABET.charAt(queue));
        }
        return text.toString();
    }

    /** The bytes; nothing if there is another character. */
    static Optional<byte[]> decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int queue = 0;
        int bits = 0;
        int first = -1;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            int value = character < VALUES.length ? VALUES[character] : -1;
            if (value < 0) {
                return Optional.empty();
            }
            if (first < 0) {
                first = value;
                continue;
            }
            int pair = first + BASE * value;
            first = -1;
            queue |= pair << bits;
            bits += takenBits(pair);
            while (bits > 7) {
                bytes.write(queue);
                queue >>>= 8;
                bits -= 8;
            }
        }
        if (first >= 0) {
            bytes.write(queue | first << bits);
        }
        return Optional.of(bytes.toByteArray());
    }

    private static int takenBits(int number) {
        return (number & (1 << BITS) - 1) > LAST_WITH_BIT ? BITS : BITS + 1;
    }

    private static void append(StringBuilder text, int number) {
        text.append(ALPHABET.charAt(number % BASE)).append(ALPHABET.charAt(number / BASE));
    }
}
