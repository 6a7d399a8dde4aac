package org.sdcodec.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.sdcodec.engine.network.MemoryEstimate;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.testing.Goldens;

class UNetTest {
    private static final long SEED = 31;

    private final ModelFiles files = Goldens.committed("unet-sd2-odd").model(DType.F32);
    private final Tensor context = normal(1, 77, 24);

    @Tag("exactness")
    @Test
    void theSameBitsOnBothBackEndsWithAnyNumberOfThreads() {
        UNet2DConditionModel unet = UNet2DConditionModel.load(files, WeightResidency.KEEP);
        Tensor latent = normal(7, 10, 4);
        float[] expected = null;
        for (Kernels kernels : new Kernels[] {new ScalarKernels(), KernelLookup.kernels()}) {
            for (int threads = 1; threads <= 4; threads++) {
                try (Engine engine = Engine.create(new Workers(threads), kernels)) {
                    float[] result =
                            unet.forward(engine, latent, 12.5, context).copy().data();
                    expected = expected == null ? result : expected;
                    assertThat(result)
                            .as("%s, %d threads, seed %d", kernels.name(), threads, SEED)
                            .containsExactly(expected);
                }
            }
        }
    }

    @Test
    void theSameBitsWhateverStaysInMemory() {
        Tensor latent = normal(4, 4, 4);
        float[] expected = null;
        try (Engine engine = Engine.create(0)) {
            for (long bytes : new long[] {Long.MAX_VALUE, 0, 300_000}) {
                UNet2DConditionModel unet = UNet2DConditionModel.load(files, new WeightResidency(bytes));
                for (int run = 0; run < 2; run++) {
                    float[] result =
                            unet.forward(engine, latent, 3, context).copy().data();
                    expected = expected == null ? result : expected;
                    assertThat(result).as("%d bytes kept, run %d", bytes, run).containsExactly(expected);
                }
            }
        }
    }

    @Test
    void keepsWhatFitsAndSaysWhatItTakes() {
        try (Engine engine = Engine.create(1)) {
            MemoryEstimate all =
                    UNet2DConditionModel.load(files, WeightResidency.KEEP).estimate(engine, 8, 8);
            MemoryEstimate none =
                    UNet2DConditionModel.load(files, WeightResidency.DROP).estimate(engine, 8, 8);
            MemoryEstimate some = UNet2DConditionModel.load(files, new WeightResidency(300_000))
                    .estimate(engine, 8, 8);
            long elements = files.tensors().names().stream()
                    .mapToLong(name -> files.tensors().info(name).elements())
                    .sum();
            assertThat(all.keptWeights()).isBetween(3 * elements, 6 * elements);
            assertThat(all.largestDropped()).isZero();
            assertThat(none.keptWeights()).isZero();
            // The way up's first convolution, 3 × 3 × 64 × 32, as stored and packed.
            assertThat(none.largestDropped()).isEqualTo(2 * 9 * 64 * 32 * 4);
            assertThat(some.keptWeights()).isBetween(200_000L, 300_000L);
            assertThat(none.total()).isEqualTo(none.largestDropped() + none.work());
            assertThat(UNet2DConditionModel.load(files, WeightResidency.DROP)
                            .estimate(engine, Integer.MAX_VALUE, Integer.MAX_VALUE)
                            .total())
                    .isGreaterThan(1L << 60);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 24})
    void givesEveryTensorBackAndStaysBelowTheEstimate(int size) {
        UNet2DConditionModel unet = UNet2DConditionModel.load(files, WeightResidency.KEEP);
        try (Engine engine = Engine.create(1)) {
            Tensor latent = normal(size, size + 1, 4);
            engine.release(unet.forward(engine, latent, 3, context));
            long first = engine.memory().allocatedBytes();
            engine.release(unet.forward(engine, latent, 3, context));
            assertThat(engine.memory().allocatedBytes()).isEqualTo(first);
            assertThat(first).isLessThan(unet.estimate(engine, size, size + 1).work());
            assertThat(first)
                    .isGreaterThanOrEqualTo(unet.plan(1, size, size + 1).peakBytes());
        }
    }

    @Test
    void doesNotModifyItsInputs() {
        Tensor latent = normal(3, 5, 4);
        Tensor latentBefore = latent.copy();
        Tensor contextBefore = context.copy();
        try (Engine engine = Engine.create(0)) {
            UNet2DConditionModel.load(files, WeightResidency.DROP).forward(engine, latent, 0, context);
        }
        assertThat(latent.data()).containsExactly(latentBefore.data());
        assertThat(context.data()).containsExactly(contextBefore.data());
    }

    @Test
    void refusesWhatDoesNotFit() {
        UNet2DConditionModel unet = UNet2DConditionModel.load(files, WeightResidency.DROP);
        UNet2DConditionModel plain =
                UNet2DConditionModel.load(Goldens.committed("unet-plain").model(DType.F32), WeightResidency.DROP);
        assertThat(plain.contextChannels()).isZero();
        Tensor latent = normal(4, 4, 4);
        try (Engine engine = Engine.create(1)) {
            assertThatThrownBy(() -> unet.forward(engine, normal(4, 4, 3), 0, context))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a UNet of 4 channels cannot take a latent of 4×4×3");
            assertThatThrownBy(() -> unet.forward(engine, latent, 0, null))
                    .hasMessage("a UNet that takes texts of 24 channels cannot take none");
            assertThatThrownBy(() -> unet.forward(engine, latent, 0, normal(1, 77, 23)))
                    .hasMessage("a UNet that takes texts of 24 channels cannot take 1×77×23");
            assertThatThrownBy(() -> plain.forward(engine, normal(4, 4, 8), 0, context))
                    .hasMessage("a UNet that takes texts of 0 channels cannot take 1×77×24");
            assertThatThrownBy(() -> unet.forward(engine, latent, Double.NaN, context))
                    .hasMessageContaining("time step")
                    .hasMessageContaining("NaN");
        }
    }

    private static Tensor normal(int height, int width, int channels) {
        Random random = new Random(SEED);
        Tensor tensor = Tensor.zeros(height, width, channels);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.data()[i] = (float) random.nextGaussian();
        }
        return tensor;
    }
}
