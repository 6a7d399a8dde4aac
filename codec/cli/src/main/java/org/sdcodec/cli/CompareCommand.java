package org.sdcodec.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.codec.metrics.MsSsim;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.metrics.Ssim;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sdcodec compare}: how close two pictures are. */
@Command(
        name = "compare",
        header = "Measures how close two pictures of the same size are.",
        description = "PSNR on RGB, SSIM and MS-SSIM on the luma. What alpha hides does not count.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec compare photo.jpg photo.png",
            "  sdcodec compare photo.jpg photo.sdc          decodes the .sdc file first",
            "  sdcodec compare --json photo.jpg photo.png   for other programs"
        })
final class CompareCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "A", description = "A picture or an .sdc file; - is standard input.")
    private String first;

    @Parameters(index = "1", paramLabel = "B", description = "Another of the same size.")
    private String second;

    @Option(names = "--json", description = "Print one JSON object; psnr is null for equal pictures.")
    private boolean json;

    @Mixin
    private PixelOptions pixelOptions;

    @Mixin
    private CodecOptions codecOptions;

    @Mixin
    private TalkOptions talk;

    CompareCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        if (first.equals(FilePlan.STANDARD) && second.equals(FilePlan.STANDARD)) {
            throw new UsageException("only one of the two pictures can come from standard input");
        }
        Picture a = read(first);
        Picture b = read(second);
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new CliException(String.format(
                    Locale.ROOT,
                    "the pictures differ in size: '%s' is %dx%d, '%s' is %dx%d; bring them to one size first",
                    FileOptions.nameOf(first),
                    a.width(),
                    a.height(),
                    FileOptions.nameOf(second),
                    b.width(),
                    b.height()));
        }
        print(a, b);
        return Main.OK;
    }

    private Picture read(String input) throws IOException {
        byte[] bytes = FileOptions.read(streams, input);
        if (!Codec.isSdc(bytes)) {
            return Pictures.read(streams, bytes, input, pixelOptions.max());
        }
        try (Codec codec = codecOptions.open();
                ProgressLine progress = new ProgressLine(streams, FileOptions.nameOf(input), talk.quiet())) {
            DecodeOptions options = DecodeOptions.DEFAULT.withMaxPixels(pixelOptions.max());
            return Pictures.decode(codec, bytes, input, options, progress);
        }
    }

    private void print(Picture a, Picture b) {
        int scales = MsSsim.scales(a.width(), a.height());
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("psnr", Psnr.of(a, b));
        // Both need a window of 11x11 pixels.
        values.put("ssim", scales == 0 ? null : (Object) Ssim.of(a, b));
        values.put("ms_ssim", scales == 0 ? null : (Object) MsSsim.of(a, b));
        if (json) {
            Json.print(streams, values);
            return;
        }
        streams.out().println("PSNR     " + decibels((Double) values.get("psnr")));
        streams.out().println("SSIM     " + share(values.get("ssim")));
        streams.out()
                .println("MS-SSIM  " + share(values.get("ms_ssim"))
                        + (scales > 0 && scales < MsSsim.scales(Integer.MAX_VALUE, Integer.MAX_VALUE)
                                ? " (only " + scales + " of " + MsSsim.scales(Integer.MAX_VALUE, Integer.MAX_VALUE)
                                        + " scales fit)"
                                : ""));
    }

    static String decibels(double psnr) {
        return Double.isInfinite(psnr) ? "infinite (equal)" : String.format(Locale.ROOT, "%.2f dB", psnr);
    }

    private static String share(Object value) {
        return value == null
                ? "- (smaller than " + Ssim.MIN_SIDE + " pixels)"
                : String.format(Locale.ROOT, "%.5f", value);
    }
}
