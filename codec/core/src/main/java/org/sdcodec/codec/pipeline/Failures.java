package org.sdcodec.codec.pipeline;

import java.util.function.Supplier;
import org.sdcodec.ModelException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.weights.WeightsException;

/** Turns the exceptions of the modules below into those of the public interface. */
final class Failures {

    private Failures() {}

    /** What the work gives. @throws ModelException in place of that of the weights */
    static <T> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (WeightsException e) {
            throw new ModelException(Kind.UNUSABLE_MODEL, e.getMessage(), e);
        }
    }
}
