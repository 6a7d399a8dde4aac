package org.sdcodec.cli.image.common;

import java.io.IOException;

/** Decodes one picture format. Implementations keep no state and may be used by any thread. */
@FunctionalInterface
public interface PictureDecoder {
    /**
     * Decodes the first full picture of a file.
     *
     * @param file the whole file; not modified
     * @param context the limits, which are checked before memory is allocated, and the warnings
     * @throws UnreadableException if the file is damaged, cut short, beyond a limit or of an unsupported kind
     * @throws IOException if a reader of another library finds a fault
     */
    DecodedImage decode(byte[] file, DecodeContext context) throws IOException;
}
