package org.sdcodec.engine.network;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Tensors of any name and shape, with values that depend on the name alone, and a record of what was asked for. */
final class TestParameters implements Parameters {
    /** Names, and how often they were read. */
    final TreeMap<String, Integer> reads = new TreeMap<>();

    private final Set<String> refused = new HashSet<>();

    static float[] values(String name, int size) {
        Random random = new Random(name.hashCode());
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    /** Lets a tensor have another shape than any that is asked for. */
    void refuse(String name) {
        refused.add(name);
    }

    @Override
    public boolean has(String name) {
        return true;
    }

    @Override
    public void require(String name, int... shape) {
        if (refused.contains(name)) {
            throw new IllegalArgumentException(name + " has another shape than " + Arrays.toString(shape));
        }
        reads.putIfAbsent(name, 0);
    }

    @Override
    public void read(String name, float[] to, int... shape) {
        require(name, shape);
        reads.merge(name, 1, Integer::sum);
        int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        System.arraycopy(values(name, size), 0, to, 0, size);
    }
}
