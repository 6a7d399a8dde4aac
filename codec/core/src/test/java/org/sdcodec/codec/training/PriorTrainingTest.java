package org.sdcodec.codec.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sdcodec.codec.entropy.LatentCoder;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

@Tag("exactness")
class PriorTrainingTest {
    private static final PriorTraining.Listener SILENT = (steps, progress, bits) -> {};

    private static final int LATENTS = 24;
    private static final int STEPS = 80;

    private static PriorTraining.Result trained(Engine engine, int steps) {
        PriorTraining training = new PriorTraining(LatentPrior.NONE);
        for (int i = 0; i < LATENTS; i++) {
            training.add(TestLatents.of(i, 12, 9, 2));
        }
        return training.train(engine, TrainingLength.ofSteps(steps), SILENT);
    }

    @Test
    void aTrainedPriorMakesOtherLatentsSmaller() {
        PriorTraining.Result result;
        try (Engine engine = Engine.create(2)) {
            result = trained(engine, STEPS);
        }
        assertThat(result.steps()).isEqualTo(STEPS);
        assertThat(result.trained() + result.heldOut()).isEqualTo(LATENTS);
        assertThat(result.pays()).isTrue();
        LatentPrior prior = LatentPrior.of(result.prior());
        Tensor other = TestLatents.of(99, 24, 24, 2);
        LatentSymbols symbols = LatentSymbols.of(24, 24, 2, new ScalarQuantizer(120).quantize(other.data()));
        byte[] coded = LatentCoder.encode(symbols, 120, prior);
        assertThat(coded.length).isLessThan(LatentCoder.encode(symbols, 120, LatentPrior.NONE).length);
        assertThat(LatentCoder.decode(coded, new LatentCoder.Frame(24, 24, 2, 120, Quantization.UNIFORM, prior)))
                .isEqualTo(symbols);
    }

    @Test
    void theBytesDependOnNeitherKernelsNorThreads() {
        try (Engine fast = Engine.create(2);
                Engine scalar = Engine.create(1, new ScalarKernels())) {
            assertThat(trained(fast, 2).prior()).isEqualTo(trained(scalar, 2).prior());
        }
    }

    @Test
    void tooLittleIsRefused() {
        PriorTraining training = new PriorTraining(LatentPrior.NONE);
        try (Engine engine = Engine.create(1)) {
            for (int i = 0; i < 8; i++) {
                training.add(TestLatents.of(i, 10, 10, 2));
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> training.train(engine, TrainingLength.ofSteps(1), SILENT))
                    .withMessageContaining("there are 8 with 800");
            PriorTraining flat = new PriorTraining(LatentPrior.NONE);
            for (int i = 0; i < 8; i++) {
                flat.add(Tensor.zeros(16, 16, 3));
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> flat.train(engine, TrainingLength.ofSteps(1), SILENT))
                    .withMessageContaining("are 0");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> training.add(TestLatents.of(1, 4, 4, 3)));
        Tensor broken = Tensor.zeros(4, 4, 2);
        broken.data()[3] = Float.NaN;
        assertThatIllegalArgumentException().isThrownBy(() -> training.add(broken));
    }
}
