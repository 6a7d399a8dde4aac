package org.sdcodec.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sdcodec.DecodedPart;
import org.sdcodec.Region;

/** What is said of pictures that are decoded of less than the whole file. */
final class PartialWords {

    /** More areas than that are counted, not named. */
    private static final int NAMED_AREAS = 4;

    private static final int PERCENT = 100;

    private PartialWords() {}

    /** What is true of a file whose checksum does not match, and of which so much could be decoded. */
    static String of(DecodedPart part) {
        if (part.isAll()) {
            return "is damaged or has bytes added, but is not cut short; decoding all of its latent, which is arbitrary from"
                    + " the damage on";
        }
        return String.format(
                Locale.ROOT,
                "is cut short or damaged; decoding the %d %% of its latent that are there (%d of %d channels in"
                        + " full; numbers"
                        + " are missing in %s)",
                part.wholePercent(),
                part.channels(),
                part.allChannels(),
                areas(part.missing()));
    }

    /** Names parts of a picture: each, or if there are many, how many and between which edges. */
    static String areas(List<Region> parts) {
        if (parts.size() <= NAMED_AREAS) {
            return parts.stream().map(Region::toString).collect(Collectors.joining(", "));
        }
        int left = parts.stream().mapToInt(Region::x).min().orElseThrow();
        int top = parts.stream().mapToInt(Region::y).min().orElseThrow();
        int right =
                parts.stream().mapToInt(part -> part.x() + part.width()).max().orElseThrow();
        int bottom =
                parts.stream().mapToInt(part -> part.y() + part.height()).max().orElseThrow();
        return parts.size() + " areas within " + new Region(left, top, right - left, bottom - top);
    }

    /** What is true of a picture of which packets are missing. */
    static String of(Arrivals arrived, DecodedPart part) {
        return String.format(
                Locale.ROOT,
                "is not whole: %s; the upper %d %% of the picture are as they were sent, the rest is coarse or missing",
                arrived.state().orElseThrow(),
                PERCENT * part.rows() / part.allRows());
    }
}
