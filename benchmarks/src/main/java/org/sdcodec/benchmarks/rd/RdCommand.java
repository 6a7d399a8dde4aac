package org.sdcodec.benchmarks.rd;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.benchmarks.tools.ExitFolders;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.ImageCodec;
import org.sdcodec.cli.peer.Tool;
import org.sdcodec.cli.peer.WorkFolder;
import org.sdcodec.codec.metrics.MsSsim;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.metrics.Ssimulacra2;
import org.sdcodec.codec.metrics.TextureDistance;
import org.sdcodec.codec.pipeline.SdcCodecBuilder;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.weights.hub.HubEnvironment;
import org.sdcodec.weights.hub.ModelLibrary;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rd}: rate-distortion curves of sdcodec beside JPEG, WebP, AVIF and JPEG XL. */
@Command(
        name = "rd",
        header = "Rate-distortion curves of sdcodec and of other image codecs.",
        description = {
            "Codes every picture of the folders with every codec at several settings, measures real file sizes, PSNR, MS-SSIM"
                    + " of luma and of chroma, SSIMULACRA 2, the distance of textures and, where butteraugli_main is"
                    + " installed, butteraugli's 3-norm, and writes rd.csv (every file),"
                    + " tables.txt (BD-rates and means), a chart per metric, and contact sheets.",
            "",
            "BD-rates are computed per picture over the qualities that both codecs reach, and averaged; the number of"
                    + " pictures stands in brackets where some have no quality in common. Mean curves are over all pictures at"
                    + " equal rates, and end where one picture's files cannot get there."
        },
        mixinStandardHelpOptions = true)
public final class RdCommand implements Callable<Integer> {
    private static final int OK = 0;
    private static final int FAILURE = 1;
    private static final int USAGE = 2;
    private static final int DEFAULT_CROP = 512;

