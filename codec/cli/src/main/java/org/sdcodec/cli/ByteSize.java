package org.sdcodec.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as people write them, with the suffixes of GNU's tools: {@code 900}, {@code 5kB} = 5000, {@code 5K} = {@code
 * 5KiB} = 5120.
 */
final class ByteSize {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*(?:([kKmM])(i?[bB])?|[bB])?");

    private static final long THOUSAND = 1000;
    private static final long KIBI = 1024;

    private ByteSize() {}

    /**
     * @param option for the message
     * @return bytes, at least 1; parts of a byte are dropped
     * @throws UsageException if it is no size
     */
    static long parse(String option, String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (matcher.matches()) {
            String unit = matcher.group(2);
            // B without i means powers of ten.
            long base = "b".equalsIgnoreCase(matcher.group(3)) ? THOUSAND : KIBI;
            long factor = unit == null ? 1 : unit.equalsIgnoreCase("k") ? base : base * base;
            long bytes = new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(factor))
                    .setScale(0, RoundingMode.DOWN)
                    .longValueExact();
            if (bytes > 0) {
                return bytes;
            }
        }
        throw new UsageException(
                option + " is a number of bytes above 0, such as 1200, 5kB (5000) or 5K (5120), not '" + text + "'");
    }
}
