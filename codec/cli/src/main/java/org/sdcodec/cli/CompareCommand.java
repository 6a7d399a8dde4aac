package org.sdcodec.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;
import org.sdcodec.SdcFormatException;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.report.ErrorMap;
import org.sdcodec.cli.report.HtmlReport;
import org.sdcodec.codec.container.SdcReader;
import org.sdcodec.codec.metrics.Comparison;
import org.sdcodec.engine.Workers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sdcodec compare}: how close two pictures are. */
@Command(
        name = "compare",
        header = "Measures how close two pictures of the same size are.",
        description = {
            "PSNR: RGB. SSIM and MS-SSIM: luma; MS-SSIM chroma: the color differences.",
            "SSIMULACRA 2: 100 for equal pictures, 90 no visible difference, 70 high quality, 50 medium, 30 low.",
            "texture: 0 for equal statistics of fine detail, wherever it lies; about 0.8 where detail is lost.",
            "",
            "SSIMULACRA 2 and texture take A as the original. What alpha hides does not count."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec compare photo.jpg photo.png",
            "  sdcodec compare photo.jpg photo.sdc          decodes the .sdc file first",
            "  sdcodec compare --json photo.jpg photo.png   for other programs",
            "  sdcodec compare --html look.html photo.jpg photo.sdc   a page to look at"
        })
final class CompareCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "A", description = "A picture or an .sdc file; - is standard input.")
    private String first;

    @Parameters(index = "1", paramLabel = "B", description = "Another of the same size.")
    private String second;

    @Option(
            names = "--json",
            description = "Print one JSON object; psnr is null for equal pictures, the others where the"
                    + " pictures are too small for them.")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "Also write a page in one file: both pictures with a divider, where they differ, and the scores.")
    private String html;

    @Mixin
    private LimitOptions limitOptions;

    @Mixin
    private CodecOptions codecOptions;

    @Mixin
    private FileOptions files;

    @Mixin
    private VerbosityOptions verbosity;

    CompareCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        if (first.equals(FilePlan.STANDARD) && second.equals(FilePlan.STANDARD)) {
            throw new UsageException("only one of the two pictures can come from standard input");
        }
        if (html != null) {
            if (html.equals(FilePlan.STANDARD)) {
                throw new UsageException("--html needs a file, as standard output has the scores");
            }
            files.check(html);
        }
        byte[] firstFile = bytes(first);
        byte[] secondFile = bytes(second);
        // Where an .sdc file keeps colors beyond sRGB, the other picture does too.
        Gamut widest = gamut(firstFile) == Gamut.SRGB ? gamut(secondFile) : gamut(firstFile);
        Picture a = picture(first, firstFile, widest);
        Picture b = picture(second, secondFile, widest);
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

    private byte[] bytes(String input) throws IOException {
        return FileOptions.read(
                streams,
                input,
                start -> SdcReader.canBeSdc(start) || ImageFormat.sniff(start).isPresent());
    }

    private static boolean isSdc(byte[] bytes) {
        return SdcReader.canBeSdc(bytes) && ImageFormat.sniff(bytes).isEmpty();
    }

    /** Of an .sdc file; sRGB of others, and of damaged ones, which are refused later. */
    private static Gamut gamut(byte[] bytes) {
        try {
            return isSdc(bytes) ? Codec.info(bytes).gamut() : Gamut.SRGB;
        } catch (SdcFormatException e) {
            return Gamut.SRGB;
        }
    }

    private Picture picture(String input, byte[] bytes, Gamut widest) {
        if (!isSdc(bytes)) {
            return Pictures.read(streams, bytes, input, limitOptions.pixels(), widest);
        }
        try (Codec codec = codecOptions.open();
                ProgressLine progress = new ProgressLine(streams, FileOptions.nameOf(input), verbosity.quiet())) {
            DecodeOptions options = DecodeOptions.DEFAULT.withLimits(limitOptions.limits());
            return Pictures.decode(codec, bytes, input, options, progress);
        }
    }

    /** The name of an input without its folders. */
    private static String fileName(String input) {
        return input.equals(FilePlan.STANDARD)
                ? FileOptions.STANDARD_INPUT
                : FilePlan.path(input).getFileName().toString();
    }

    private byte[] page(Picture a, Picture b, Comparison comparison) {
        boolean distinct = !fileName(first).equals(fileName(second));
        String left = distinct ? fileName(first) : FileOptions.nameOf(first);
        String right = distinct ? fileName(second) : FileOptions.nameOf(second);
        return new HtmlReport(left + " | " + right)
                .viewer(List.of(
                        new HtmlReport.Layer(left, a),
                        new HtmlReport.Layer(right, b),
                        new HtmlReport.Layer("where they differ", ErrorMap.of(a, b))))
                .text(String.join(System.lineSeparator(), comparison.lines()))
                .paragraph("Where they differ: black for equal pixels, light yellow for " + ErrorMap.BRIGHTEST
                        + " levels of 255 and more.")
                .bytes();
    }

    private void print(Picture a, Picture b) throws IOException {
        Comparison comparison;
        try (Workers workers = new Workers(codecOptions.threads())) {
            comparison = new Comparison(a, b, workers);
        }
        if (html != null) {
            byte[] page = page(a, b, comparison);
            files.write(streams, html, out -> out.write(page));
        }
        if (json) {
            Json.print(streams, comparison.values());
        } else {
            comparison.lines().forEach(streams.out()::println);
        }
    }
}
