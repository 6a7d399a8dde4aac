package org.sdcodec.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.demo.ContactSheet;
import org.sdcodec.cli.demo.JpegAtSize;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.peer.Tool;
import org.sdcodec.codec.metrics.Comparison;
import org.sdcodec.scene.Scene;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sdcodec demo}: sdcodec, AVIF and JPEG at given sizes, or sdcodec and JPEG at given qualities. */
@Command(
        name = "demo",
        header = "Compares sdcodec with AVIF and JPEG at the same size.",
        description =
                "Encodes photos, or a rendered scene, to several sizes, next to AVIF (where avifenc and avifdec are"
                        + " installed) and Java's own JPEG, and writes one picture with all of them. With -q it encodes"
                        + " at several qualities, next to a JPEG of the same size. Prints a table.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec demo                                     a rendered scene",
            "  sdcodec demo photo.jpg other.jpg -o sheet.png    photos of yours",
            "  sdcodec demo photo.jpg --sizes 160,600,2kB",
            "  sdcodec demo photo.jpg -q 10,20,30 --crop 1024"
        })
final class DemoCommand implements Callable<Integer> {

    private static final List<Long> SIZES = List.of(340L, 1_000L, 3_000L, 6_000L);
    private static final long SCENE = 1;
    private static final int SHEET_SIDE = 512;
    private static final String ROW = "%-24s %4s  %9s %7s %7s %7s   %4s %9s %7s %7s%n";

    /** The side of a square of as many pixels as a photo may have. */
    private static final int MAX_CROP = 1 << 14;

    private final Streams streams;

    @Parameters(paramLabel = "PHOTO", arity = "0..*", description = "Pictures. Without any, a scene is rendered.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "SHEET.png",
            defaultValue = "sdcodec-demo.png",
            description = "The picture with all of them. Default: ${DEFAULT-VALUE}.")
    private String output;

    @Option(
            names = {"-q", "--quality"},
            paramLabel = "1..100",
            split = ",",
            description = "Qualities to show, instead of sizes.")
    private List<Integer> qualities;

    @Option(
            names = "--sizes",
            paramLabel = "BYTES",
            split = ",",
            description = "The most bytes of the files to show. Default: 340,1000,3000,6000.")
    private List<String> sizes;

    @Option(
            names = "--crop",
            paramLabel = "PIXELS",
            defaultValue = "512",
            description =
                    "Take a square of this side from the middle of each photo; 0 takes the whole. Default: ${DEFAULT-VALUE}.")
    private int crop;

    @Mixin
    private CodecOptions codecOptions;

    @Mixin
    private FileOptions files;

    @Mixin
    private VerbosityOptions verbosity;

    DemoCommand(Streams streams) {
        this.streams = streams;
    }

    /** A file and what it decodes to, with its distance from the original. */
    private record Rival(String quality, int bytes, Picture picture, DemoRow.Measured measured) {

        static Rival of(String quality, int bytes, Picture original, Picture decoded) {
            return new Rival(quality, bytes, decoded, DemoRow.measure(bytes, original, decoded));
        }

        ContactSheet.Cell cell(String name) {
            return new ContactSheet.Cell(
                    picture,
                    List.of(
                            String.format(Locale.ROOT, "%s %s: %,d BYTES", name, quality, bytes),
                            Comparison.decibels(measured.psnr()) + ", MS-SSIM " + measured.msSsimText()));
        }
    }

    @Override
    public Integer call() throws IOException {
        if (qualities != null && sizes != null) {
            throw new UsageException("-q and --sizes exclude each other");
        }
        if (qualities != null) {
            qualities.forEach(UsageException::checkQuality);
        }
        List<Long> limits = sizes == null
                ? SIZES
                : sizes.stream().map(size -> ByteSize.parse("--sizes", size)).toList();
        if (crop < 0 || crop > MAX_CROP) {
            throw new UsageException("--crop is 1 to " + MAX_CROP + " pixels, or 0 for the whole picture, not " + crop);
        }
        for (String name : names) {
            FilePlan.check(List.of(new FilePlan.Item(name, output)));
        }
        files.check(output);
        ImageFormat format = Pictures.formatOf(output);
        Map<String, Picture> pictures = pictures();
        ContactSheet sheet = new ContactSheet("sdcodec next to others at the same size", SHEET_SIDE);
        try (Codec codec = codecOptions.open()) {
            if (qualities == null) {
                showSizes(codec, limits, pictures, sheet);
            } else {
                showQualities(codec, pictures, sheet);
            }
        }
        Picture rendered = sheet.render();
        files.write(streams, output, out -> ImageFiles.write(rendered, format, EncodeOptions.MAX_QUALITY, out));
        if (!verbosity.quiet()) {
            streams.say("all side by side: " + (output.equals(FilePlan.STANDARD) ? "standard output" : output));
        }
        return Main.OK;
    }

