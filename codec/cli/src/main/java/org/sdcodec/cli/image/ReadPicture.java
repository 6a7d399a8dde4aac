package org.sdcodec.cli.image;

import java.util.List;
import java.util.stream.Stream;
import org.sdcodec.Picture;

/**
 * A picture from a file, and what of the file it does not show.
 *
 * @param picture 8-bit, upright, with the metadata of the file
 * @param warnings clauses without the file's name, for people: {@code "its end marker is missing, behind the pixels"};
 *     empty if the picture is all that the file holds
 * @param converted whether its colors were others than those of the picture's gamut, by an embedded profile, which is
 *     not among the metadata then
 * @param bits of each color in the file; of more than 8 the lower ones are lost
 */
public record ReadPicture(Picture picture, List<String> warnings, boolean converted, int bits) {
    /** Copies the warnings. */
    public ReadPicture {
        warnings = List.copyOf(warnings);
    }

    /** The same with one more warning. */
    public ReadPicture withWarning(String warning) {
        List<String> more = Stream.concat(warnings.stream(), Stream.of(warning)).toList();
        return new ReadPicture(picture, more, converted, bits);
    }
}
