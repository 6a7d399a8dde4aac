package org.sdcodec.codec.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.sdcodec.codec.Codec;
import org.sdcodec.codec.EncodeOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sdcodec encode}: pictures to .sdc files. */
@Command(
        name = "encode",
        header = "Compresses pictures to .sdc files.",
        customSynopsis = {"sdcodec encode [OPTIONS] IN [OUT.sdc]", "      sdcodec encode [OPTIONS] IN... [-o FOLDER/]"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec encode photo.jpg                     writes photo.sdc",
            "  sdcodec encode -q 20 photo.jpg small.sdc     fewer bytes",
            "  sdcodec encode *.jpg -o packed/              a whole folder",
            "  curl -s URL | sdcodec encode - - > web.sdc   from and to pipes"
        })
final class EncodeCommand implements Callable<Integer> {

    private static final double BITS = 8;

    private final Streams streams;

    @Parameters(
            paramLabel = "IN",
            arity = "1..*",
            description = "Pictures: PNG, JPEG, BMP, GIF, WebP, TIFF or PNM; - is standard input.")
    private List<String> names;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Output file or folder; - is standard output. Default: the input's name with .sdc.")
    private String output;

    @Option(
            names = {"-q", "--quality"},
            paramLabel = "1..100",
            defaultValue = "50",
            description = "1 gives the smallest file, 100 the closest picture. Default: ${DEFAULT-VALUE}.")
    private int quality;

    @Option(
            names = "--tune-steps",
            description =
                    "Try how many steps of the model's UNet, and how strong ones, bring the decoded picture closest to the"
                            + " original, and store them. Takes as long as eight decodes.")
    private boolean tuneSteps;

    @Mixin
    private CodecOptions codecOptions;

    @Mixin
    private FileOptions files;

    @Mixin
    private TalkOptions talk;

    EncodeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        UsageException.checkQuality(quality);
        List<FilePlan.Item> items = new FilePlan("sdc", Set.of("sdc")).of(names, output);
        try (Codec codec = codecOptions.open()) {
            EncodeOptions options = EncodeOptions.DEFAULT.withQuality(quality).withTunedDenoising(tuneSteps);
            return new Batch(streams, talk)
                    .run(items, files, (item, progress) -> encode(codec, options.withProgress(progress), item));
        }
    }

    private String encode(Codec codec, EncodeOptions options, FilePlan.Item item) throws IOException {
        BufferedImage image = Pictures.read(streams, item.input());
        byte[] bytes = codec.encode(image, options);
        files.write(streams, item.output(), out -> out.write(bytes));
        double pixels = (double) image.getWidth() * image.getHeight();
        return String.format(
                Locale.ROOT,
                "%dx%d, %,d bytes, %.3f bits per pixel",
                image.getWidth(),
                image.getHeight(),
                bytes.length,
                bytes.length * BITS / pixels);
    }
}
