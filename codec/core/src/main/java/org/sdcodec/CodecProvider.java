package org.sdcodec;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The implementation behind the static methods of this package, found by {@link ServiceLoader}, so that this package
 * depends on no other. Programs use {@link Codec} and {@link Preview} instead.
 */
public interface CodecProvider {

    /** Implements {@link Codec#builder}. */
    Codec.Builder builder();

    /** Implements {@link Codec#isSdc}. */
    boolean isSdc(byte[] start);

    /** Implements {@link Codec#info}. */
    SdcInfo info(byte[] sdc);

    /** Implements {@link Codec#modes}. */
    List<String> modes();

    /** Implements {@link Preview#embedded}. */
    Preview embeddedPreview();

    /** Implements {@link Preview#open}. */
    Preview preview(Path model);
}
