package org.sdcodec.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What carries a postcard, and how many bytes it takes at once. */
enum PostcardProfile {
    /** A data frame of MeshCore. */
    LORA(163),
    /** A packet of Meshtastic, less what its own fields take of 233 bytes. */
    MESHTASTIC(200),
    /** A message from a handheld by Iridium's short burst data. */
    IRIDIUM(340),
    /** One short message of eight-bit data. */
    SMS(140),
    /** The largest QR code, version 40 with the lowest correction level, as bytes. */
    QR(2953);

    private final int bytes;

    PostcardProfile(int bytes) {
        this.bytes = bytes;
    }

    /** The most bytes that it carries. */
    int bytes() {
        return bytes;
    }

    /** As the user writes it. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws UsageException if there is no such profile */
    static PostcardProfile named(String title) {
        return Arrays.stream(values())
                .filter(profile -> profile.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new UsageException("--for is one of "
                        + Arrays.stream(values()).map(PostcardProfile::title).collect(Collectors.joining(", "))
                        + ", not '" + title + "'"));
    }
}
