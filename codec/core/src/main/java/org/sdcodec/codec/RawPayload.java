package org.sdcodec.codec;

import java.util.List;
import org.sdcodec.Picture;
import org.sdcodec.codec.container.Mode;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcReader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.quant.Reconstruction;

/**
 * The files of the original method of 2022: the coded latent of mode {@code original}, which is a zlib stream of palette and indices,
 * with no header. Such a file does not say how large its picture is and which model made it.
 */
public final class RawPayload {
    /** Width and height of the author's own pictures. */
    public static final int DEFAULT_SIDE = 512;

    private RawPayload() {}

    /**
     * The payload of a file of mode original.
     *
     * @param sdc the whole file; not modified
     * @throws SdcFormatException if it is damaged or no {@code .sdc} file
     * @throws IllegalArgumentException if it is of another mode, or has transparency, for which a payload has no room
     */
    public static byte[] of(byte[] sdc) {
        SdcFile file = SdcReader.read(sdc);
        if (file.header().mode() != Mode.ORIGINAL) {
            throw new IllegalArgumentException(
                    "Only files of mode original have a raw payload, but this one is of mode "
                            + file.header().mode().title() + ".");
        }
        if (file.chunk(SdcChunk.ALPHA).isPresent()) {
            throw new IllegalArgumentException("A raw payload has no room for transparency, which this picture has.");
        }
        return file.latent();
    }

    /**
     * Decodes a payload.
     *
     * @param codec with the model that made it, or one that understands its latents: nothing in the payload tells
     * @param payload the whole zlib stream; not modified
     * @param width of the picture in pixels, as in {@link SdcHeader}
     * @param height of the picture in pixels, as in {@link SdcHeader}
     * @param options how to decode
     * @return an opaque picture
     * @throws SdcFormatException if it is damaged or of a picture of another size; its offset counts from the payload's start
     * @throws IllegalArgumentException if there are no pictures of this size
     */
    public static Picture decode(Codec codec, byte[] payload, int width, int height, DecodeOptions options) {
        if (payload.length == 0) {
            throw new SdcFormatException(0, "the file is empty");
        }
        SdcHeader header = new SdcHeader(
                width,
                height,
                Mode.ORIGINAL,
                0,
                Reconstruction.MIDDLE,
                codec.latentSpace().fingerprint().short32());
        SdcFile file = new SdcFile(header, List.of(), payload);
        try {
            return codec.decode(SdcWriter.write(file), options);
        } catch (SdcFormatException e) {
            SdcFormatException moved = new SdcFormatException(e.offset() - file.latentOffset(), e.reason());
            moved.initCause(e);
            throw moved;
        }
    }
}
