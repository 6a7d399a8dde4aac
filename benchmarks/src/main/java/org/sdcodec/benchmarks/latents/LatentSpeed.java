package org.sdcodec.benchmarks.latents;

import com.sun.management.ThreadMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
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
 * What the entropy coder takes in a warm JVM: processor time of its one thread, so that other programs hardly count,
 * and the memory that it allocates, of which it never holds more at once.
 */
final class LatentSpeed {
    private static final int ROUNDS = 40;
    private static final int GROUP = 4;
    private static final double NANOS_PER_MILLISECOND = 1e6;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    /**
     * Of one step of the quantizer and one number of channels, warm.
     *
     * @param encodeMs least and median of processor time in milliseconds
     * @param decodeMs likewise
     * @param encodeMegabytes the median of what is allocated
     * @param decodeMegabytes likewise
     */
    record Speed(
            int height,
            int width,
            int channels,
            float step,
            double[] encodeMs,
            double[] decodeMs,
            double encodeMegabytes,
            double decodeMegabytes) {}

    private static final ThreadMXBean CLOCK = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private LatentSpeed() {}

    /**
     * Measures at each step; four photographs of four channels and one size also on top of each other.
     *
     * @param latents in the scale of the diffusion model
     * @param steps of the quantizer
     */
    static List<Speed> measure(List<Tensor> latents, float[] steps) {
        List<Speed> speeds = new ArrayList<>();
        Tensor first = latents.get(0);
        for (float step : steps) {
            speeds.add(measure(latents, step, LatentTable.prior(first.channels())));
        }
        if (latents.size() < GROUP
                || first.channels() != GROUP
                || latents.stream()
                        .limit(GROUP)
                        .anyMatch(each -> each.height() != first.height() || each.width() != first.width())) {
            return speeds;
        }
        // For the number of channels alone.
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
            speeds.add(measure(List.of(sixteen), step, LatentPrior.NONE));
        }
        return speeds;
    }

    static void print(PrintStream out, List<Speed> speeds) {
        out.printf(
                Locale.ROOT,
                "%n%-26s %30s %30s %24s%n",
                "ms of processor time",
                "encode: least, median",
                "decode: least, median",
                "MB: encode, decode");
        for (Speed speed : speeds) {
            String title = String.format(
                    Locale.ROOT,
                    "%d x %d x %d, step %.3f",
                    speed.height(),
                    speed.width(),
                    speed.channels(),
                    speed.step());
            out.printf(
                    Locale.ROOT,
                    "%-26s %22.1f %7.1f %22.1f %7.1f %16.1f %7.1f%n",
                    title,
                    speed.encodeMs()[0],
                    speed.encodeMs()[1],
                    speed.decodeMs()[0],
                    speed.decodeMs()[1],
                    speed.encodeMegabytes(),
                    speed.decodeMegabytes());
        }
    }

    private static Speed measure(List<Tensor> latents, float step, LatentPrior prior) {
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
            long allocated = CLOCK.getCurrentThreadAllocatedBytes();
            long start = CLOCK.getCurrentThreadCpuTime();
            byte[] coded = LatentCoder.encode(symbols, code, prior);
            long middle = CLOCK.getCurrentThreadCpuTime();
            long half = CLOCK.getCurrentThreadAllocatedBytes();
            LatentCoder.decode(
                    coded,
                    new LatentCoder.Frame(
                            latent.height(), latent.width(), latent.channels(), code, Quantization.UNIFORM, prior));
            encoding[i] = (middle - start) / NANOS_PER_MILLISECOND;
            decoding[i] = (CLOCK.getCurrentThreadCpuTime() - middle) / NANOS_PER_MILLISECOND;
            encodeBytes[i] = (half - allocated) / BYTES_PER_MEGABYTE;
            decodeBytes[i] = (CLOCK.getCurrentThreadAllocatedBytes() - half) / BYTES_PER_MEGABYTE;
        }
        Arrays.sort(encoding);
        Arrays.sort(decoding);
        Arrays.sort(encodeBytes);
        Arrays.sort(decodeBytes);
        return new Speed(
                first.height(),
                first.width(),
                first.channels(),
                step,
                new double[] {encoding[0], encoding[ROUNDS / 2]},
                new double[] {decoding[0], decoding[ROUNDS / 2]},
                encodeBytes[ROUNDS / 2],
                decodeBytes[ROUNDS / 2]);
    }
}
