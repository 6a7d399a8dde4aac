package org.sdcodec.codec.pipeline;

import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcReader;

/** What the models that come with sdcodec say of files, without their weights. */
final class EmbeddedModels {

    private EmbeddedModels() {}

    /** Whether the model made a file, as far as its header tells. */
    static boolean made(SdcHeader header) {
        return header.isFor(LatentFile.embedded().fingerprint());
    }

    /**
     * Whether bytes are an {@code .sdc} file, or the start of one. A postcard has no mark of its own: the check of its
     * bytes tells, so all of
     * them must be there, and it must be of a model that comes with sdcodec.
     */
    static boolean isSdc(byte[] start) {
        if (SdcReader.isSdc(start) || !SdcReader.canBeSdc(start)) {
            return SdcReader.isSdc(start);
        }
        try {
            return made(CodingModes.read(start).header());
        } catch (SdcFormatException e) {
            return false;
        }
    }
}
