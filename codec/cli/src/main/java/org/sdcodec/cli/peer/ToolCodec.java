package org.sdcodec.cli.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.image.ImageFormatException;

/** A codec whose encoder and decoder are programs that read and write files. */
public final class ToolCodec implements ImageCodec {
    private static final String INPUT = "{in}";
    private static final String OUTPUT = "{out}";
    private static final String SETTING = "{setting}";

    /**
     * How to call a codec's programs.
     *
     * @param id and {@code name}: as in {@link ImageCodec}
     * @param encoder and {@code decoder}: the programs' names
     * @param version arguments that make the encoder print its version
     * @param versionPattern finds the version in it, as one group or several
     * @param encode arguments with <code>{in}</code>, <code>{out}</code> and <code>{setting}</code>
     * @param decode arguments with <code>{in}</code> and <code>{out}</code>
     * @param options what of the encoder's arguments a reader should know
     * @param original the format that the encoder reads
     * @param fileExtension of the encoder's files
     * @param decodedExtension tells the decoder which format to write
     * @param scale and {@code ladder}: as in {@link ImageCodec}
     */
    public record Programs(
            String id,
            String name,
            String encoder,
            String decoder,
            String version,
            String versionPattern,
            List<String> encode,
            List<String> decode,
            String options,
            ImageFormat original,
            String fileExtension,
            String decodedExtension,
            QualityScale scale,
            List<Double> ladder) {}

    private final Programs programs;
    private final Tool encoder;
    private final Tool decoder;
    private final WorkFolder folder;
    private final String version;

    /** The picture that the file for the encoder holds. */
    private Picture written;

    /**
     * @throws CodecException if the encoder does not tell its version
     */
    public ToolCodec(Programs programs, Tool encoder, Tool decoder, WorkFolder folder) throws CodecException {
        this.programs = programs;
        this.encoder = encoder;
        this.decoder = decoder;
        this.folder = folder;
        String printed = encoder.run(List.of(programs.version));
        Matcher matcher = Pattern.compile(programs.versionPattern).matcher(printed);
        if (!matcher.find()) {
            throw new CodecException(encoder.name() + " " + programs.version + " does not say its version");
        }
        version = IntStream.rangeClosed(1, matcher.groupCount())
                .mapToObj(matcher::group)
                .collect(Collectors.joining(" "));
    }

    @Override
    public String id() {
        return programs.id;
    }

    @Override
    public String name() {
        return programs.name;
    }

    @Override
    public String encoder() {
        return programs.encoder + " " + version + " " + programs.options;
    }

    @Override
    public QualityScale scale() {
        return programs.scale;
    }

    @Override
    public List<Double> ladder() {
        return programs.ladder;
    }

    @Override
    public byte[] encode(Picture image, double setting) throws CodecException {
        Path in = folder.file(
                programs.id + "-original." + programs.original.name().toLowerCase(Locale.ROOT));
        Path out = folder.file("coded." + programs.fileExtension);
        try {
            Files.deleteIfExists(out);
            if (written != image) {
                folder.write(in, image, programs.original);
                written = image;
            }
            encoder.run(arguments(programs.encode, in, out, QualityScale.text(setting)));
            if (!Files.exists(out)) {
                throw new CodecException(encoder.name() + " said nothing but wrote no file");
            }
            return Files.readAllBytes(out);
        } catch (IOException e) {
            throw new CodecException("cannot exchange files with " + encoder.name() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Picture decode(byte[] file) throws CodecException {
        Path in = folder.file("coded." + programs.fileExtension);
        Path out = folder.file("decoded." + programs.decodedExtension);
        try {
            Files.deleteIfExists(out);
            Files.write(in, file);
            decoder.run(arguments(programs.decode, in, out, ""));
            return ImageFiles.read(out, DecodeOptions.DEFAULT_MAX_PIXELS)
                    .picture()
                    .onWhite();
        } catch (IOException | ImageFormatException e) {
            throw new CodecException("cannot use what " + decoder.name() + " made: " + e.getMessage(), e);
        }
    }

    private static List<String> arguments(List<String> template, Path in, Path out, String setting) {
        return template.stream()
                .map(argument -> argument.replace(INPUT, in.toString())
                        .replace(OUTPUT, out.toString())
                        .replace(SETTING, setting))
                .toList();
    }
}
