package org.sdcodec.benchmarks.latents;

import com.sun.management.ThreadMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sdcodec.codec.entropy.LatentCoder;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;

/**
 * What the entropy coder takes in a warm JVM: processor time of its one thread, so that other programs hardly count, and the memory that it
 * allocates, of which it never holds more at once.
 */
final class LatentSpeed {
    private static final int ROUNDS = 40;
    private static final int GROUP = 4;
    private static final double NANOS_PER_MILLISECOND = 1e6;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    private final PrintStream out;
    private final ThreadMXBean clock = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

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
                "%n%-26s %30s %30s %24s%n",
                "ms of processor time",
                "encode: least, median",
                "decode: least, median",
                "MB: encode, decode");
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
        double[] encodeBytes = new double[ROUNDS];
        double[] decodeBytes = new double[ROUNDS];
        Tensor first = latents.get(0);
        for (int i = 0; i < ROUNDS; i++) {
            Tensor latent = latents.get(i % latents.size());
            LatentSymbols symbols = LatentSymbols.of(
                    latent.height(),
                    latent.width(),
                    latent.channels(),
                    new ScalarQuantizer(code).quantize(latent.data()));
            long allocated = clock.getCurrentThreadAllocatedBytes();
            long start = clock.getCurrentThreadCpuTime();
            byte[] coded = LatentCoder.encode(symbols, code, prior);
            long middle = clock.getCurrentThreadCpuTime();
            long half = clock.getCurrentThreadAllocatedBytes();
            LatentCoder.decode(
                    coded,
                    new LatentCoder.Frame(
                            latent.height(), latent.width(), latent.channels(), code, Quantization.UNIFORM, prior));
            encoding[i] = (middle - start) / NANOS_PER_MILLISECOND;
            decoding[i] = (clock.getCurrentThreadCpuTime() - middle) / NANOS_PER_MILLISECOND;
            encodeBytes[i] = (half - allocated) / BYTES_PER_MEGABYTE;
            decodeBytes[i] = (clock.getCurrentThreadAllocatedBytes() - half) / BYTES_PER_MEGABYTE;
        }
        Arrays.sort(encoding);
        Arrays.sort(decoding);
        Arrays.sort(encodeBytes);
        Arrays.sort(decodeBytes);
        String title = String.format(
                Locale.ROOT, "%d x %d x %d, step %.3f", first.height(), first.width(), first.channels(), step);
        out.printf(
                Locale.ROOT,
                "%-26s %22.1f %7.1f %22.1f %7.1f %16.1f %7.1f%n",
                title,
                encoding[0],
                encoding[ROUNDS / 2],
                decoding[0],
                decoding[ROUNDS / 2],
                encodeBytes[ROUNDS / 2],
                decodeBytes[ROUNDS / 2]);
    }
}
