package org.sdcodec.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which processor the operating system says this is.
 *
 * @param vendor "GenuineIntel", "AuthenticAMD"; empty if unknown
 * @param family as the vendor counts; −1 if unknown
 */
record Processor(String vendor, int family) {
    static final Processor UNKNOWN = new Processor("", -1);

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Pattern VENDOR = Pattern.compile("(?m)^vendor_id\\s*:\\s*(\\w+)");
    private static final Pattern FAMILY = Pattern.compile("(?m)^cpu family\\s*:\\s*(\\d{1,9})");
    /** Windows: "AMD64 Family 25 Model 33 Stepping 0, AuthenticAMD". */
    private static final Pattern IDENTIFIER = Pattern.compile("Family (\\d{1,9})\\b.*, (\\w+)$");

    /**
     * This machine's processor, {@link #UNKNOWN} where nothing tells.
     *
     * @param identifier what Windows keeps in the environment as PROCESSOR_IDENTIFIER, or null
     */
    static Processor read(String identifier) {
        if (identifier != null) {
            return ofIdentifier(identifier);
        }
        try {
            return ofCpuInfo(Files.readString(CPU_INFO, StandardCharsets.ISO_8859_1));
        } catch (IOException | SecurityException e) {
            return UNKNOWN;
        }
    }

    /** From the contents of Linux's /proc/cpuinfo. */
    static Processor ofCpuInfo(String text) {
        Matcher vendor = VENDOR.matcher(text);
        Matcher family = FAMILY.matcher(text);
        return vendor.find() && family.find()
                ? new Processor(vendor.group(1), Integer.parseInt(family.group(1)))
                : UNKNOWN;
    }

    /** From Windows' PROCESSOR_IDENTIFIER. */
    static Processor ofIdentifier(String text) {
        Matcher matcher = IDENTIFIER.matcher(text.strip());
        return matcher.find() ? new Processor(matcher.group(2), Integer.parseInt(matcher.group(1))) : UNKNOWN;
    }
}
