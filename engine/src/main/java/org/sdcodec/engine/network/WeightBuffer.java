package org.sdcodec.engine.network;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * An array for weights as they are stored, while a layer packs them. One for all layers: with an array each, a heap
 * that may grow does so by more than a gigabyte before the garbage collector looks for what is no longer used. The
 * collector may have it between uses. Thread-safe; of several readers at the same time, all but one make an array of
 * their own.
 */
final class WeightBuffer {
    private final AtomicReference<WeakReference<float[]>> free = new AtomicReference<>(new WeakReference<>(null));

    /**
     * Reads a tensor and makes a layer of it.
     *
     * @param packing must not keep its array, which may be longer than the tensor
     */
    <T> T read(Parameters tensors, String name, int[] shape, Function<float[], T> packing) {
        int length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        float[] array = free.getAndSet(new WeakReference<>(null)).get();
        if (array == null || array.length < length) {
            array = new float[length];
        }
        tensors.read(name, array, shape);
        T layer = packing.apply(array);
        free.set(new WeakReference<>(array));
        return layer;
    }
}
