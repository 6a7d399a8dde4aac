package org.sdcodec.cli.studio;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.sdcodec.SdcodecException;
import org.sdcodec.cli.image.ImageFormatException;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.studio.web.HttpFailure;
import org.sdcodec.weights.WeightsException;

/** What went wrong, for people. */
final class Sentences {

    private Sentences() {}

    /** A sentence without a full stop. */
    static String of(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return "not enough memory: give Java a larger heap (-Xmx), or take a smaller picture";
        }
        if (e instanceof SdcodecException
                || e instanceof ImageFormatException
                || e instanceof CodecException
                || e instanceof WeightsException
                || e instanceof HttpFailure
                || e instanceof IOException
                || e instanceof UncheckedIOException) {
            return e.getMessage();
        }
        return "internal error (" + e + "); this is a fault of sdcodec, please report it";
    }
}
