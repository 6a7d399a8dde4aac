package org.sdcodec.codec.pipeline;

import java.util.List;
import org.sdcodec.ProgressListener;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.mode.Capability;
import org.sdcodec.codec.mode.CodingMode;

/**
 * The files of the original method of 2022: the coded latent of mode {@code original}, which is a zlib stream of
 * palette and indices, with no header. Such a file does not say how large its picture is and which model made it.
 */
public final class RawPayload {
    /** Width and height of the author's own pictures. */
    public static final int DEFAULT_SIDE = 512;

    private RawPayload() {}

    /**
     * The payload of a file.
     *
     * @param sdc the whole file; not modified
     * @throws SdcFormatException if it is damaged or no {@code .sdc} file
     * @throws IllegalArgumentException if its mode has no raw payload, or it has transparency, which a payload cannot
     *     hold
     */
    public static byte[] of(byte[] sdc) {
        SdcFile file = CodingModes.read(sdc);
        CodingMode mode = CodingModes.of(file.header());
        if (!mode.capabilities().contains(Capability.RAW_PAYLOAD)) {
            throw new IllegalArgumentException(
                    "a file of mode " + mode.name() + " has no raw payload; one of mode original has");
        }
        if (file.chunk(SdcChunk.ALPHA).isPresent()) {
            throw new IllegalArgumentException("a raw payload cannot hold transparency, which this picture has");
        }
        if (file.header().isReduced()) {
            throw new IllegalArgumentException(
                    "a raw payload cannot say at which resolution its picture is coded; code it at that of the"
                            + " picture");
        }
        return file.latent();
    }

    /** A payload as the content of a file that was parsed. */
    static FileContent content(byte[] payload, int width, int height, int latentSpace, ProgressListener listener) {
        if (payload.length == 0) {
            throw new SdcFormatException(0, "the file is empty");
        }
        CodingMode mode = CodingModes.all().stream()
                .filter(each -> each.capabilities().contains(Capability.RAW_PAYLOAD))
                .findFirst()
                .orElseThrow();
        int fingerprint = mode.fingerprint(latentSpace, LatentPrior.NONE);
        SdcHeader header = new SdcHeader(width, height, mode.code(), 0, 0, fingerprint);
        return FileContent.ofWhole(new SdcFile(header, List.of(), payload), listener);
    }
}
