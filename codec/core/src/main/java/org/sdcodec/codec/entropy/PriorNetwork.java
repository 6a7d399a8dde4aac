package org.sdcodec.codec.entropy;

import java.io.DataInputStream;
import java.io.IOException;

/**
 * The trained network that says of every symbol, before it is coded, by which {@link LogisticMixture} it is
 * distributed: a small causal network in integers. Immutable; {@link PriorStage} runs it.
 *
 * <p>The channels are coded in passes (stages). A stage looks at a window of earlier sites of its own channels, at a
 * full window of all channels of the stages before, and at which sides of the site are inside the latent; within a
 * site, groups of channels follow each other:
 *
 * <pre>
 *   window ─ spatial ─► context ─ mix ─► context ─ hidden ─► a[g] ─ middle ─► b[g] ─ out ─► parameters of group g
 *                       symbols of the groups before g ──────┘  └─ of groups ≤ g ─┴────────────┘
 * </pre>
 */
final class PriorNetwork {
    /**
     * Parameters of a symbol: for each of two logistic distributions a weight's logit, a mean and the logarithm of its
     * scale.
     */
    static final int PARAMETERS = 6;

    private static final int MAX_WIDTH = 4096;

    /** Rows of weights are filled up to so many numbers: the widest vectors. */
    private static final int LANES = 16;

    /** The weights of one stage. */
    static final class Stage {
        final int first;
        final int channels;
        final int groups;
        /**
         * Taps: rows and columns from the site, the first channel and how many; a tap of no channel is whether the
         * place is inside.
         */
        final int[] dy;

        final int[] dx;
        final int[] from;
        final int[] count;

        final Layer spatial;
        final Layer mix;
        /** Inputs: the context, then the stage's own symbols at the site. */
        final Layer hidden;

        final Layer middle;
        final Layer out;

        private Stage(DataInputStream in, int first) throws IOException {
            this.first = first;
            channels = in.readUnsignedByte();
            groups = in.readUnsignedByte();
            require(channels > 0 && groups > 0 && channels % groups == 0, "channels and groups");
            int taps = in.readUnsignedByte();
            dy = new int[taps];
            dx = new int[taps];
            from = new int[taps];
            count = new int[taps];
            int inputs = 0;
            for (int i = 0; i < taps; i++) {
                dy[i] = in.readByte();
                dx[i] = in.readByte();
                from[i] = in.readUnsignedByte();
                count[i] = in.readUnsignedByte();
                boolean before = from[i] + count[i] <= first;
                boolean causal = from[i] + count[i] <= first + channels && (dy[i] < 0 || dy[i] == 0 && dx[i] < 0);
                require(before || causal || count[i] == 0, "taps");
                inputs += Math.max(1, count[i]);
            }
            int context = in.readUnsignedShort();
            int width = in.readUnsignedShort();
            require(
                    context > 0 && context <= MAX_WIDTH && width > 0 && width <= MAX_WIDTH && width % groups == 0,
                    "widths");
            spatial = new Layer(in, inputs, context, 1);
            mix = new Layer(in, context, context, 1);
            hidden = new Layer(in, context + channels, width, 1);
            middle = new Layer(in, width, width, groups);
            out = new Layer(in, width, PARAMETERS * channels, groups);
            require(out.shift >= 8, "shifts");
        }

        /** Inputs of the spatial layer. */
        int spatialInputs() {
            return spatial.inputs;
        }
    }

    /**
     * {@code acc[o] = bias[o] + linear[o] t + square[o] t² + Σ weights[i][o] x[i]}, modulo 2^32; t is the step code
     * less 144.
     */
    static final class Layer {
        final int inputs;
        final int outputs;
        /**
         * What inputs add to outputs. The outputs of a group lie together, filled up with zeros to whole vectors, and
         * what belongs to a group of outputs is a block, because it is read at once:
         *
         * <pre>
         *   group 0: [input 0: output 0 output 1 ... 0 0] [input 1: ...] ...
         *   group 1: ...
         * </pre>
         */
        final int[] weights;
        /** Places of all outputs, with those that are filled up. */
        final int stride;
        /** acc >> shift is what the next layer gets. */
        final int shift;

