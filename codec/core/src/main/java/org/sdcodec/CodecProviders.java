package org.sdcodec;

import java.util.ServiceLoader;

/** Looks the implementation of this library up, once. */
final class CodecProviders {

    private static final CodecProvider INSTANCE = ServiceLoader.load(
                    CodecProvider.class, CodecProvider.class.getClassLoader())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(
                    "META-INF/services/org.sdcodec.CodecProvider is missing; a repackaged jar must keep it"));

    private CodecProviders() {}

    static CodecProvider get() {
        return INSTANCE;
    }
}
