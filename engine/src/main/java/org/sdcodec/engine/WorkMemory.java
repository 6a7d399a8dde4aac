package org.sdcodec.engine;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Arrays for intermediate results, kept for reuse: a network asks for the same sizes again and again, and a fresh array
 * costs the garbage collector and a pass of zeroing. Thread-safe.
 */
public final class WorkMemory {
    /**
     * A free array serves a request of at least half its length: with a quarter, the decoder of Stable Diffusion took
     * 190 MB more.
     */
    private static final int MOST_WASTE = 2;
    /** One that may have been reserved serves a request of at least an eighth of its length: it is there anyway. */
    private static final int MOST_WASTE_OF_RESERVED = 8;

    /** Arrays by their length. The garbage collector lets go of all of them before it runs out of memory. */
    private SoftReference<TreeMap<Integer, ArrayDeque<float[]>>> free = new SoftReference<>(new TreeMap<>());

    private final AtomicLong allocatedBytes = new AtomicLong();
    private final AtomicLong usedBytes = new AtomicLong();
    private final AtomicLong mostUsedBytes = new AtomicLong();
    /** The shortest length that was reserved last. */
    private int reservedFrom = Integer.MAX_VALUE;

    /** Keeps nothing yet. */
    public WorkMemory() {
        // All fields have their values.
    }

    /** Whether an array that is free serves a request. */
    public static boolean serves(long length, long size) {
        return length >= size && length <= MOST_WASTE * size;
    }

    /**
     * An array of at least {@code size} elements with undefined contents.
     *
     * @throws OutOfMemoryError if the heap has no room even after everything kept here has been let go
     */
    public float[] take(int size) {
        return take(size, MOST_WASTE, MOST_WASTE_OF_RESERVED);
    }

    /**
     * An array of exactly {@code size} elements, for what is held long: a longer one would waste its end all the time.
     *
     * @throws OutOfMemoryError as {@link #take}
     */
    public float[] takeExactly(int size) {
        return take(size, 1, 1);
    }

    private float[] take(int size, int mostWaste, int mostWasteOfReserved) {
        float[] reused = takeFree(size, mostWaste, mostWasteOfReserved);
        if (reused != null) {
            countUsed(reused.length);
            return reused;
        }
        countUsed(size);
        allocatedBytes.addAndGet((long) size * Float.BYTES);
        try {
            return new float[size];
        } catch (OutOfMemoryError e) {
            clear();
            return new float[size];
        }
    }

    private TreeMap<Integer, ArrayDeque<float[]>> freeByLength() {
        TreeMap<Integer, ArrayDeque<float[]>> kept = free.get();
        if (kept == null) {
            kept = new TreeMap<>();
            free = new SoftReference<>(kept);
        }
        return kept;
    }

    private void countUsed(int elements) {
        long used = usedBytes.addAndGet((long) elements * Float.BYTES);
        mostUsedBytes.accumulateAndGet(used, Math::max);
    }

    private synchronized float[] takeFree(int size, int mostWaste, int mostWasteOfReserved) {
        TreeMap<Integer, ArrayDeque<float[]>> freeByLength = freeByLength();
        // A length whose arrays are all in use stays here, so that taking and giving back makes no object.
        for (Integer length = freeByLength.ceilingKey(size);
                length != null && length <= (long) mostWasteOfReserved * size;
                length = freeByLength.higherKey(length)) {
            boolean fits = length <= (long) mostWaste * size || length >= reservedFrom;
            float[] array = fits ? freeByLength.get(length).poll() : null;
            if (array != null) {
                return array;
            }
        }
        return null;
    }

    /**
     * Makes those arrays first that a network holds at once where it holds most. What it needs on the way there then
     * lies in them, while in the order in which it asks, arrays of all sizes would come to lie beside each other.
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
        freeByLength()
                .computeIfAbsent(array.length, length -> new ArrayDeque<>())
                .push(array);
        usedBytes.addAndGet(-(long) array.length * Float.BYTES);
    }

    /**
     * Lets go of the largest arrays until those that are kept have at most {@code maxElements} elements together. For
     * the end of a picture: what the next one of the same size needs may stay, what only a huge one needed must not.
     */
    public synchronized void trim(long maxElements) {
        TreeMap<Integer, ArrayDeque<float[]>> freeByLength = freeByLength();
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

    /**
     * The size of all arrays that were ever made here: it stands still once a network finds every array that it needs.
     */
    public long allocatedBytes() {
        return allocatedBytes.get();
    }

    /** The size of the arrays that were in use at the same time, at most: what a run cannot do without. */
    public long mostUsedBytes() {
        return mostUsedBytes.get();
    }

    /** Lets go of everything that is kept, so that the garbage collector can have it. */
    public synchronized void clear() {
        freeByLength().clear();
    }
}
