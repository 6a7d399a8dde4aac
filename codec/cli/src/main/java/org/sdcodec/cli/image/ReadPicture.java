package org.sdcodec.cli.image;

import java.util.List;
import org.sdcodec.Picture;

/**
 * A picture from a file, and what of the file it does not show.
 *
 * @param picture 8-bit, upright, with the metadata of the file
 * @param warnings clauses without the file's name, for people: {@code "its end marker is missing, behind the pixels"}; empty if
 *     the picture is all that the file holds
 * @param converted whether its colors were others than those of the picture's gamut, by an embedded profile, which is
 *     not among the metadata then
 */
public record ReadPicture(Picture picture, List<String> warnings, boolean converted) {
    /** Copies the warnings. */
    public ReadPicture {
        warnings = List.copyOf(warnings);
    }
}
