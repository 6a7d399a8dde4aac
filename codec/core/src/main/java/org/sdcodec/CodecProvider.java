package org.sdcodec;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The implementation behind the static methods of this package, found by {@link ServiceLoader}. Programs use {@link Codec} and
 * {@link Preview} instead.
 */
public interface CodecProvider {

    /**
     * The implementation of this library.
     *
     * @throws IllegalStateException if the class path holds this package without its implementation
     */
    static CodecProvider get() {
        return Holder.INSTANCE;
    }

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

    /** Looks the implementation up once. */
    final class Holder {
        private static final CodecProvider INSTANCE = ServiceLoader.load(
                        CodecProvider.class, CodecProvider.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "META-INF/services/org.sdcodec.CodecProvider is missing; a repackaged jar must keep it"));

        private Holder() {}
    }
}
