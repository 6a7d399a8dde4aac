package org.sdcodec.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.Workers;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

/**
 * One small network through all layers, whose output bits are fixed for ever: a change of this constant means that
 * files of earlier versions decode to other pixels.
 */
@Tag("exactness")
class ConformanceTest {
    private static final String SHA_256 = "be6f32363acaa9f536511a8657d242c873fef7f446a2ea9abc5393dd8afbdfff";
    /** Runs of the whole network that see its kernels interpreted and compiled. */
    private static final int WARM_RUNS = 15;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void chosenKernelsGiveTheCommittedBits(int threads) {
        assertThat(digestOf(threads, KernelLookup.kernels())).isEqualTo(SHA_256);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void scalarKernelsGiveTheCommittedBits(int threads) {
        assertThat(digestOf(threads, new ScalarKernels())).isEqualTo(SHA_256);
    }

    @Test
    void theBitsStayWhenTheCodeIsCompiled() {
        try (Engine engine = Engine.create(2)) {
            Network network = new Network();
            for (int run = 0; run < WARM_RUNS; run++) {
                Tensor output = network.forward(engine);
                assertThat(digest(output)).as("run %d", run).isEqualTo(SHA_256);
                engine.release(output);
            }
        }
    }

    private static String digestOf(int threads, Kernels kernels) {
        try (Engine engine = Engine.create(new Workers(threads), kernels)) {
            return digest(new Network().forward(engine));
        }
    }

    /** Of the bits in NHWC order, big-endian. */
    private static String digest(Tensor t) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * t.size());
        for (int i = 0; i < t.size(); i++) {
            assertThat(t.data()[i]).isFinite();
            bytes.putFloat(t.data()[i]);
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Shapes that meet every path: several tiles, panels and depths, more keys than one step of the softmax, odd sizes.
     */
    private static final class Network {
        private final Random random = new Random(20_260);
        private final Tensor image = Tensor.of(27, 101, 3, uniform(27 * 101 * 3, 1));
        private final Conv2d in = conv(3, 20, 3, 1, Padding.of(1));
        private final GroupNorm norm1 = groupNorm(5, 20);
        private final Conv2d widen = conv(20, 180, 3, 2, Padding.bottomRight(1));
        private final Conv2d shortcut = conv(180, 48, 1, 1, Padding.NONE);
        private final GroupNorm norm2 = groupNorm(12, 180);
        private final Conv2d deep = conv(180, 48, 3, 1, Padding.of(1));
        private final Conv2d down = conv(48, 48, 3, 2, Padding.bottomRight(1));
        private final LayerNorm norm3 = new LayerNorm(uniform(48, 1), uniform(48, 0.1f), 1e-5f);
        private final Linear q = linear(48, 48);
        private final Linear k = linear(48, 48);
        private final Linear v = linear(48, 48);
        private final Linear proj = linear(48, 48);
        private final Linear value = linear(48, 96);
        private final Linear gate = linear(48, 96);
        private final Linear out = linear(96, 48);
        private final Conv2d up = conv(48, 33, 3, 1, Padding.of(1));
        private final Conv2d last = conv(33, 3, 3, 1, Padding.of(1));

        Tensor forward(Engine engine) {
            Tensor x = in.forward(engine, image);
            x = widen.on(x)
                    .reading(norm1.statistics(engine, x), Activation.SILU)
                    .then(Activation.QUICK_GELU)
                    .run(engine);
            Tensor skipped = shortcut.forward(engine, x);
            x = deep.on(x)
                    .reading(norm2.statistics(engine, x), Activation.SILU)
                    .plus(skipped)
                    .run(engine);
            x = down.forward(engine, x);
            Tensor h = norm3.forward(engine, x);
            Tensor attended = Attention.forward(
                    engine, q.forward(engine, h), k.forward(engine, h), v.forward(engine, h), 3, 0.25f);
            x = proj.forward(engine, attended, x);
            h = value.forward(engine, x);
            Tensor both = Channels.concatenate(engine, h, gate.forward(engine, x));
            int hidden = h.channels();
            engine.kernels()
                    .multiplyByGelu(h.pixels(), hidden, both.data(), 0, 2 * hidden, hidden, h.data(), 0, hidden);
            x = out.forward(engine, h, x);
            x = up.on(x).upsampled2x().then(Activation.GELU).run(engine);
            x = Activation.RELU.applyInPlace(engine, x);
            return last.on(x).then(Activation.TANH).run(engine);
        }

        private float[] uniform(int n, float scale) {
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                values[i] = scale * (2 * random.nextFloat() - 1);
            }
            return values;
        }

        /** Of about the size that keeps the variance of a signal. */
        private float[] weights(int inputs, int outputs) {
            return uniform(inputs * outputs, (float) Math.sqrt(3.0 / inputs));
        }

        private Conv2d conv(int inC, int outC, int size, int stride, Padding padding) {
            return new Conv2d(
                    inC, outC, size, size, stride, padding, weights(inC * size * size, outC), uniform(outC, 0.1f));
        }

        private Linear linear(int inC, int outC) {
            return new Linear(inC, outC, weights(inC, outC), uniform(outC, 0.1f));
        }

        private GroupNorm groupNorm(int groups, int channels) {
            return new GroupNorm(groups, uniform(channels, 1), uniform(channels, 0.1f), 1e-6);
        }
    }
}
