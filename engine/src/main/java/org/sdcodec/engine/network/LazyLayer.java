package org.sdcodec.engine.network;

import java.util.function.Function;
import org.sdcodec.engine.Engine;

/** A layer with a large matrix, which is read and packed when it is needed, or before. Safe for use by many threads. */
public final class LazyLayer<T> {
    private final Function<Runnable, T> reader;
    private final boolean keep;
    private volatile T kept;

    /**
     * @param reader reads and packs the layer; called again at each use if the layer is not kept
     * @param keep whether the layer stays in memory after its first use
     */
    LazyLayer(Function<Runnable, T> reader, boolean keep) {
        this.reader = reader;
        this.keep = keep;
    }

    /** A layer that is there already. */
    LazyLayer(T layer) {
        this.reader = null;
        this.keep = true;
        this.kept = layer;
    }

    /**
     * The layer; the caller lets go of it after one use.
     *
     * @param engine whose {@linkplain org.sdcodec.engine.Workers#check check} is called between reading and packing
     */
    public T get(Engine engine) {
        return get(engine.workers()::check);
    }

    /** The same without an end before the layer is there. */
    T get() {
        return get(() -> {});
    }

    private T get(Runnable check) {
        if (!keep) {
            return reader.apply(check);
        }
        T layer = kept;
        if (layer == null) {
            synchronized (this) {
                layer = kept;
                if (layer == null) {
                    layer = reader.apply(check);
                    kept = layer;
                }
            }
        }
        return layer;
    }
}
