package org.sdcodec.cli.launch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Arguments that the JVM could not read. Under a locale of plain ASCII, as cron and containers have it ({@code
 * LC_ALL=C}), it decodes names as ASCII and cannot open files of other names. Linux tells the bytes; a second JVM with
 * another locale receives them as ASCII.
 */
final class Utf8Arguments {

    /** A locale for the second JVM: file names are UTF-8, everything else is as under {@code C}. */
    static final String LOCALE = "C.UTF-8";

    static final String LOCALE_VARIABLE = "LC_ALL";

    private static final List<String> ASCII = Arrays.asList("ANSI_X3.4-1968", "US-ASCII", "646", "ASCII");
    private static final String COMMAND_LINE = "/proc/self/cmdline";
    private static final char ESCAPE = '%';

    private Utf8Arguments() {}

    /**
     * The arguments with every byte that is not ASCII escaped.
     *
     * @param args as the JVM has read them
     * @return null if nothing is lost of them, or the system does not tell them
     */
    static String[] escapedIfLost(String[] args) {
        if (args.length == 0 || !ASCII.contains(System.getProperty("sun.jnu.encoding", ""))) {
            return null;
        }
        try {
            return escaped(Files.readAllBytes(Paths.get(COMMAND_LINE)), args.length);
        } catch (IOException | SecurityException e) {
            return null;
        }
    }

    /** The last {@code count} words, each ended by a zero byte, escaped; null if all of them are ASCII. */
    static String[] escaped(byte[] words, int count) {
        List<String> all = new ArrayList<>();
        boolean lost = false;
        int from = 0;
        for (int i = 0; i < words.length; i++) {
            if (words[i] == 0) {
                all.add(escaped(words, from, i));
                from = i + 1;
            }
        }
        if (all.size() < count) {
            return null;
        }
        List<String> last = all.subList(all.size() - count, all.size());
        for (String word : last) {
            // Of ASCII alone, only the sign itself is escaped.
            lost |= word.replace("%25", "").indexOf(ESCAPE) >= 0;
        }
        return lost ? last.toArray(new String[0]) : null;
    }

    private static String escaped(byte[] words, int from, int to) {
        StringBuilder result = new StringBuilder();
        for (int i = from; i < to; i++) {
            if (words[i] < 0 || words[i] == ESCAPE) {
                result.append(String.format("%%%02x", words[i] & 0xff));
            } else {
                result.append((char) words[i]);
            }
        }
        return result.toString();
    }

    /** What {@link #escaped} made, back as it was; its bytes are UTF-8. */
    static String[] unescaped(String[] args) {
        String[] result = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int k = 0; k < args[i].length(); k++) {
                if (args[i].charAt(k) == ESCAPE) {
                    bytes.write(Integer.parseInt(args[i].substring(k + 1, k + 3), 16));
                    k += 2;
                } else {
                    bytes.write(args[i].charAt(k));
                }
            }
            result[i] = new String(bytes.toByteArray(), StandardCharsets.UTF_8);
        }
        return result;
    }
}
