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
            description = "What to keep of the picture's metadata: none, or one or more of exif (without thumbnail"
                    + " and maker notes),"
                    + " xmp, icc (an sRGB profile; with others, colors are converted) and gps (the"
                    + " location in exif and"
                    + " xmp, which no other word keeps), or all (but gps) with thumbnail and maker notes."
                    + " Default: none.")
    private List<String> words;

    Set<MetadataKind> kept() {
        Set<MetadataKind> kept = EnumSet.noneOf(MetadataKind.class);
        if (words == null) {
            return kept;
        }
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

    /**
     * Reports what is left out: a loss, unless the option gave it up.
     *
     * @param reasons why something is not kept that should have been
     */
    void report(Losses losses, long bytes, List<String> reasons) {
        String amount = String.format(Locale.ROOT, "%,d bytes of metadata are left out", bytes);
        if (!reasons.isEmpty()) {
            losses.warn(amount + "; " + String.join("; ", reasons));
        } else if (words == null) {
            losses.note(amount);
        } else {
            losses.tell(amount);
        }
    }
}
