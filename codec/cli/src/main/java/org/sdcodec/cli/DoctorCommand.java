package org.sdcodec.cli;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.launch.ClassArchive;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sdcodec doctor}: what sdcodec runs on here, and whether it works. */
@Command(
        name = "doctor",
        header = "Environment check: Java, kernels, memory, and a tiny picture.",
        description = "Tries the model on a tiny picture. Exit status 1 if something is wrong.",
        footerHeading = "%nExamples:%n",
        footer = {"  sdcodec doctor", "  sdcodec doctor --model vae/   with a model of yours"})
final class DoctorCommand implements Callable<Integer> {

    private static final long MIB = 1 << 20;
    private static final int SIDE = 64;
    private static final int LEAST_SIDE = 8;
    private static final int QUALITY = 60;

    // The picture is smooth; a working model that can be told from noise reaches more.
    private static final double LEAST_PSNR = 15;

    private final Streams streams;

    @Mixin
    private CodecOptions codecOptions;

    @Mixin
    private VerbosityOptions verbosity;

    DoctorCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        row("sdcodec", SdcodecCommand.Version.number());
        row("Java", property("java.vm.name") + " " + property("java.vm.version") + " in " + property("java.home"));
        List<String> options = jvmOptions();
        row("options", String.join(" ", options));
        row("system", property("os.name") + " " + property("os.version") + ", " + property("os.arch"));
        int processors = Runtime.getRuntime().availableProcessors();
        int threads = codecOptions.threads() == 0 ? processors : codecOptions.threads();
        row("threads", threads + " on " + processors + " processors");
        row(
                "heap",
                String.format(Locale.ROOT, "up to %,d MiB", Runtime.getRuntime().maxMemory() / MIB));
        KernelLookup.Choice choice = codecOptions.kernels();
        Kernels kernels = choice.kernels();
        row("kernels", kernels.name() + ", " + kernels.lanes() + " floats at a time: " + choice.reason());
        row("archive", ClassArchive.status(options));
        List<String> slowdowns = Slowdowns.of(kernels, options);
        slowdowns.forEach(sentence -> row("slow", sentence));
        try (Codec codec = codecOptions.open()) {
            row(
                    "model",
                    codec.model().name() + ", latent space " + codec.model().latentSpace());
            return check(codec, kernels, !slowdowns.isEmpty());
        }
    }

    /**
     * The options of this JVM, also from variables and files of options; none where the runtime image lacks the
     * management classes.
     */
    private static List<String> jvmOptions() {
        try {
            return ManagementFactory.getRuntimeMXBean().getInputArguments();
        } catch (LinkageError e) {
            return List.of();
        }
    }

    private int check(Codec codec, Kernels kernels, boolean isSlow) {
        // The time goes with the pixels.
        int side = Slowdowns.hasFusedMultiplyAdd() ? SIDE : LEAST_SIDE;
        Picture picture = picture(side);
        byte[] file = codec.encode(picture, EncodeOptions.DEFAULT.withQuality(QUALITY));
        long start = System.nanoTime();
        Picture decoded = codec.decode(file);
        double millis = (System.nanoTime() - start) / 1e6;
        double psnr = Psnr.of(picture, decoded);
        row(
                "trial",
                String.format(
                        Locale.ROOT,
                        "%dx%d pixels in %,d bytes, %.1f dB, decoded in %.0f ms",
                        side,
                        side,
                        file.length,
                        psnr,
                        millis));
        if (psnr < LEAST_PSNR) {
            return verdict(
                    "the decoded picture is far from the original: this model does not fit its configuration", false);
        }
        if (kernels.lanes() == 1) {
            return verdict("works, but is slow here; see 'slow'", true);
        }
        try (Codec scalar = codecOptions.open(new ScalarKernels())) {
            if (!decoded.equals(scalar.decode(file))) {
                return verdict(
                        "the vector kernels give other pixels than the scalar ones: please report this, with this output",
                        false);
            }
        }
        String speed = isSlow ? ", but is slow here; see 'slow'" : "";
        return verdict("works" + speed + "; the vector kernels give the same pixels as the scalar ones", true);
    }

    private int verdict(String words, boolean works) {
        row("verdict", words);
        return works ? Main.OK : Main.FAILURE;
    }

    /** Soft colors with one edge. */
    private static Picture picture(int side) {
        int[] pixels = new int[side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int red = x > y ? 200 - y : 60 + x;
                int green = 60 + (x + y);
                int blue = 180 - x;
                pixels[y * side + x] = red << 16 | green << 8 | blue;
            }
        }
        return Picture.opaque(side, side, pixels);
    }

    private static String property(String name) {
        return System.getProperty(name);
    }

    private void row(String name, String value) {
        streams.print(String.format(Locale.ROOT, "%-8s %s", name, value));
    }
}
