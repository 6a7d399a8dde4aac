package org.sdcodec.cli.studio;

import java.nio.file.Path;

/**
 * What sdcodec and another codec make of a picture in as many bytes.
 *
 * @param name of the picture's file
 * @param bytes of sdcodec's file
 * @param peer the other codec
 * @param peerBytes of its file
 * @param original and {@code ours} and {@code theirs}: PNG files
 * @param oursLeft whether sdcodec's is shown at the left
 */
record BlindPair(
        String name,
        int quality,
        long bytes,
        String peer,
        long peerBytes,
        Path original,
        Path ours,
        Path theirs,
        boolean oursLeft) {

    /** What is shown at a place: {@code original}, {@code left} or {@code right}. */
    Path shown(String place) {
        if (place.equals("original")) {
            return original;
        }
        return place.equals("left") == oursLeft ? ours : theirs;
    }
}
