package org.sdcodec.cli.image.pnm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sdcodec.cli.image.common.Bytes;
import org.sdcodec.cli.image.common.UnreadableException;

/**
 * What stands before the samples.
 *
 * @param kind 1 to 7, the digit behind the P
 * @param width as stated, in pixels
 * @param height as stated
 * @param maxValue the sample that means full intensity, as stated; 1 for bitmaps
 * @param depth samples for each pixel
 * @param alpha whether the last of them is alpha
 * @param typeMissing whether alpha is inferred from the number of samples, as the file does not say what they are
 * @param data where the samples begin
 */
record PnmHeader(
        int kind, long width, long height, long maxValue, long depth, boolean alpha, boolean typeMissing, int data) {
    /** Binary kinds of plain numbers: 4 bitmap, 5 gray, 6 RGB. */
    static final int BITMAP = 4;

    static final int PAM = 7;
    private static final int TEXT_BITMAP = 1;
    private static final int MAX_DIGITS = 18;
    private static final int MAX_DEPTH = 4;

    /** Samples of the types of PAM. */
    private static final Map<String, Integer> SAMPLES = Map.of(
            "BLACKANDWHITE", 1,
            "GRAYSCALE", 1,
            "RGB", 3,
            "BLACKANDWHITE_ALPHA", 2,
            "GRAYSCALE_ALPHA", 2,
            "RGB_ALPHA", 4);

    static PnmHeader parse(byte[] file) {
        int kind = file[1] - '0';
        Scanner in = new Scanner(file);
        return kind == PAM ? pam(in) : plain(kind, in);
    }

    /** Whether the samples are decimal numbers. */
    boolean isText() {
        return kind < BITMAP;
    }

    /** Whether a sample is one bit, and 1 means black. */
    boolean isBitmap() {
        return kind == BITMAP || kind == TEXT_BITMAP;
    }

    private static PnmHeader plain(int kind, Scanner in) {
        long width = number(in.word());
        long height = number(in.word());
        boolean bitmap = kind == BITMAP || kind == TEXT_BITMAP;
        long max = bitmap ? 1 : number(in.word());
        int depth = kind == 3 || kind == 6 ? 3 : 1;
        return new PnmHeader(kind, width, height, max, depth, false, false, in.data());
    }

    private static PnmHeader pam(Scanner in) {
        long width = 0;
        long height = 0;
        long max = 0;
        long depth = 0;
        List<String> types = new ArrayList<>();
        for (String name = in.word(); !name.equals("ENDHDR"); name = in.word()) {
            switch (name) {
                case "WIDTH" -> width = number(in.word());
                case "HEIGHT" -> height = number(in.word());
                case "DEPTH" -> depth = number(in.word());
                case "MAXVAL" -> max = number(in.word());
                case "TUPLTYPE" -> types.add(in.line());
                default -> throw UnreadableException.damaged("its header has a line that no PAM file has");
            }
        }
        // The values of several lines are one, with spaces between them.
        String type = String.join(" ", types);
        if (type.isEmpty()) {
            if (depth < 1 || depth > MAX_DEPTH) {
                throw UnreadableException.unsupported(
                        "it has " + depth + " samples for each pixel; save it with 1 to 4 first");
            }
            boolean even = depth % 2 == 0;
            return new PnmHeader(PAM, width, height, max, depth, even, even, in.data());
        }
        Integer samples = SAMPLES.get(type);
        if (samples == null) {
            throw UnreadableException.unsupported("its samples are of the type " + type.replaceAll("[^ -~]", "?")
                    + ", which is not supported; save it as GRAYSCALE or RGB, with or without alpha, first");
        }
        if (samples != depth) {
            throw UnreadableException.damaged(
                    "it has " + depth + " samples for each pixel, and its type " + type + " has " + samples);
        }
        return new PnmHeader(PAM, width, height, max, depth, type.endsWith("_ALPHA"), false, in.data());
    }

    private static long number(String word) {
        if (word.isEmpty() || word.length() > MAX_DIGITS || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw UnreadableException.damaged("its header has no number where one belongs");
        }
        return Long.parseLong(word);
    }

    /** Words between white space and comments, from behind the magic number. */
    private static final class Scanner {
        private final byte[] file;
        private int at = 2;

        Scanner(byte[] file) {
            this.file = file;
        }

        String word() {
            while (at < file.length && (file[at] == '#' || Character.isWhitespace(file[at]))) {
                if (file[at] == '#') {
                    skipLine();
                } else {
                    at++;
                }
            }
            int from = at;
            while (at < file.length
                    && file[at] != '#'
                    && !Character.isWhitespace(file[at])
                    && at - from <= MAX_DIGITS) {
                at++;
            }
            if (from == at) {
                throw UnreadableException.damaged("the header ends too early");
            }
            return Bytes.latin1(file, from, at - from);
        }

        /** The rest of the line, without white space around it. */
        String line() {
            int from = at;
            skipLine();
            return Bytes.latin1(file, from, at - from).trim();
        }

        /**
         * Where the samples begin: behind the one white space that ends the header of a binary file, whatever their
         * values, or behind the comment that follows the last number directly, as Netpbm's own readers have it.
         */
        int data() {
            if (at < file.length && file[at] == '#') {
                skipLine();
            }
            return at + 1;
        }

        private void skipLine() {
            while (at < file.length && file[at] != '\n' && file[at] != '\r') {
                at++;
            }
        }
    }
}
