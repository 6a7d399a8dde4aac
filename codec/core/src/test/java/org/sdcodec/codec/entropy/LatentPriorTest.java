package org.sdcodec.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;

class LatentPriorTest {

    /**
     * A network with random weights: one stage of {@code channels} in {@code groups}, a causal tap and a tap for the
     * border.
     */
    private static byte[] network(int channels, int groups) throws IOException {
        Random random = new Random(5);
        int context = 8;
        int hidden = 4 * groups;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {1, 6, 96, (byte) 192});
        out.write(new byte[] {(byte) channels, (byte) groups, 3});
        out.write(new byte[] {0, -1, 0, (byte) channels});
        out.write(new byte[] {-1, 0, 0, (byte) channels});
        out.write(new byte[] {0, 1, 0, 0});
        out.writeShort(context);
        out.writeShort(hidden);
        int[][] layers = {
            {2 * channels + 1, context},
            {context, context},
            {context + channels, hidden},
            {hidden, hidden},
            {hidden, 6 * channels}
        };
        for (int[] layer : layers) {
            out.writeByte(12);
            for (int i = 0; i < 3 * layer[1]; i++) {
                out.writeInt(i % 3 == 0 ? random.nextInt(8192) - 4096 : 0);
            }
            for (int i = 0; i < layer[0] * layer[1]; i++) {
                out.writeShort(random.nextInt(2048) - 1024);
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void aTrainedPriorWithGroupsReturnsEverySymbol() throws IOException {
        LatentPriorTrainer trainer = new LatentPriorTrainer(network(6, 3));
        for (int seed = 0; seed < 4; seed++) {
            assertThat(trainer.learn(Latents.photoLike(seed, 12, 10, 6, 3), 120))
                    .isPositive();
        }
        LatentPrior prior = LatentPrior.of(trainer.toBytes());
        for (int[] size : new int[][] {{1, 1}, {1, 9}, {9, 1}, {13, 11}}) {
            LatentSymbols symbols = Latents.wild(size[0], size[0], size[1], 6);
            byte[] data = LatentCoder.encode(symbols, 130, prior);
            assertThat(LatentCoder.decode(data, LatentCoder.Frame.of(symbols, 130, Quantization.UNIFORM, prior)))
                    .isEqualTo(symbols);
        }
    }

    @Test
    void trainingHelps() throws IOException {
        byte[] network = network(6, 3);
        byte[] untrained = new LatentPriorTrainer(network).toBytes();
        LatentPriorTrainer trainer = new LatentPriorTrainer(network);
        for (int seed = 0; seed < 12; seed++) {
            trainer.learn(Latents.photoLike(seed, 24, 24, 6, 3), 120);
        }
        LatentSymbols other = Latents.photoLike(99, 24, 24, 6, 3);
        assertThat(LatentCoder.encode(other, 120, LatentPrior.of(trainer.toBytes())).length)
                .isLessThan(LatentCoder.encode(other, 120, LatentPrior.of(untrained)).length);
    }

    @Test
    void priorsAreToldApart() throws IOException {
        byte[] a = new LatentPriorTrainer(network(6, 3)).toBytes();
        byte[] b = new LatentPriorTrainer(network(6, 2)).toBytes();
        assertThat(LatentPrior.of(a).check()).isEqualTo(LatentPrior.of(a).check());
        assertThat(LatentPrior.of(a).check()).isNotEqualTo(LatentPrior.of(b).check());
        assertThat(LatentPrior.of(a).suits(6)).isTrue();
        assertThat(LatentPrior.of(a).suits(4)).isFalse();
        assertThat(LatentPrior.NONE.suits(17)).isTrue();
    }

    @Test
    void damagedPriorsAreRefused() throws IOException {
        byte[] bytes = new LatentPriorTrainer(network(6, 3)).toBytes();
        for (int length : new int[] {0, 1, 4, 20, 200, bytes.length / 2, bytes.length - 1}) {
            assertThatIllegalArgumentException().isThrownBy(() -> LatentPrior.of(Arrays.copyOf(bytes, length)));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatentPrior.of(Arrays.copyOf(bytes, bytes.length + 2)))
                .withMessage("2 bytes follow its end");
        byte[] early = bytes.clone();
        // The second tap would see the row below.
        early[11] = 1;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatentPrior.of(early))
                .withMessage("the network's taps are not valid");
    }
}
