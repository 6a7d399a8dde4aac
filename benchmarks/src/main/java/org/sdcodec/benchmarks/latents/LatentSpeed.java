package org.sdcodec.benchmarks.latents;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sdcodec.codec.entropy.LatentCoder;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.LatentSymbols;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;

/** How long the entropy coder takes in a warm JVM: processor time of its one thread, so that other programs hardly count. */
final class LatentSpeed {
    private static final int ROUNDS = 40;
    private static final int GROUP = 4;
    private static final double NANOS_PER_MILLISECOND = 1e6;

    private final PrintStream out;
    private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();

    LatentSpeed(PrintStream out) {
        this.out = out;
    }

    /**
     * @param latents of four channels, in the scale of the diffusion model, all of one size
     * @param steps of the quantiser
     */
    void print(List<Tensor> latents, float[] steps) {
        out.printf(
                Locale.ROOT,
                "%n%-26s %30s %30s%n",
                "ms of processor time",
                "encode: least, median",
                "decode: least, median");
        for (float step : steps) {
            print(latents, step, LatentPrior.sd1());
        }
        if (latents.size() < GROUP) {
            return;
        }
        // Four photographs on top of each other, for the number of channels alone.
        Tensor first = latents.get(0);
        int channels = GROUP * first.channels();
        float[] stacked = new float[GROUP * first.size()];
        for (int i = 0; i < stacked.length; i++) {
            int channel = i % channels;
            int cell = i / channels;
            stacked[i] = latents.get(channel / first.channels())
                    .data()[cell * first.channels() + channel % first.channels()];
        }
        Tensor sixteen = Tensor.of(first.height(), first.width(), channels, stacked);
        for (float step : steps) {
            print(List.of(sixteen), step, LatentPrior.NONE);
        }
    }

    private void print(List<Tensor> latents, float step, LatentPrior prior) {
        int code = StepSize.nearestCode(step);
        double[] encoding = new double[ROUNDS];
        double[] decoding = new double[ROUNDS];
        Tensor first = latents.get(0);
        for (int i = 0; i < ROUNDS; i++) {
            Tensor latent = latents.get(i % latents.size());
            LatentSymbols symbols = LatentSymbols.of(
                    latent.height(),
                    latent.width(),
                    latent.channels(),
                    new ScalarQuantizer(code).quantize(latent.data()));
            long start = clock.getCurrentThreadCpuTime();
            byte[] coded = LatentCoder.encode(symbols, code, prior);
            long middle = clock.getCurrentThreadCpuTime();
            LatentCoder.decode(coded, latent.height(), latent.width(), latent.channels(), code, prior);
            encoding[i] = (middle - start) / NANOS_PER_MILLISECOND;
            decoding[i] = (clock.getCurrentThreadCpuTime() - middle) / NANOS_PER_MILLISECOND;
        }
        Arrays.sort(encoding);
        Arrays.sort(decoding);
        String title = String.format(
                Locale.ROOT, "%d x %d x %d, step %.3f", first.height(), first.width(), first.channels(), step);
        out.printf(
                Locale.ROOT,
                "%-26s %22.1f %7.1f %22.1f %7.1f%n",
                title,
                encoding[0],
                encoding[ROUNDS / 2],
                decoding[0],
                decoding[ROUNDS / 2]);
    }
}
