package org.sdcodec.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Arrays for intermediate results, kept for reuse: a network asks for the same sizes again and again, and a fresh array costs
 * the garbage collector and a pass of zeroing. Thread-safe.
 */
public final class WorkMemory {
    /** A free array serves a request of at least half its length: with a quarter, the decoder of Stable Diffusion took 190 MB more. */
    private static final int MOST_WASTE = 2;
    /** One that may have been reserved serves a request of at least an eighth of its length: it is there anyway. */
    private static final int MOST_WASTE_OF_RESERVED = 8;

    private final TreeMap<Integer, ArrayDeque<float[]>> freeByLength = new TreeMap<>();
    private final AtomicLong allocatedBytes = new AtomicLong();
    /** The shortest length that was reserved last. */
    private int reservedFrom = Integer.MAX_VALUE;

    /** Keeps nothing yet. */
    public WorkMemory() {
        // All fields have their values.
    }

    /**
     * An array of at least {@code size} elements with undefined contents.
     *
     * @throws OutOfMemoryError if the heap has no room even after everything kept here has been let go
     */
    public float[] take(int size) {
        float[] reused = takeFree(size);
        if (reused != null) {
            return reused;
        }
        allocatedBytes.addAndGet((long) size * Float.BYTES);
        try {
            return new float[size];
        } catch (OutOfMemoryError e) {
            clear();
            return new float[size];
        }
    }

    private synchronized float[] takeFree(int size) {
        // A length whose arrays are all in use stays here, so that taking and giving back makes no object.
        for (Integer length = freeByLength.ceilingKey(size);
                length != null && length <= (long) MOST_WASTE_OF_RESERVED * size;
                length = freeByLength.higherKey(length)) {
            boolean fits = length <= (long) MOST_WASTE * size || length >= reservedFrom;
            float[] array = fits ? freeByLength.get(length).poll() : null;
            if (array != null) {
                return array;
            }
        }
        return null;
    }

    /**
     * Makes those arrays first that a network holds at once where it holds most. What it needs on the way there then lies in them, while in the
     * order in which it asks, arrays of all sizes would come to lie beside each other.
     *
     * @param sizes elements of each; not modified
     * @throws OutOfMemoryError if the heap has no room for them, even after everything kept here has been let go
     */
    public void reserve(int... sizes) {
        int[] ascending = sizes.clone();
        Arrays.sort(ascending);
        float[][] arrays = new float[ascending.length][];
        for (int i = ascending.length - 1; i >= 0; i--) {
            arrays[i] = take(ascending[i]);
        }
        synchronized (this) {
            reservedFrom = ascending.length == 0 ? Integer.MAX_VALUE : ascending[0];
        }
        for (float[] array : arrays) {
            give(array);
        }
    }

    /** Takes an array back for reuse; the caller must not touch it any more. */
    public synchronized void give(float[] array) {
        freeByLength.computeIfAbsent(array.length, length -> new ArrayDeque<>()).push(array);
    }

    /**
     * Lets go of the largest arrays until those that are kept have at most {@code maxElements} elements together. For the end of
     * a picture: what the next one of the same size needs may stay, what only a huge one needed must not.
     */
    public synchronized void trim(long maxElements) {
        long kept = 0;
        for (Map.Entry<Integer, ArrayDeque<float[]>> entry : freeByLength.entrySet()) {
            kept += (long) entry.getKey() * entry.getValue().size();
        }
        while (kept > maxElements) {
            Map.Entry<Integer, ArrayDeque<float[]>> largest = freeByLength.lastEntry();
            if (largest.getValue().poll() == null) {
                freeByLength.remove(largest.getKey());
            } else {
                kept -= largest.getKey();
            }
        }
    }

    /** The size of all arrays that were ever made here: it stands still once a network finds every array that it needs. */
    public long allocatedBytes() {
        return allocatedBytes.get();
    }

    /** Lets go of everything that is kept, so that the garbage collector can have it. */
    public synchronized void clear() {
        freeByLength.clear();
    }
}
