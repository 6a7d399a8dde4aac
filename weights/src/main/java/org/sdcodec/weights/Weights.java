package org.sdcodec.weights;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A network's view of its tensors while it is built: each layer asks for its weights by name and expected shape, and at
 * the end {@link #requireAllUsed} tells whether the file holds something that the network does not know. Views made by
 * {@link #at} share that account.
 */
public final class Weights {
    private final TensorSource source;
    private final String prefix;
    private final Set<String> used;

    /** A view of all tensors, none of them used yet. */
    public Weights(TensorSource source) {
        this(source, "", ConcurrentHashMap.newKeySet());
    }

    private Weights(TensorSource source, String prefix, Set<String> used) {
        this.source = source;
        this.prefix = prefix;
        this.used = used;
    }

    /** The tensors under a module's path, e.g. {@code at("encoder").at("conv_in")}; paths may be dotted. */
    public Weights at(String path) {
        return new Weights(source, prefix + path + ".", used);
    }

    /** The path of the view, e.g. {@code encoder.conv_in}; empty for all tensors. */
    public String path() {
        return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
    }

    /** Whether there is a tensor of that name under the view's path. */
    public boolean has(String name) {
        return source.names().contains(prefix + name);
    }

    /** The shape that the file gives to a tensor. */
    public List<Long> shape(String name) {
        return existing(name, "").shape();
    }

    /**
     * A tensor's values, and the note that it was used.
     *
     * @param shape the expected dimensions, outermost first
     * @return the values, row-major; the caller's own
     * @throws WeightsException if the tensor is missing or has another shape or a type that is not read
     */
    public float[] get(String name, int... shape) {
        require(name, shape);
        return source.floats(prefix + name);
    }

    /**
     * As {@link #get}, but into an array of the caller's.
     *
     * @param to receives the values from 0 on; at least as long as the tensor
     */
    public void read(String name, float[] to, int... shape) {
        require(name, shape);
        source.read(prefix + name, to);
    }

    /**
     * Checks a tensor that will be read later by {@link #get}, without reading it, and notes that it was used.
     *
     * @param shape the expected dimensions, outermost first
     * @throws WeightsException if the tensor is missing or has another shape or a type that is not read
     */
    public void require(String name, int... shape) {
        TensorInfo info = existing(name, ", expected with shape " + Arrays.toString(shape));
        if (!info.hasShape(shape)) {
            throw new WeightsException(
                    source.origin(info.name()) + ": tensor " + Quote.name(info.name()) + " has shape " + info.shape()
                            + ", but the model's configuration asks for " + Arrays.toString(shape));
        }
        if (!info.dtype().isFloat()) {
            throw new WeightsException(source.origin(info.name()) + ": tensor " + Quote.name(info.name())
                    + " is of type " + info.dtype() + "; F32, F16 or BF16 was expected");
        }
        used.add(info.name());
    }

    /** Notes that a tensor was used which holds nothing that the network needs; if it is not there, nothing happens. */
    public void ignore(String name) {
        if (has(name)) {
            used.add(prefix + name);
        }
    }

    /**
     * Checks that the network used every tensor, whatever the view's path.
     *
     * @throws WeightsException if one was left over: the file is then another network's than the configuration says
     */
    public void requireAllUsed() {
        requireAllUsed(name -> true);
    }

    /**
     * As {@link #requireAllUsed()}, for a part of the network.
     *
     * @param own whether a tensor of that name is a matter of the part
     * @throws WeightsException if one was left over: the file is then another network's than the configuration says
     */
    public void requireAllUsed(Predicate<String> own) {
        Set<String> unused = new TreeSet<>(source.names());
        unused.removeAll(used);
        unused.removeIf(own.negate());
        if (!unused.isEmpty()) {
            String first = unused.iterator().next();
            throw new WeightsException(source.origin(first) + ": tensor " + Quote.name(first) + " of shape "
                    + source.info(first).shape() + " has no place in the model that the configuration describes"
                    + (unused.size() == 1 ? "" : ", nor have " + (unused.size() - 1) + " others"));
        }
    }

    private TensorInfo existing(String name, String expected) {
        if (!has(name)) {
            throw new WeightsException(
                    source.origin() + ": tensor " + Quote.name(prefix + name) + " is missing" + expected);
        }
        return source.info(prefix + name);
    }
}