    private void showSizes(Codec codec, List<Long> limits, Map<String, Picture> pictures, ContactSheet sheet)
            throws IOException {
        List<Path> programs = Tool.searchPath(System.getenv());
        try (SizesDemo demo = new SizesDemo(
                codec, limits, programs, (format, columns) -> table().printf(Locale.ROOT, format, columns))) {
            demo.titles();
            pictures.forEach((name, picture) -> demo.show(name, picture, sheet));
            if (pictures.size() > 1) {
                demo.means();
            }
        }
    }

    private void showQualities(Codec codec, Map<String, Picture> pictures, ContactSheet sheet) {
        table().printf(
                        Locale.ROOT,
                        ROW,
                        "picture",
                        "-q",
                        "bytes",
                        "bpp",
                        "PSNR",
                        "MS-SSIM",
                        "JPEG",
                        "bytes",
                        "PSNR",
                        "MS-SSIM");
        Map<Integer, List<DemoRow>> rows = new LinkedHashMap<>();
        for (Map.Entry<String, Picture> picture : pictures.entrySet()) {
            show(codec, picture.getKey(), picture.getValue(), sheet, rows);
        }
        if (pictures.size() > 1) {
            rows.forEach((quality, some) -> print("mean of " + some.size() + " pictures", DemoRow.mean(some)));
        }
    }

    private Map<String, Picture> pictures() throws IOException {
        Map<String, Picture> pictures = new LinkedHashMap<>();
        for (String name : names) {
            pictures.put(
                    FileOptions.nameOf(name),
                    cropped(Pictures.read(streams, name, DecodeOptions.DEFAULT_MAX_PIXELS)
                            .onWhite()));
        }
        if (names.isEmpty()) {
            int side = crop == 0 ? SHEET_SIDE : crop;
            pictures.put("rendered scene", Picture.opaque(side, side, Scene.render(side, side, SCENE)));
        }
        return pictures;
    }

    private void show(Codec codec, String name, Picture picture, ContactSheet sheet, Map<Integer, List<DemoRow>> rows) {
        ContactSheet.Cell original = DemoRow.original(picture);
        // Twice, so that the two rows lie column upon column.
        List<ContactSheet.Cell> oursRow = new ArrayList<>(List.of(original));
        List<ContactSheet.Cell> theirsRow = new ArrayList<>(List.of(original));
        for (int quality : qualities) {
            try (ProgressLine progress = new ProgressLine(streams, name, verbosity.quiet())) {
                byte[] file = codec.encode(picture, EncodeOptions.DEFAULT.withQuality(quality), progress);
                Rival ours = Rival.of("-q " + quality, file.length, picture, codec.decode(file));
                JpegAtSize.Result jpeg = JpegAtSize.encode(picture, file.length);
                Picture decoded = ImageFiles.read(jpeg.bytes(), "the JPEG", DecodeOptions.DEFAULT_MAX_PIXELS)
                        .picture();
                Rival theirs = Rival.of(
                        jpeg.quality() + (jpeg.fits() ? "" : " (smallest)"), jpeg.bytes().length, picture, decoded);
                oursRow.add(ours.cell("sdcodec"));
                theirsRow.add(theirs.cell("JPEG"));
                progress.close();
                DemoRow row = new DemoRow(
                        quality, ours.measured(), theirs.measured(), Integer.toString(jpeg.quality()), jpeg.fits());
                rows.computeIfAbsent(quality, q -> new ArrayList<>()).add(row);
                print(name, row);
            }
        }
        sheet.addRow(oursRow.toArray(new ContactSheet.Cell[0]));
        sheet.addRow(theirsRow.toArray(new ContactSheet.Cell[0]));
    }

    private void print(String name, DemoRow row) {
        table().printf(Locale.ROOT, ROW, row.columns(Printable.line(name)));
    }

    /** The table makes way for a sheet that goes to standard output. */
    private PrintStream table() {
        return output.equals(FilePlan.STANDARD) ? streams.err() : streams.out();
    }

    private Picture cropped(Picture picture) {
        return crop == 0 ? picture : picture.centerCrop(crop, crop);
    }
}