        private final int groups;
        private final int[] bias;
        private final int[] linear;
        private final int[] square;

        /** @param groups of equal size, each of which begins a vector */
        private Layer(DataInputStream in, int inputs, int outputs, int groups) throws IOException {
            this.inputs = inputs;
            this.outputs = outputs;
            this.groups = groups;
            stride = groups * groupStride();
            shift = in.readUnsignedByte();
            require(shift < Integer.SIZE, "shifts");
            require(in.available() >= (12L + 2L * inputs) * outputs, "layers");
            bias = new int[stride];
            linear = new int[stride];
            square = new int[stride];
            for (int i = 0; i < outputs; i++) {
                int at = place(i);
                bias[at] = in.readInt();
                linear[at] = in.readInt();
                square[at] = in.readInt();
            }
            weights = new int[inputs * stride];
            byte[] bytes = new byte[2 * outputs];
            for (int i = 0; i < inputs; i++) {
                // A row at a time: number by number, reading is slow enough for the compiler to take it for worth its
                // while.
                in.readFully(bytes);
                unpack(bytes, i);
            }
        }

        /** The weights of an input: numbers of 16 bits, the high byte first. */
        private void unpack(byte[] bytes, int input) {
            int group = outputs / groups;
            for (int g = 0; g < groups; g++) {
                int at = block(g) + row(input);
                for (int i = g * group; i < (g + 1) * group; i++) {
                    weights[at++] = bytes[2 * i] << 8 | bytes[2 * i + 1] & 0xff;
                }
            }
        }

        /** Where in {@link #weights} a group of outputs begins. */
        int block(int group) {
            return group * inputs * groupStride();
        }

        /** Where in a block an input begins. */
        int row(int input) {
            return input * groupStride();
        }

        /** Places from the start of one group to that of the next. */
        int groupStride() {
            return (outputs / groups + LANES - 1) / LANES * LANES;
        }

        /** Where among all places an output is. */
        private int place(int output) {
            int group = outputs / groups;
            return output / group * groupStride() + output % group;
        }

        /** The sums before any input, one for each place of a row. */
        int[] start(int t) {
            int[] sums = new int[stride];
            for (int i = 0; i < stride; i++) {
                sums[i] = bias[i] + linear[i] * t + square[i] * t * t;
            }
            return sums;
        }

        /** What an input adds to an output. */
        int weight(int input, int output) {
            int group = outputs / groups;
            return weights[block(output / group) + row(input) + output % group];
        }

        /** The sum of an output before any input. */
        int start(int t, int output) {
            int at = place(output);
            return bias[at] + linear[at] * t + square[at] * t * t;
        }

        /** A sum as the next layer takes it: not negative, at most 32767. */
        int activation(int sum) {
            return Math.min(Math.max(sum, 0) >> shift, Short.MAX_VALUE);
        }
    }

    final Stage[] stages;
    /** All channels of the latent. */
    final int channels;
    /** A latent value v is given to the network as v · 2^valueBits. */
    final int valueBits;
    /** Outside of these step codes the network takes the nearer one. */
    final int minCode;

    final int maxCode;

    /**
     * @param in at the network's first byte, is read up to its last
     * @throws IOException if it ends early or is not a network
     */
    PriorNetwork(DataInputStream in) throws IOException {
        stages = new Stage[in.readUnsignedByte()];
        valueBits = in.readUnsignedByte();
        minCode = in.readUnsignedByte();
        maxCode = in.readUnsignedByte();
        require(stages.length > 0 && valueBits <= 15 && minCode <= maxCode, "first numbers");
        int first = 0;
        for (int i = 0; i < stages.length; i++) {
            stages[i] = new Stage(in, first);
            first += stages[i].channels;
        }
        channels = first;
    }

    private static void require(boolean valid, String what) throws IOException {
        if (!valid) {
            throw new IOException("the network's " + what + " are not valid");
        }
    }
}
