package org.sdcodec.cli;

import java.util.Locale;

/**
 * Text that may hold untrusted input (names of files and tensors, answers of servers), made harmless for a terminal:
 * characters that control it, or that change the order of others, become {@code \\uXXXX}.
 */
final class Printable {

    private Printable() {}

    /** The text on one line. */
    static String line(String text) {
        return text.codePoints().allMatch(Printable::isHarmless) ? text : escaped(text);
    }

    /** The text, whose lines stay apart. */
    static String lines(String text) {
        return String.join(
                System.lineSeparator(), text.lines().map(Printable::line).toList());
    }

    private static String escaped(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isHarmless(c)) {
                line.appendCodePoint(c);
            } else {
                line.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return line.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c == '\t';
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE, Character.UNASSIGNED ->
                false;
            // Among these are the controls of writing direction, but also joiners, which some scripts need.
            case Character.FORMAT -> c == 0x200c || c == 0x200d;
            default -> true;
        };
    }
}
