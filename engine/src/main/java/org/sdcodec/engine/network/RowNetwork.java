package org.sdcodec.engine.network;

import java.util.ArrayList;
import java.util.List;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.Footprint;
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
         * @param addend null if there is none
         */
        void run(Engine engine, Rows x, Rows addend, Rows to, int from, int end);

        /** What a row of the output costs, more or less. */
        long rowCost(Shape output);

        /** Elements of work memory for a part of the output. */
        long workElements(Shape part, int threads);
    }

    /**
     * A convolution.
     *
     * @param zoom how often each pixel of the input is repeated along both sides
     * @param then applied to the output; may be null
     */
    private record Convolution(ConvLayer conv, int zoom, Activation then) implements Operation {
        @Override
        public void run(Engine engine, Rows x, Rows addend, Rows to, int from, int end) {
            Conv2d.Call call = conv.on(x);
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
        public long workElements(Shape part, int threads) {
            return conv.workElements(part, threads);
        }
    }

    /** {@link PixelShuffle}. */
    private record Shuffle() implements Operation {
        @Override
        public void run(Engine engine, Rows x, Rows addend, Rows to, int from, int end) {
            PixelShuffle.run(engine, x, to, from, end);
        }

        @Override
        public long rowCost(Shape output) {
            return output.width() * output.channels();
        }

        @Override
        public long workElements(Shape part, int threads) {
            return 0;
        }
    }

    /**
     * A layer.
     *
     * @param operation null for the network's input
     * @param input which layer's output is the input
     * @param addend which layer's output is added; −1 if none is
     * @param output shape of the whole output
     * @param footprint what is read of the input
     * @param after applied to the output at last, in this order
     */
    record Layer(Operation operation, int input, int addend, Shape output, Footprint footprint, List<InPlace> after) {
        /** Whether it is the network's input. */
        boolean isInput() {
            return operation == null;
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

    /** Collects layers in their order. Layers are named by numbers; 0 is the network's input. */
    public static final class Builder {
        private final List<Layer> layers = new ArrayList<>();

        /** @param input shape of the network's input */
        public Builder(Shape input) {
            layers.add(new Layer(null, -1, -1, input, Footprint.SAME, new ArrayList<>()));
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
            Shape in = layers.get(x).output();
            Shape output = conv.output(new Shape(zoom * in.height(), zoom * in.width(), in.channels()));
            Footprint footprint = conv.footprint(output, zoom);
            return add(new Layer(new Convolution(conv, zoom, then), x, addend, output, footprint, new ArrayList<>()));
        }

        /**
         * Appends a {@link PixelShuffle}.
         *
         * @param x the layer that gives the input
         * @return the new layer
         */
        public int pixelShuffle(int x) {
            Shape output = PixelShuffleBlock.output(layers.get(x).output());
            return add(new Layer(new Shuffle(), x, -1, output, PixelShuffle.FOOTPRINT, new ArrayList<>()));
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
