package org.sdcodec.engine.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sdcodec.engine.WorkMemory;

/**
 * A dry run of a network: blocks take and give back tensors in the order in which their {@code forward} does, and the
 * plan notes how much they hold at once. All numbers are elements, 4 bytes each. Not thread-safe.
 */
public final class MemoryPlan {
    /** Far more bytes than any memory has, and few enough for sums of several. */
    private static final long SATURATED = 1L << 61;

    private final int threads;
    private final List<Long> held = new ArrayList<>();
    private long heldElements;
    private long peak;
    private long mostHeld;
    private List<Long> mostTensors = List.of();
    private long mostWork;
    /** By the number of elements: tensors that are held, and the most that ever were. */
    private final Map<Long, int[]> counts = new TreeMap<>();

    /** A run on one thread. */
    public MemoryPlan() {
        this(1);
    }

    /** @param threads among which layers split their outputs */
    public MemoryPlan(int threads) {
        this.threads = threads;
    }

    /** Threads among which layers split their outputs. */
    public int threads() {
        return threads;
    }

    /** A layer takes a tensor. */
    public void take(Shape tensor) {
        long elements = tensor.elements();
        held.add(elements);
        heldElements += elements;
        peak = Math.max(peak, heldElements);
        if (heldElements > mostHeld) {
            mostHeld = heldElements;
            mostTensors = List.copyOf(held);
        }
        int[] count = counts.computeIfAbsent(elements, size -> new int[2]);
        count[0]++;
        count[1] = Math.max(count[0], count[1]);
    }

    /**
     * Tensors are given back.
     *
     * @throws IllegalStateException if one is not held: the plan is then not that of its network
     */
    public void give(Shape... tensors) {
        for (Shape tensor : tensors) {
            long elements = tensor.elements();
            if (!held.remove((Long) elements)) {
                throw new IllegalStateException("a tensor of " + tensor + " is given back, but was not taken");
            }
            heldElements -= elements;
            counts.get(elements)[0]--;
        }
    }

    /** A layer takes {@code elements} in addition to the tensors that are held, and gives them back. */
    public void work(long elements) {
        peak = Math.max(peak, heldElements + elements);
        mostWork = Math.max(mostWork, elements);
    }

    /** The most elements that are held at once, tensors and what layers take in addition. */
    public long peak() {
        return peak;
    }

    /** Bytes of {@link #peak()}; 2^61 if there are more. */
    public long peakBytes() {
        return bytes(peak);
    }

    /**
     * An upper bound of the bytes that the work memory makes if nothing is reserved: it keeps arrays for reuse, so that
     * the peaks of tensors of different sizes add up although they do not come at the same time. 2^61 if there are
     * more.
     */
    public long unreservedBytes() {
        long elements = mostWork;
        for (Map.Entry<Long, int[]> entry : counts.entrySet()) {
            elements = Math.min(SATURATED, elements + entry.getKey() * entry.getValue()[1]);
        }
        return bytes(elements);
    }

    /**
     * Elements of each of the tensors that are held where tensors take most: for
     * {@link org.sdcodec.engine.WorkMemory#reserve}.
     *
     * @throws ArithmeticException if one does not fit a Java array
     */
    public int[] reservation() {
        return mostTensors.stream().mapToInt(Math::toIntExact).toArray();
    }

    /**
     * The same less one: the largest for which the array of a tensor serves that is there before, and is given back by
     * then, or is that one.
     */
    public int[] reservationBeside(Shape tensor) {
        List<Long> others = new ArrayList<>(mostTensors);
        others.remove((Long) served(tensor));
        return others.stream().mapToInt(Math::toIntExact).toArray();
    }

    /** Bytes of {@link #peak()} with {@link #reservationBeside}: the array that serves may be longer. */
    public long peakBytesBeside(Shape tensor) {
        long served = served(tensor);
        return served == 0 ? bytes(peak) : bytes(peak + tensor.elements() - served);
    }

    /** Elements of the tensor for which the array of another serves; 0 if there is none. */
    private long served(Shape tensor) {
        return mostTensors.stream()
                .filter(elements -> WorkMemory.serves(tensor.elements(), elements))
                .max(Long::compare)
                .orElse(0L);
    }

    private static long bytes(long elements) {
        return elements > SATURATED / Float.BYTES ? SATURATED : elements * Float.BYTES;
    }
}
