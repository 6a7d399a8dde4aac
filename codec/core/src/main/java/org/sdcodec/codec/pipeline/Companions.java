package org.sdcodec.codec.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sdcodec.EncodeOptions;
import org.sdcodec.RateTarget;
import org.sdcodec.codec.container.SdcHeader;

/**
 * Models for other sizes than those that a codec's own model is good at: chosen by the size that is asked for, and for
 * a file by its
 * fingerprint. Opened when they are first needed. Thread-safe.
 */
final class Companions implements AutoCloseable {
    /** None. */
    static final Companions NONE = new Companions(List.of());

    /**
     * A model.
     *
     * @param fingerprint that its files name, 32 bits
     * @param maxBytes up to which size of a file it is better than the codec's own
     * @param opener opens it
     */
    record Companion(int fingerprint, long maxBytes, Supplier<SdcCodec> opener) {}

    private static final class Entry {
        private final Companion companion;
        private SdcCodec opened;

        Entry(Companion companion) {
            this.companion = companion;
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    /** @param companions those for the smallest files first */
    Companions(List<Companion> companions) {
        companions.forEach(each -> entries.add(new Entry(each)));
    }

    /** The model for a target; nothing if the codec's own is. */
    Optional<SdcCodec> forTarget(EncodeOptions options, int width, int height) {
        Optional<RateTarget> size =
                options.target().filter(target -> !target.kind().isMeasured());
        return size.flatMap(target -> entries.stream()
                .filter(entry -> target.bytes(width, height) <= entry.companion.maxBytes())
                .findFirst()
                .map(this::opened));
    }

    /** The model of a file; nothing if none of these made it. */
    Optional<SdcCodec> forFile(SdcHeader header) {
        return entries.stream()
                .filter(entry -> header.isFor(entry.companion.fingerprint()))
                .findFirst()
                .map(this::opened);
    }

    private synchronized SdcCodec opened(Entry entry) {
        if (entry.opened == null) {
            entry.opened = entry.companion.opener().get();
        }
        return entry.opened;
    }

    @Override
    public synchronized void close() {
        entries.stream().filter(entry -> entry.opened != null).forEach(entry -> entry.opened.close());
    }
}
