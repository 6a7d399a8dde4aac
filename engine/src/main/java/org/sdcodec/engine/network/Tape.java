package org.sdcodec.engine.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/**
 * The tensors that a run forwards keeps for the run backwards, last in, first out. A tensor may be kept more than once,
 * and goes back to the work memory with its last entry. Not thread-safe.
 */
public final class Tape {
    private final Engine engine;
    private final Deque<Tensor> entries = new ArrayDeque<>();
    private final Map<float[], Integer> counts = new IdentityHashMap<>();

    /** @param engine whose tensors are kept */
    public Tape(Engine engine) {
        this.engine = engine;
    }

    /** Keeps a tensor, which nobody may modify from here on. */
    public void keep(Tensor tensor) {
        entries.push(tensor);
        counts.merge(tensor.data(), 1, Integer::sum);
    }

    /** Whether a tensor is kept. */
    public boolean keeps(Tensor tensor) {
        return counts.containsKey(tensor.data());
    }

    /** Gives a tensor back to the work memory, unless it is kept. */
    public void release(Tensor tensor) {
        if (!keeps(tensor)) {
            engine.release(tensor);
        }
    }

    /** The tensor that was kept last, which stays kept until {@link #drop}. */
    public Tensor last() {
        return entries.element();
    }

    /** Lets go of the tensor that was kept last. */
    public void drop() {
        Tensor tensor = entries.pop();
        if (counts.merge(tensor.data(), -1, Integer::sum) == 0) {
            counts.remove(tensor.data());
            engine.release(tensor);
        }
    }

    /** Lets go of everything that is kept. */
    public void clear() {
        while (!entries.isEmpty()) {
            drop();
        }
    }
}
