package org.sdcodec.codec.metadata;

import java.util.List;
import org.sdcodec.Gamut;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;

/** The {@link Gamut} of a picture as a chunk of its file; sRGB has none. */
public final class GamutChunk {

    private GamutChunk() {}

    /** The chunks, one or none, that a gamut takes. */
    public static List<SdcChunk> of(Gamut gamut) {
        return switch (gamut) {
            case SRGB -> List.of();
            case DISPLAY_P3 -> List.of(new SdcChunk(SdcChunk.GAMUT, new byte[] {SdcChunk.DISPLAY_P3}));
        };
    }

    /** The gamut of a file. Its reader has checked the chunk. */
    public static Gamut of(SdcFile file) {
        return file.chunk(SdcChunk.GAMUT).isPresent() ? Gamut.DISPLAY_P3 : Gamut.SRGB;
    }
}
