package org.sdcodec.cli.image.pnm;

import org.sdcodec.cli.image.common.UnreadableException;

/**
 * What stands before the samples.
 *
 * @param kind 1 to 7, the digit behind the P
 * @param width as stated, in pixels
 * @param height as stated
 * @param maxValue the sample that means full intensity, as stated; 1 for bitmaps
 * @param depth samples for each pixel
 * @param data where the samples begin
 */
record PnmHeader(int kind, long width, long height, long maxValue, long depth, int data) {
    /** Binary kinds of plain numbers: 4 bitmap, 5 gray, 6 RGB. */
    static final int BITMAP = 4;

    static final int PAM = 7;
    private static final int TEXT_BITMAP = 1;
    private static final int MAX_DIGITS = 18;

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
        // One white space ends the header of a binary file; the samples follow it, whatever their values.
        return new PnmHeader(kind, width, height, max, kind == 3 || kind == 6 ? 3 : 1, in.at + 1);
    }

    private static PnmHeader pam(Scanner in) {
        long width = 0;
        long height = 0;
        long max = 0;
        long depth = 0;
        for (String name = in.word(); !name.equals("ENDHDR"); name = in.word()) {
            switch (name) {
                case "WIDTH" -> width = number(in.word());
                case "HEIGHT" -> height = number(in.word());
                case "DEPTH" -> depth = number(in.word());
                case "MAXVAL" -> max = number(in.word());
                case "TUPLTYPE" -> in.skipLine();
                default -> throw UnreadableException.damaged("its header has a line that no PAM file has");
            }
        }
        return new PnmHeader(PAM, width, height, max, depth, in.at + 1);
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
            return org.sdcodec.cli.image.common.Bytes.latin1(file, from, at - from);
        }

        void skipLine() {
            while (at < file.length && file[at] != '\n') {
                at++;
            }
        }
    }
}
