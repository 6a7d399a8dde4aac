package org.sdcodec.cli;

import java.io.IOException;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sdcodec.Codec;
import org.sdcodec.DecodedPart;
import org.sdcodec.Gamut;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcInfo;
import org.sdcodec.SdcodecException;
import org.sdcodec.codec.container.SdcReader;
import org.sdcodec.codec.pipeline.LatentFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sdcodec info}: what .sdc files say of themselves. */
@Command(
        name = "info",
        header = "Prints the header information of .sdc files.",
        description = "Needs no model and decodes nothing, but notices damage.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec info photo.sdc",
            "  sdcodec info --json *.sdc   one JSON object on each line, for other programs"
        })
final class InfoCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files in the .sdc format; - is standard input.")
    private List<String> names;

    @Option(names = "--json", description = "Print one JSON object on a line for each file.")
    private boolean json;

    @Mixin
    private VerbosityOptions verbosity;

    InfoCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        int status = Main.OK;
        for (String name : names) {
            try {
                SdcInfo info = read(name);
                print(name, info);
                if (!info.checked()) {
                    throw new CliException(FileOptions.quoted(name) + " is not verified: this postcard is of another"
                            + " model than the one inside sdcodec, or damaged; decode it with its model to know");
                }
            } catch (IOException | RuntimeException e) {
                status = Main.fail(streams, e, verbosity.verbose());
            }
        }
        return status;
    }

    private SdcInfo read(String name) throws IOException {
        byte[] bytes = FileOptions.read(streams, name, SdcReader::canBeSdc);
        try {
            return Codec.info(bytes);
        } catch (SdcFormatException e) {
            throw part(bytes).map(part -> damaged(name, bytes.length, part, e)).orElse(Pictures.named(name, e));
        }
    }

    /**
     * How much there is of a damaged file's latent, which no header says: for files of the embedded model, if their
     * header is whole.
     */
    private static Optional<DecodedPart> part(byte[] bytes) {
        try {
            return LatentFile.survey(bytes, LatentFile.embedded());
        } catch (SdcodecException e) {
            return Optional.empty();
        }
    }

    private static CliException damaged(String name, int length, DecodedPart part, SdcFormatException cause) {
        return new CliException(
                String.format(
                        Locale.ROOT,
                        "'%s' is %s: its %,d bytes hold %s of the picture's latent; 'sdcodec decode --partial' shows"
                                + " it%s",
                        FileOptions.nameOf(name),
                        part.isAll() ? "damaged or has bytes added, but is not cut short" : "cut short or damaged",
                        length,
                        part.isAll() ? "all" : part.wholePercent() + " %",
                        part.isAll() ? ", arbitrary from the damage on" : ""),
                cause);
    }

    private void print(String name, SdcInfo info) {
        if (json) {
            Json.print(streams, fields(name, info));
            return;
        }
        streams.print(FileOptions.nameOf(name));
        row(
                "picture",
                "%dx%d pixels%s%s",
                info.width(),
                info.height(),
                info.gray() ? ", gray" : "",
                info.alpha() ? ", with alpha" : "");
        if (info.codedWidth() != info.width() || info.codedHeight() != info.height()) {
            row("coded as", "%dx%d pixels, which the decoder enlarges", info.codedWidth(), info.codedHeight());
        }
        if (info.gamut() != Gamut.SRGB) {
            row("colors", "%s", info.gamut().title());
        }
        row("size", "%,d bytes, %.3f bits per pixel", info.bytes(), info.bitsPerPixel());
        row(
                "parts",
                "header %,d, latent %,d, alpha %,d, metadata %,d, other %,d bytes",
                info.headerBytes(),
                info.latentBytes(),
                info.alphaBytes(),
                info.metadataBytes(),
                info.otherBytes());
        if (!info.metadata().isEmpty()) {
            row("metadata", "%s", info.metadata());
        }
        if (info.slices().size() > 1) {
            SdcInfo.Slice last = info.slices().get(info.slices().size() - 1);
            IntSummaryStatistics sizes =
                    info.slices().stream().mapToInt(SdcInfo.Slice::bytes).summaryStatistics();
            row(
                    "slices",
                    "%d (%d rows of %d), %,d to %,d bytes each",
                    info.slices().size(),
                    last.row() + 1,
                    last.column() + 1,
                    sizes.getMin(),
                    sizes.getMax());
        }
        String step = info.step() > 0 ? String.format(Locale.ROOT, ", step %.4g", info.step()) : "";
        String dependent = info.dependent() ? ", dependent quantization" : "";
        row("coding", "version %d, mode %s%s%s", info.version(), info.mode(), dependent, step);
        info.denoising()
                .ifPresent(denoising ->
                        row("denoise", "%s, strength %.4g", steps(denoising.steps()), denoising.strength()));
        row(
                "made for",
                "%s (latent space and coder's prior%s)",
                info.fingerprint(),
                info.checked() ? "" : ": not the model inside sdcodec, or the file is damaged");
    }

    /** What is known of a file, as the members of a JSON object. */
    static Map<String, Object> fields(String name, SdcInfo info) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", name);
        fields.put("width", info.width());
        fields.put("height", info.height());
        fields.put("coded_width", info.codedWidth());
        fields.put("coded_height", info.codedHeight());
        fields.put("alpha", info.alpha());
        fields.put("gamut", info.gamut().title());
        fields.put("gray", info.gray());
        fields.put("version", info.version());
        fields.put("mode", info.mode());
        fields.put("dependent", info.dependent());
        if (info.step() > 0) {
            fields.put("step", (double) info.step());
        }
        fields.put("fingerprint", info.fingerprint());
        fields.put("checked", info.checked());
        fields.put("bytes", info.bytes());
        fields.put("header_bytes", info.headerBytes());
        fields.put("latent_bytes", info.latentBytes());
        fields.put("alpha_bytes", info.alphaBytes());
        fields.put("metadata_bytes", info.metadataBytes());
        info.metadata().exif().ifPresent(exif -> fields.put("exif_bytes", exif.length));
        info.metadata().xmp().ifPresent(xmp -> fields.put("xmp_bytes", xmp.length));
        info.metadata().icc().ifPresent(icc -> fields.put("icc_bytes", icc.length));
        fields.put("other_bytes", info.otherBytes());
        SdcInfo.Slice last = info.slices().get(info.slices().size() - 1);
        fields.put("slice_rows", last.row() + 1);
        fields.put("slice_columns", last.column() + 1);
        fields.put(
                "slice_bytes", info.slices().stream().map(SdcInfo.Slice::bytes).toList());
        info.denoising().ifPresent(denoising -> {
            fields.put("denoising_steps", denoising.steps());
            fields.put("denoising_strength", denoising.strength());
        });
        fields.put("bits_per_pixel", info.bitsPerPixel());
        return fields;
    }

    private static String steps(int count) {
        return count == 1 ? "1 step" : count + " steps";
    }

    private void row(String name, String format, Object... values) {
        streams.out().printf(Locale.ROOT, "  %-8s %s%n", name, String.format(Locale.ROOT, format, values));
    }
}
