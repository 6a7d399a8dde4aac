package org.sdcodec.engine.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.ChannelAffine;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.Footprint;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.layer.PixelShuffle;

/**
 * A network of layers that make some rows of their output at a time, for an input of one size. {@link RowRun} runs it
 * in little memory: from top to bottom, with as many rows of each layer as those behind it still need. Every output has
 * the bits that it has in a run of whole tensors, as tiles and zero padding lie where the whole picture has them.
 * Immutable.
 */
public final class RowNetwork {
    /** Replaces each of {@code n} elements from {@code offset} on by a function of itself. */
    public interface InPlace {
        /** @param x is modified */
        void apply(Kernels kernels, int n, float[] x, int offset);
    }

    /** What a layer does. */
    interface Operation {
        /**
         * Makes rows.
         *
         * @param normalization of the input; null if there is none
         * @param addend null if there is none
         */
        void run(Engine engine, Rows x, ChannelAffine normalization, Rows addend, Rows to, int from, int end);

        /** What a row of the output costs, more or less. */
        long rowCost(Shape output);

        /** Elements of work memory for some rows and columns of the output. */
        long workElements(Shape output, long rows, long columns, int threads);
    }

    /**
     * A convolution.
     *
     * @param zoom how often each pixel of the input is repeated along both sides
     * @param reading applied to the normalized input; null where nothing is normalized
     * @param then applied to the output; may be null
     */
    private record Convolution(ConvLayer conv, int zoom, Activation reading, Activation then) implements Operation {
        @Override
        public void run(Engine engine, Rows x, ChannelAffine normalization, Rows addend, Rows to, int from, int end) {
            Conv2d.Call call = conv.on(x);
            if (normalization != null) {
                call.reading(normalization, reading);
            }
            if (zoom == 2) {
                call.upsampled2x();
            }
            if (addend != null) {
                call.plus(addend);
            }
            if (then != null) {
                call.then(then);
            }
            call.run(engine, to, from, end);
        }

        @Override
        public long rowCost(Shape output) {
            return output.width() * conv.cost();
        }

        @Override
        public long workElements(Shape output, long rows, long columns, int threads) {
            return conv.workElements(output, zoom, rows, columns, threads);
        }
    }

    /** {@link PixelShuffle}. */
    private record Shuffle() implements Operation {
        @Override
        public void run(Engine engine, Rows x, ChannelAffine normalization, Rows addend, Rows to, int from, int end) {
            PixelShuffle.run(engine, x, to, from, end);
        }

        @Override
        public long rowCost(Shape output) {
            return output.width() * output.channels();
        }

        @Override
        public long workElements(Shape output, long rows, long columns, int threads) {
            return 0;
        }
    }

    /**
     * A layer.
     *
     * @param operation null for the network's input
     * @param input which layer's output is the input
     * @param norm of the input, by statistics of all its pixels; null if there is none
     * @param addend which layer's output is added; −1 if none is
     * @param output shape of the whole output
     * @param footprint what is read of the input
     * @param after applied to the output at last, in this order
     */
    record Layer(
            Operation operation,
            int input,
            GroupNorm norm,
            int addend,
            Shape output,
            Footprint footprint,
            List<InPlace> after) {
        /** Whether it is the network's input. */
        boolean isInput() {
            return operation == null;
        }

        /** The same in a network whose layers have other numbers. */
        Layer moved(int[] index) {
            return new Layer(operation, index[input], norm, addend < 0 ? -1 : index[addend], output, footprint, after);
        }

        /** What a row costs, more or less. */
        long rowCost() {
            return isInput() ? 0 : operation.rowCost(output);
        }
    }

    /** 4 MB: a share of an L3 cache, and hundreds of tiles for one set of weights. */
    private static final int BAND = 1 << 20;

    private final List<Layer> layers;
    private final int band;

    private RowNetwork(List<Layer> layers, int band) {
        this.layers = List.copyOf(layers);
        this.band = band;
    }

    /** The same network whose layers make about that many elements of their output at a time. Changes no result. */
    public RowNetwork withBand(int elements) {
        return new RowNetwork(layers, elements);
    }

    /** Elements of its output that a layer makes at a time, more or less. */
    int band() {
        return band;
    }

    /** The layers, the input first; each after those whose output it takes. The last one's output is the network's. */
    List<Layer> layers() {
        return layers;
    }

    /** Shape of the output. */
    public Shape output() {
        return layers.get(layers.size() - 1).output();
    }

