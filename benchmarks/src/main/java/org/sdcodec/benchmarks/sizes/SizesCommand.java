package org.sdcodec.benchmarks.sizes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.benchmarks.tools.ExitFolders;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.Tool;
import org.sdcodec.cli.peer.WorkFolder;
import org.sdcodec.scene.Scene;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sizes}: time and memory of whole processes by the size of the picture. */
@Command(
        name = "sizes",
        header =
                "Encodes and decodes montages of all sizes with sdcodec.jar, avifenc, cjxl and cwebp (those installed) as whole"
                        + " processes, and prints seconds, processor time and the peak of resident memory.",
        description =
                "The other programs' quality is the one with which the first size takes about as many bytes. Needs Linux.",
        mixinStandardHelpOptions = true)
public final class SizesCommand implements Callable<Integer> {
    private static final int SCENE_SIDE = 512;
    private static final int SCENES = 6;
    private static final double MEGA = 1e6;
    private static final int SEARCH_STEPS = 8;
    private static final String LINE = "%-18s %7.2f %6s %11s %8.1f %7.1f %8.1f %8.0f %8.1f %8.1f %8.0f%n";

    @Parameters(
            arity = "0..*",
            paramLabel = "PICTURE",
            description = "What montages are made of. Default: rendered scenes.")
    private List<Path> pictures = List.of();

    @Option(names = "--jar", required = true, description = "The sdcodec.jar to measure.")
    private Path jar;

    @Option(
            names = "--megapixels",
            split = ",",
            defaultValue = "0.25,1,4,12,24,50,100",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<Double> megapixels;

    @Option(
            names = {"-q", "--quality"},
            defaultValue = "50",
            description = "Of sdcodec. Default: ${DEFAULT-VALUE}.")
    private String quality;

    @Option(names = "--timeout", defaultValue = "1800", description = "Seconds for one run. Default: ${DEFAULT-VALUE}.")
    private long timeout;

    @Option(
            names = "--setting",
            paramLabel = "EXTENSION=VALUE",
            description = "Of another program, e.g. avif=56, instead of a search, for a run of one size alone.")
    private Map<String, Double> given = Map.of();

    private final List<Double> settings = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        List<Picture> tiles = tiles();
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        try (WorkFolder folder = ExitFolders.make()) {
            List<Program> others = Program.OTHERS.stream()
                    .filter(program -> isInstalled(program.encoder()))
                    .toList();
            Program own = Program.sdcodec(java, jar.toAbsolutePath(), quality);
            System.out.printf(
                    "%-18s %7s %6s %11s %8s %7s %8s %8s %8s %8s %8s%n",
                    "", "MP", "set", "bytes", "enc s", "MP/s", "CPU s", "MiB", "dec s", "CPU s", "MiB");
            for (double size : megapixels) {
                Path png = folder.file("montage.png");
                write(montage(tiles, size * MEGA), png);
                long bytes = measure(own, png, folder, size, "");
                if (settings.isEmpty()) {
                    for (Program program : others) {
                        Double setting = given.get(program.extension());
                        settings.add(setting == null ? search(program, png, folder, bytes) : setting);
                    }
                }
                for (int i = 0; i < others.size(); i++) {
                    measure(others.get(i), png, folder, size, setting(others.get(i), settings.get(i)));
                }
            }
        }
        return 0;
    }

    private static boolean isInstalled(String program) {
        return Tool.searchPath(System.getenv()).stream().anyMatch(path -> Files.isExecutable(path.resolve(program)));
    }

    private List<Picture> tiles() throws IOException {
        List<Picture> tiles = new ArrayList<>();
        for (Path file : pictures) {
            tiles.add(ImageFiles.read(file, DecodeOptions.DEFAULT_MAX_PIXELS)
                    .picture()
                    .onWhite());
        }
        for (int seed = 1; pictures.isEmpty() && seed <= SCENES; seed++) {
            tiles.add(Picture.opaque(SCENE_SIDE, SCENE_SIDE, Scene.render(SCENE_SIDE, SCENE_SIDE, seed)));
        }
        return tiles;
    }

    /** Tiles side by side, cut to the smallest of them, in a picture of 4 : 3. */
    static Picture montage(List<Picture> tiles, double pixels) {
        int width = (int) Math.round(Math.sqrt(pixels * 4 / 3));
        int height = (int) Math.round(pixels / width);
        int tileW = tiles.stream()
                .map(Picture::width)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        int tileH = tiles.stream()
                .map(Picture::height)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        int columns = (width + tileW - 1) / tileW;
        return Picture.of(width, height, false, (y, x, count, target, offset) -> {
            for (int i = 0; i < count; ) {
                int column = (x + i) / tileW;
                int inTile = (x + i) % tileW;
                int run = Math.min(count - i, tileW - inTile);
                Picture tile = tiles.get((y / tileH * columns + column) % tiles.size());
                tile.rows().copy(y % tileH, inTile, run, target, offset + i);
                i += run;
            }
        });
    }

    private static void write(Picture picture, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            ImageFiles.write(picture, ImageFormat.PNG, 1, out);
        }
    }

    /** Prints a line; returns the bytes of the encoded file. */
    private long measure(Program program, Path png, WorkFolder folder, double size, String setting)
            throws IOException, CodecException {
        Path coded = folder.file("coded." + program.extension());
        Path decoded = folder.file("decoded.png");
        Files.deleteIfExists(coded);
        Files.deleteIfExists(decoded);
        MeteredProcess.Usage encode = MeteredProcess.run(program.encode(png, coded, setting), timeout);
        MeteredProcess.Usage decode = MeteredProcess.run(program.decode(coded, decoded), timeout);
        long bytes = Files.size(coded);
        System.out.printf(
                Locale.ROOT,
                LINE,
                program.title(),
                size,
                setting,
                String.format(Locale.ROOT, "%,d", bytes),
                encode.seconds(),
                size / encode.seconds(),
                encode.cpuSeconds(),
                encode.mib(),
                decode.seconds(),
                decode.cpuSeconds(),
                decode.mib());
        return bytes;
    }

    /** The setting whose file comes closest to so many bytes, by bisection. */
    private double search(Program program, Path png, WorkFolder folder, long bytes) throws IOException, CodecException {
        double small = program.worst();
        double large = program.best();
        Path coded = folder.file("coded." + program.extension());
        for (int i = 0; i < SEARCH_STEPS; i++) {
            double middle = (small + large) / 2;
            Files.deleteIfExists(coded);
            MeteredProcess.run(program.encode(png, coded, setting(program, middle)), timeout);
            if (Files.size(coded) <= bytes) {
                small = middle;
            } else {
                large = middle;
            }
        }
        return small;
    }

    private static String setting(Program program, double value) {
        // Distances of JPEG XL are fractions, the others' settings whole numbers.
        return program.extension().equals("jxl")
                ? String.format(Locale.ROOT, "%.2f", value)
                : Long.toString(Math.round(value));
    }
}
