package org.sdcodec.weights.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sdcodec.weights.Quote;
import org.sdcodec.weights.TensorInfo;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;

/**
 * Tensors of one or more files under other names. Each is a view: a tensor of a file as it is, with another shape of
 * as many elements, or an equal part of it along its first dimension. Where the file has a {@linkplain #scale scale}
 * for a tensor, its values are multiplied by it. Nothing is read before it is asked for.
 */
public final class RenamedTensors implements TensorSource, Closeable {
    /** How the names end by which programs store the scales of 8-bit weights beside them. */
    private static final List<String> SCALES = List.of(".scale_weight", ".weight_scale");

    private static final String WEIGHT = ".weight";

    private record View(TensorSource source, String sourceName, TensorInfo info, int part, int parts) {}

    private final String origin;
    private final Map<String, View> views;
    private final Set<TensorSource> sources;

    private RenamedTensors(Builder builder) {
        this.origin = builder.origin;
        this.views = new TreeMap<>(builder.views);
        this.sources = new LinkedHashSet<>(builder.sources);
    }

    /** Collects views. */
    public static final class Builder {
        private final String origin;
        private final Map<String, View> views = new TreeMap<>();
        private final Set<TensorSource> sources = new LinkedHashSet<>();

        /**
         * Starts without tensors.
         *
         * @param origin names the whole in messages
         */
        public Builder(String origin) {
            this.origin = origin;
        }

        /** Adds a tensor as it is. */
        public Builder add(String name, TensorSource source, String sourceName) {
            return add(name, source, sourceName, source.info(sourceName).shape());
        }

        /**
         * Adds a tensor with another shape.
         *
         * @throws IllegalArgumentException if the shape has another number of elements
         */
        public Builder add(String name, TensorSource source, String sourceName, List<Long> shape) {
            TensorInfo info = source.info(sourceName);
            TensorInfo renamed = new TensorInfo(name, info.dtype(), shape, info.begin(), info.end());
            if (renamed.elements() != info.elements()) {
                throw new IllegalArgumentException(sourceName + " has " + info.shape() + ", not " + shape);
            }
            return put(new View(source, sourceName, renamed, 0, 1));
        }

        /**
         * Adds part {@code part} of {@code parts} equal parts along the first dimension.
         *
         * @throws WeightsException if the tensor cannot be parted so
         */
        public Builder addPart(String name, TensorSource source, String sourceName, int part, int parts) {
            TensorInfo info = source.info(sourceName);
            List<Long> shape = info.shape();
            if (shape.isEmpty() || shape.get(0) % parts != 0) {
                throw new WeightsException(source.origin(sourceName) + ": tensor " + Quote.name(sourceName)
                        + " has shape " + shape + ", but a first dimension that is a multiple of " + parts
                        + " was expected");
            }
            Long[] partShape = shape.toArray(new Long[0]);
            partShape[0] /= parts;
            long bytes = info.bytes() / parts;
            long begin = info.begin() + part * bytes;
            TensorInfo renamed = new TensorInfo(name, info.dtype(), List.of(partShape), begin, begin + bytes);
            return put(new View(source, sourceName, renamed, part, parts));
        }

        private Builder put(View view) {
            View other = views.putIfAbsent(view.info.name(), view);
            if (other != null) {
                throw new WeightsException(origin + ": tensors " + Quote.name(other.sourceName) + " and "
                        + Quote.name(view.sourceName) + " are both " + Quote.name(view.info.name()));
            }
            sources.add(view.source);
            return this;
        }

        /** The views collected so far. */
        public RenamedTensors build() {
            return new RenamedTensors(this);
        }
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(views.keySet());
    }

    @Override
    public TensorInfo info(String name) {
        return view(name).info;
    }

    /**
     * Whether a tensor serves 8-bit weights only: holds their scales, or says that there are some. Scales of inputs do
     * not count, as all is computed in F32.
     */
    static boolean isScale(String name) {
        return SCALES.stream().anyMatch(name::endsWith)
                || name.endsWith(".scale_input")
                || name.endsWith(".input_scale")
                || name.equals("scaled_fp8");
    }

    /** The name of the tensor that holds the scale of a weight; null if there is none. */
    private static String scale(TensorSource source, String name) {
        if (!name.endsWith(WEIGHT)) {
            return null;
        }
        String module = name.substring(0, name.length() - WEIGHT.length());
        return SCALES.stream()
                .map(module::concat)
                .filter(source.names()::contains)
                .findFirst()
                .orElse(null);
    }

    /** Multiplies a weight by its scale, if there is one: one number, or one for each index of the first dimension. */
    private static void applyScale(View view, float[] values) {
        String name = scale(view.source, view.sourceName);
        if (name == null) {
            return;
        }
        TensorInfo info = view.source.info(view.sourceName);
        float[] scales = view.source.floats(name);
        long rows = info.shape().isEmpty() ? 1 : info.shape().get(0);
        if (scales.length != 1 && scales.length != rows) {
            throw new WeightsException(
                    view.source.origin(name) + ": tensor " + Quote.name(name) + " has " + scales.length
                            + " scales; expected one, or one for each of the " + rows + " rows of "
                            + Quote.name(view.sourceName));
        }
        int length = Math.toIntExact(info.elements());
        int each = Math.max(1, length / Math.max(1, scales.length));
        for (int i = 0; i < length; i++) {
            values[i] *= scales[i / each];
        }
    }

    @Override
    public float[] floats(String name) {
        View view = view(name);
        float[] values = view.source.floats(view.sourceName);
        applyScale(view, values);
        if (view.parts == 1) {
            return values;
        }
        int length = values.length / view.parts;
        return Arrays.copyOfRange(values, view.part * length, (view.part + 1) * length);
    }

    @Override
    public void read(String name, float[] to) {
        View view = view(name);
        if (view.parts == 1) {
            view.source.read(view.sourceName, to);
            applyScale(view, to);
        } else {
            TensorSource.super.read(name, to);
        }
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public String origin(String name) {
        View view = view(name);
        return view.source.origin(view.sourceName);
    }

    /** The name of the tensor that a view shows. */
    public String sourceName(String name) {
        return view(name).sourceName;
    }

    private View view(String name) {
        View view = views.get(name);
        if (view == null) {
            throw new WeightsException(origin + ": there is no tensor " + Quote.name(name));
        }
        return view;
    }

    /** Closes the files; arrays that were read stay valid. */
    @Override
    public void close() {
        for (TensorSource source : sources) {
            if (source instanceof Closeable closeable) {
                try {
                    closeable.close();
                } catch (IOException e) {
                    throw WeightsException.because(source.origin() + ": cannot be closed", e);
                }
            }
        }
    }
}