    /** The layers whose input is normalized by statistics of all its pixels, in their order. */
    List<Integer> normalized() {
        return IntStream.range(0, layers.size())
                .filter(i -> layers.get(i).norm() != null)
                .boxed()
                .toList();
    }

    /** The part of this network that makes the output of a layer, and nothing else. */
    RowNetwork upTo(int layer) {
        boolean[] needed = new boolean[layer + 1];
        needed[layer] = true;
        for (int i = layer; i > 0; i--) {
            if (needed[i]) {
                needed[layers.get(i).input()] = true;
                if (layers.get(i).addend() >= 0) {
                    needed[layers.get(i).addend()] = true;
                }
            }
        }
        int[] index = new int[layer + 1];
        List<Layer> part = new ArrayList<>();
        for (int i = 0; i <= layer; i++) {
            if (needed[i]) {
                index[i] = part.size();
                part.add(i == 0 ? layers.get(i) : layers.get(i).moved(index));
            }
        }
        return new RowNetwork(part, band);
    }

    /** What a run costs, more or less, with those that take statistics. */
    double cost() {
        double cost = passCost();
        for (int layer : normalized()) {
            cost += upTo(layers.get(layer).input()).passCost();
        }
        return cost;
    }

    /** What a run of all layers costs. */
    double passCost() {
        double cost = 0;
        for (Layer layer : layers) {
            cost += RowSchedule.cost(layer, (int) layer.output().height());
        }
        return cost;
    }

    /** Collects layers in their order. Layers are named by numbers; 0 is the network's input. */
    public static final class Builder {
        private final List<Layer> layers = new ArrayList<>();

        /** @param input shape of the network's input */
        public Builder(Shape input) {
            layers.add(new Layer(null, -1, null, -1, input, Footprint.SAME, new ArrayList<>()));
        }

        /**
         * Appends a convolution.
         *
         * @param zoom 1, or 2 to repeat each pixel of the input along both sides
         * @param then applied to the sum; may be null
         * @param x the layer that gives the input
         * @param addend the layer whose output is added; −1 if none is
         * @return the new layer
         */
        public int conv(ConvLayer conv, int zoom, Activation then, int x, int addend) {
            return add(new Convolution(conv, zoom, null, then), null, x, addend);
        }

        /**
         * Appends a convolution of an input that is normalized by statistics of all its pixels.
         *
         * @param norm of the input, which the network has nowhere else
         * @param reading applied to the normalized input
         * @param then applied to the sum; may be null
         * @param x the layer that gives the input
         * @param addend the layer whose output is added; −1 if none is
         * @return the new layer
         */
        public int normalized(GroupNorm norm, Activation reading, ConvLayer conv, Activation then, int x, int addend) {
            return add(new Convolution(conv, 1, reading, then), norm, x, addend);
        }

        private int add(Convolution operation, GroupNorm norm, int x, int addend) {
            Shape in = layers.get(x).output();
            int zoom = operation.zoom();
            Shape output = operation.conv().output(new Shape(zoom * in.height(), zoom * in.width(), in.channels()));
            Footprint footprint = operation.conv().footprint(output, zoom);
            return add(new Layer(operation, x, norm, addend, output, footprint, new ArrayList<>()));
        }

        /**
         * Appends a {@link PixelShuffle}.
         *
         * @param x the layer that gives the input
         * @return the new layer
         */
        public int pixelShuffle(int x) {
            Shape output = PixelShuffleBlock.output(layers.get(x).output());
            return add(new Layer(new Shuffle(), x, null, -1, output, PixelShuffle.FOOTPRINT, new ArrayList<>()));
        }

        private int add(Layer layer) {
            layers.add(layer);
            return layers.size() - 1;
        }

        /**
         * Applies a function to the output of a layer.
         *
         * @param x the layer; no other takes its output as it was before
         * @return the same layer
         * @throws IllegalStateException if one does
         */
        public int apply(int x, InPlace function) {
            for (Layer layer : layers) {
                if (layer.input() == x || layer.addend() == x) {
                    throw new IllegalStateException("the output of layer " + x + " is in use as it is");
                }
            }
            layers.get(x).after().add(function);
            return x;
        }

        /** @param last the layer that gives the network's output, the last one that was appended */
        RowNetwork build(int last) {
            if (last != layers.size() - 1) {
                throw new IllegalStateException("layer " + last + " is not the last of " + layers.size());
            }
            return new RowNetwork(layers, BAND);
        }
    }
}