    private final PrintStream out;
    private final PrintStream err;
    private final List<Path> searchPath;

    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..*",
            description = "Folders of pictures. Without any: the scene that 'sdcodec demo' renders.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "rd",
            description = "The folder for what is written; made if missing. Default: ${DEFAULT-VALUE}.")
    private Path output;

    @Option(
            names = "--codecs",
            paramLabel = "CODEC",
            split = ",",
            description = "Some of sdcodec, jpeg, webp, avif, avif420, jxl. Default: all that are installed.")
    private List<String> codecs = CodecChoice.ALL;

    @Option(
            names = "--ladder",
            paramLabel = "CODEC=SETTING:SETTING...",
            description = "Other settings for a codec, for example sdcodec=20:30:40:50:60. At least five.")
    private Map<String, String> ladders = new LinkedHashMap<>();

    @Option(
            names = "--crop",
            paramLabel = "PIXELS",
            defaultValue = "" + DEFAULT_CROP,
            description = "Take a square of this side from the middle of each picture; 0 takes the whole."
                    + " Default: ${DEFAULT-VALUE}.")
    private int crop;

    @Option(
            names = "--bpp",
            paramLabel = "LOW-HIGH",
            defaultValue = "0.08-0.5",
            description = "The rates, in bits per pixel, that BD-rates, means and charts are about."
                    + " Default: ${DEFAULT-VALUE}.")
    private String rates;

    @Option(
            names = "--sheets",
            paramLabel = "RATE",
            split = ",",
            description = "Also writes contact sheets of every picture at these bits per pixel, for example 0.10,0.15.")
    private List<Double> sheetRates = new ArrayList<>();

    @Option(
            names = "--sheet-quality",
            paramLabel = "1..100",
            description = "Write contact sheets as JPEG of this quality instead of PNG.")
    private Integer sheetQuality;

    @Option(
            names = "--html",
            description =
                    "Also write report.html, a page in one file: curves, tables and, at the rates of --sheets, all"
                            + " pictures with a divider, which take some MB each.")
    private boolean html;

    @Option(
            names = "--reuse",
            paramLabel = "CSV",
            description = "An rd.csv of an earlier run: what it says of the other codecs on the same pixels at the same"
                    + " settings is not measured again. sdcodec always is.")
    private List<Path> reused = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "CSV",
            description = "Measure nothing: tables and charts of this rd.csv, for example at other rates.")
    private Path from;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "The model for sdcodec, as for 'sdcodec encode'. Default: the one inside.")
    private String model;

    @Option(names = "--steps", paramLabel = "N", description = "Steps of the model's UNet, as for 'sdcodec decode'.")
    private Integer steps;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads for sdcodec. Default: all processors. The others run on one.")
    private int threads;

    @Option(names = "--no-butteraugli", description = "Leave butteraugli out.")
    private boolean noButteraugli;

    @Option(names = "--no-charts", description = "Draw no charts: for machines without fonts.")
    private boolean noCharts;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long one run of another program may take. Default: ${DEFAULT-VALUE}.")
    private int timeout;

    private RdCommand(PrintStream out, PrintStream err, List<Path> searchPath) {
        this.out = out;
        this.err = err;
        this.searchPath = searchPath;
    }

    /**
     * Runs the command.
     *
     * @param args without the command's name
     * @return the exit status: 0, 1 if something failed, 2 for wrong usage
     */
    public static int run(PrintStream out, PrintStream err, String... args) {
        return run(out, err, Tool.searchPath(System.getenv()), args);
    }

    static int run(PrintStream out, PrintStream err, List<Path> searchPath, String... args) {
        CommandLine line = new CommandLine(new RdCommand(out, err, searchPath));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setParameterExceptionHandler((e, ignored) -> {
            err.println("rd: " + e.getMessage());
            err.println("Try 'rd --help'.");
            return USAGE;
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof UsageException) {
                err.println("rd: " + e.getMessage());
                return USAGE;
            }
            if (!(e instanceof IOException || e.getClass().getName().startsWith("org.sdcodec."))) {
                throw e;
            }
            err.println("rd: " + e.getMessage());
            return FAILURE;
        });
        return line.execute(args);
    }

    /** What the user asked for cannot be; the message is one sentence. */
    private static final class UsageException extends RuntimeException {
        UsageException(String message) {
            super(message);
        }
    }

    @Override
    public Integer call() throws IOException, CodecException {
        Rates range = checkOptions();
        if (from != null) {
            List<RatePoint> points = PointFile.read(from);
            return folder().report(points, range) ? OK : FAILURE;
        }
        Map<String, List<Double>> settings = new LinkedHashMap<>();
        ladders.forEach((id, text) -> settings.put(id, ladder(text)));
        List<RatePoint> known = new ArrayList<>();
        for (Path file : reused) {
            known.addAll(PointFile.read(file));
        }
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            files.addAll(TestPicture.filesOf(folder));
        }
        RdFolder folder = folder();
        try (WorkFolder work = ExitFolders.make()) {
            CodecChoice choice = new CodecChoice(searchPath, work, Duration.ofSeconds(timeout));
            try {
                choice.find(codecs, settings, known, this::openSdcodec);
            } catch (IllegalArgumentException e) {
                throw new UsageException(e.getMessage());
            }
            choice.missing().forEach(err::println);
            Measurement measurement = new Measurement(choice.sources(), meters(choice, work), known, err::println);
            try {
                measure(measurement, files, folder);
                return folder.report(measurement.points(), range) && !measurement.failed() ? OK : FAILURE;
            } finally {
                choice.sources().values().forEach(source -> source.codec().ifPresent(ImageCodec::close));
            }
        }
    }

    private RdFolder folder() throws IOException {
        return new RdFolder(output, out, err, !noCharts, sheetQuality, html ? new RdPage() : null);
    }

    private Map<Metric, Measurement.Meter> meters(CodecChoice choice, WorkFolder work) throws CodecException {
        Map<Metric, Measurement.Meter> meters = new EnumMap<>(Metric.class);
        meters.put(Metric.PSNR, Psnr::of);
        meters.put(Metric.MS_SSIM, MsSsim::of);
        meters.put(Metric.MS_SSIM_CHROMA, MsSsim::ofChroma);
        meters.put(Metric.SSIMULACRA2, Ssimulacra2::of);
        meters.put(
                Metric.TEXTURE,
                (original, decoded) -> TextureDistance.of(original, decoded).mean());
        if (!noButteraugli) {
            choice.tool(Butteraugli.PROGRAM)
                    .map(tool -> new Butteraugli(tool, work))
                    .ifPresentOrElse(
                            butteraugli -> meters.put(Metric.BUTTERAUGLI, butteraugli::of),
                            () -> err.println(
                                    "butteraugli: " + Butteraugli.PROGRAM + " is not installed, it is left out"));
        }
        return meters;
    }

    private Rates checkOptions() {
        if (crop < 0 || crop > 0 && crop < TestPicture.MIN_SIDE) {
            throw new UsageException("--crop is 0 or at least " + TestPicture.MIN_SIDE + " pixels, not " + crop);
        }
        if (timeout < 1) {
            throw new UsageException("--timeout is at least 1 second, not " + timeout);
        }
        if (threads < 0) {
            throw new UsageException("--threads must not be negative, but is " + threads);
        }
        if (sheetQuality != null && (sheetQuality < 1 || sheetQuality > 100)) {
            throw new UsageException("--sheet-quality is 1 to 100, not " + sheetQuality);
        }
        sheetRates.stream().filter(rate -> !(rate > 0)).findFirst().ifPresent(rate -> {
            throw new UsageException("--sheets takes positive bits per pixel, not " + rate);
        });
        if (from != null && !(folders.isEmpty() && reused.isEmpty() && sheetRates.isEmpty())) {
            throw new UsageException("--from measures nothing, so it takes no folders, no --reuse and no --sheets");
        }
        try {
            return Rates.parse(rates);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static List<Double> ladder(String text) {
        try {
            List<Double> settings =
                    Arrays.stream(text.split(":")).map(Double::valueOf).toList();
            if (settings.size() >= RateCurve.MIN_POINTS) {
                return settings;
            }
        } catch (NumberFormatException e) {
            // Said below, for the whole text.
        }
        throw new UsageException(
                "a ladder is at least " + RateCurve.MIN_POINTS + " numbers like 20:30:40:50:60, not '" + text + "'");
    }

    private ImageCodec openSdcodec() {
        if (!KernelLookup.choice().kernels().name().startsWith("vector")) {
            err.println("sdcodec computes on scalar kernels, 2.7 times slower; start Java with"
                    + " --add-modules=jdk.incubator.vector");
        }
        SdcCodecBuilder builder = new SdcCodecBuilder().threads(threads);
        HubEnvironment environment = new HubEnvironment(System.getenv());
        environment.sdcodecCache().ifPresent(builder::cache);
        if (model != null) {
            builder.model(new ModelLibrary(environment).open(model));
        }
        DecodeOptions decoding = steps == null ? DecodeOptions.DEFAULT : DecodeOptions.DEFAULT.withSteps(steps);
        return new SdcodecCodec(
                builder.build(), EncodeOptions.DEFAULT, decoding, steps == null ? "" : "--steps " + steps);
    }

    private void measure(Measurement measurement, List<Path> files, RdFolder folder)
            throws IOException, CodecException {
        Set<String> seen = new HashSet<>();
        if (files.isEmpty()) {
            measure(measurement, TestPicture.scene(crop == 0 ? DEFAULT_CROP : crop), folder);
        }
        for (int i = 0; i < files.size(); i++) {
            TestPicture picture = TestPicture.read(files.get(i), crop);
            err.printf("%d of %d: %s%n", i + 1, files.size(), picture.name());
            if (picture.isTooSmall()) {
                err.println(picture.name() + " is left out: its shorter side has less than the " + TestPicture.MIN_SIDE
                        + " pixels that MS-SSIM needs");
            } else if (!seen.add(picture.digest())) {
                err.println(picture.name() + " is left out: it has the pixels of another picture");
            } else {
                measure(measurement, picture, folder);
            }
        }
    }

    private void measure(Measurement measurement, TestPicture picture, RdFolder folder)
            throws IOException, CodecException {
        measurement.add(picture);
        folder.points(measurement.points());
        for (double rate : sheetRates) {
            folder.sheet(picture, rate, EqualSizeSheet.of(picture, rate, measurement.codecs()));
        }
    }
}
