package org.sdcodec.weights;

/** Puts text that comes from a file into a message: control characters escaped, over-long text cut. */
public final class Quote {
    private static final int LIMIT = 120;

    private Quote() {}

    /** The text in single quotes. */
    public static String name(String text) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < text.length(); i++) {
            if (i == LIMIT) {
                return quoted.append("…'").toString();
            }
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                quoted.append("\\u").append(Character.forDigit(c >> 12 & 15, 16));
                quoted.append(Character.forDigit(c >> 8 & 15, 16));
                quoted.append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('\'').toString();
    }
}
