package org.sdcodec.codec.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One pass of a prior's network in training, in floats: its taps, layers and masks, as {@code PriorNetwork} has them in
 * integers. Its numbers are kept outside, in one array. Immutable.
 */
final class StageNetwork {
    /**
     * Parameters of a distribution: for each of two logistic ones a weight's logit, a mean, the logarithm of a scale.
     */
    static final int PARAMETERS = 6;

    private static final int PER_LOGISTIC = PARAMETERS / 2;
    private static final float OUT_SCALE = 0.1f;
    /**
     * The logarithms of the scales that the two distributions begin with, in units of the latents' root mean square.
     */
    private static final float[] LOG_SCALES = {-1f, 0.5f};

    /**
     * A place relative to a site and some channels there; of no channel it is whether the place is inside the latent.
     */
    record Tap(int dy, int dx, int first, int count) {
        int inputs() {
            return Math.max(1, count);
        }
    }

    final PriorShape shape;
    /** The first of its channels. */
    final int first;
    /** How many channels it has. */
    final int own;

    final List<Tap> taps;
    final DenseLayer spatial;
    final DenseLayer mix;
    /** Inputs: the context, then the pass's own values at the site. */
    final DenseLayer hidden;

    final DenseLayer middle;
    final DenseLayer out;
    final List<DenseLayer> layers;
    private final List<DenseLayer.Mask> masks;
    private final int size;

    StageNetwork(PriorShape shape, int index) {
        this.shape = shape;
        own = shape.perPass();
        first = index * own;
        taps = List.copyOf(taps(shape, first, own));
        int width = shape.groups() * shape.hidden();
        spatial = new DenseLayer(0, taps.stream().mapToInt(Tap::inputs).sum(), shape.context());
        mix = new DenseLayer(spatial.size(), shape.context(), shape.context());
        int at = spatial.size() + mix.size();
        hidden = new DenseLayer(at, shape.context() + own, width);
        at += hidden.size();
        middle = new DenseLayer(at, width, width);
        at += middle.size();
        int outputs = PARAMETERS * own;
        out = new DenseLayer(at, width, outputs);
        size = at + out.size();
        layers = List.of(spatial, mix, hidden, middle, out);
        int context = shape.context();
        masks = List.of(
                DenseLayer.Mask.ALL,
                DenseLayer.Mask.ALL,
                (i, o) -> i < context || shape.group(i - context, own) < shape.group(o, width),
                (i, o) -> shape.group(i, width) <= shape.group(o, width),
                (i, o) -> shape.group(i, width) <= shape.group(o, outputs));
    }

    private static List<Tap> taps(PriorShape shape, int first, int own) {
        List<Tap> taps = new ArrayList<>();
        for (int y = -shape.rows(); y <= 0; y++) {
            for (int x = -shape.columns(); x <= (y < 0 ? shape.columns() : -1); x++) {
                taps.add(new Tap(y, x, first, own));
            }
        }
        int reach = first > 0 ? shape.around() : -1;
        for (int y = -reach; y <= reach; y++) {
            for (int x = -reach; x <= reach; x++) {
                taps.add(new Tap(y, x, 0, first));
            }
        }
        int[][] sides = {{-1, 0}, {0, -1}, {0, 1}, {1, 0}};
        for (int[] side : sides) {
            taps.add(new Tap(side[0], side[1], 0, 0));
        }
        return taps;
    }

    /** How many numbers it has. */
    int size() {
        return size;
    }

    /** The numbers that training begins with. */
    float[] initial(Random random) {
        float[] numbers = new float[size];
        for (DenseLayer layer : layers) {
            layer.initialize(numbers, random);
        }
        float[] free = free();
        for (int i = 0; i < size; i++) {
            numbers[i] *= free[i];
        }
        // What a site sees of the latent passes through two layers at first.
        for (DenseLayer layer : List.of(mix, middle)) {
            for (int i = 0; i < layer.inputs; i++) {
                numbers[layer.weight(i, i)] += 1;
            }
        }
        for (int o = 0; o < out.outputs; o++) {
            for (int i = 0; i < out.inputs; i++) {
                numbers[out.weight(i, o)] *= OUT_SCALE;
            }
            boolean isLog = o % PER_LOGISTIC == 2;
            numbers[out.bias(o)] = isLog ? LOG_SCALES[o % PARAMETERS / PER_LOGISTIC] : 0;
        }
        return numbers;
    }

    /** 1 for every number that may change, 0 for the others, which are 0. */
    float[] free() {
        float[] free = new float[size];
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).markFree(free, masks.get(i));
        }
        return free;
    }
}
