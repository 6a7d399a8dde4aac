package org.sdcodec.engine.network;

import java.util.function.Supplier;

/** A layer with a large matrix, which is read and packed when it is needed, or before. Safe for use by many threads. */
public final class LazyLayer<T> {
    private final Supplier<T> reader;
    private final boolean keep;
    private volatile T kept;

    /**
     * @param reader reads and packs the layer; called again at each use if the layer is not kept
     * @param keep whether the layer stays in memory after its first use
     */
    LazyLayer(Supplier<T> reader, boolean keep) {
        this.reader = reader;
        this.keep = keep;
    }

    /** A layer that is there already. */
    LazyLayer(T layer) {
        this.reader = null;
        this.keep = true;
        this.kept = layer;
    }

    /** The layer; the caller lets go of it after one use. */
    public T get() {
        if (!keep) {
            return reader.get();
        }
        T layer = kept;
        if (layer == null) {
            synchronized (this) {
                layer = kept;
                if (layer == null) {
                    layer = reader.get();
                    kept = layer;
                }
            }
        }
        return layer;
    }
}
