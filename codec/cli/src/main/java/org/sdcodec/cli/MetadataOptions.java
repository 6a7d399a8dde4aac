package org.sdcodec.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sdcodec.MetadataKind;
import picocli.CommandLine.Option;

/** What files keep of metadata. */
final class MetadataOptions {

    @Option(
            names = "--metadata",
            paramLabel = "WHAT",
            split = ",",
            defaultValue = "none",
            description = "What to keep of the picture's metadata: none, or one or more of exif (without thumbnail"
                    + " and maker notes),"
                    + " xmp, icc (an sRGB profile; with others, colors are converted) and gps (the"
                    + " location in exif and"
                    + " xmp, which no other word keeps), or all (but gps) with thumbnail and maker notes."
                    + " Default: ${DEFAULT-VALUE}.")
    private List<String> words;

    Set<MetadataKind> kept() {
        Set<MetadataKind> kept = EnumSet.noneOf(MetadataKind.class);
        for (String word : words) {
            switch (word) {
                case "none" -> {
                    if (words.size() > 1) {
                        throw new UsageException("--metadata none goes with nothing else");
                    }
                }
                case "exif" -> kept.add(MetadataKind.EXIF);
                case "xmp" -> kept.add(MetadataKind.XMP);
                case "icc" -> kept.add(MetadataKind.ICC);
                case "gps" -> kept.add(MetadataKind.LOCATION);
                case "all" -> kept.addAll(EnumSet.complementOf(EnumSet.of(MetadataKind.LOCATION)));
                default ->
                    throw new UsageException("--metadata is none, exif, xmp, icc, gps or all, not '" + word + "'");
            }
        }
        if (kept.equals(Set.of(MetadataKind.LOCATION))) {
            throw new UsageException("--metadata gps is a part of exif and xmp; name one of them too");
        }
        return kept;
    }

    /** One line about what is left out. */
    static String leftOut(String name, long bytes, List<String> reasons) {
        String amount = String.format(Locale.ROOT, "%s: %,d bytes of metadata are left out", name, bytes);
        return reasons.isEmpty() ? amount : "sdcodec: warning: " + amount + "; " + String.join("; ", reasons);
    }
}
