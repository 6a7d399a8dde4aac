package org.sdcodec.imageio;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.sdcodec.Codec;
import org.sdcodec.Preview;

/**
 * The codecs that all readers and writers of a class loader share, each made when it is first used: two at most, of
 * which that of the embedded model stays once it was used. They are released when the last provider is removed from its
 * registry, and made again if a reader or writer goes on. Thread-safe.
 */
final class SharedCodecs {

    static final SharedCodecs INSTANCE = new SharedCodecs();

    /** Stands for the embedded model. */
    private static final Path EMBEDDED = Path.of("");

    /** How many codecs are kept. */
    private static final int KEPT = 2;

    /** The one that was used last comes last. */
    private final Map<Path, Shared> codecs = new LinkedHashMap<>(4, 0.75f, true);

    private int providers;

    /** Of the embedded model; holds nothing that has to be released. */
    private static final class EmbeddedPreview {
        static final Preview INSTANCE = Preview.embedded();
    }

    private static final class Shared {
        private final Path model;
        private Codec codec;
        /** Guarded by the owner. */
        private int users;
        /** Whether the last user closes it. Guarded by the owner. */
        private boolean retired;

        Shared(Path model) {
            this.model = model;
        }

        synchronized Codec codec() {
            if (codec == null) {
                codec = model == EMBEDDED ? Codec.embedded() : Codec.open(model);
            }
            return codec;
        }

        synchronized void close() {
            if (codec != null) {
                codec.close();
            }
        }
    }

    private SharedCodecs() {}

    static Preview preview() {
        return EmbeddedPreview.INSTANCE;
    }

    /**
     * What the work gives, done with a codec that is not closed meanwhile.
     *
     * @param model null for the embedded one
     */
    <T> T with(Path model, Function<Codec, T> work) {
        Shared shared = begin(model == null ? EMBEDDED : model.toAbsolutePath());
        try {
            return work.apply(shared.codec());
        } finally {
            end(shared);
        }
    }

    private synchronized Shared begin(Path model) {
        Shared shared = codecs.computeIfAbsent(model, Shared::new);
        shared.users++;
        Iterator<Shared> oldest = codecs.values().iterator();
        while (codecs.size() > KEPT && oldest.hasNext()) {
            Shared next = oldest.next();
            if (next.model != EMBEDDED) {
                oldest.remove();
                retire(next);
            }
        }
        return shared;
    }

    private synchronized void end(Shared shared) {
        shared.users--;
        closeUnused(shared);
    }

    private void retire(Shared shared) {
        shared.retired = true;
        closeUnused(shared);
    }

    private void closeUnused(Shared shared) {
        if (shared.retired && shared.users == 0) {
            shared.close();
        }
    }

    synchronized void providerAdded() {
        providers++;
    }

    synchronized void providerRemoved() {
        providers--;
        if (providers == 0) {
            new ArrayList<>(codecs.values()).forEach(this::retire);
            codecs.clear();
        }
    }

    /** How many codecs are there, made or about to be made. */
    synchronized int size() {
        return codecs.size();
    }
}
