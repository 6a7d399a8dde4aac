package org.sdcodec.benchmarks.rd;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.RateTarget;
import org.sdcodec.RateTargetException;
import org.sdcodec.Resolution;
import org.sdcodec.benchmarks.tools.ExitFolders;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.ImageCodec;
import org.sdcodec.cli.peer.PeerTools;
import org.sdcodec.cli.peer.Tool;
import org.sdcodec.cli.peer.ToolCodec;
import org.sdcodec.cli.peer.WorkFolder;
import org.sdcodec.codec.metrics.MsSsim;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.pipeline.SdcCodecBuilder;
import org.sdcodec.codec.pixels.Reducer;
import org.sdcodec.weights.hub.HubEnvironment;
import org.sdcodec.weights.hub.ModelLibrary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postcards}: pictures in some hundred bytes, of sdcodec and of AVIF made smaller first. */
@Command(
        name = "postcards",
        header = "PSNR and MS-SSIM of pictures in some hundred bytes.",
        description = "Codes every picture of the folders within each size: by sdcodec at the resolution that it"
                + " chooses and at"
                + " that of the picture, and by AVIF (4:2:0) as the best of eight smaller sizes, its"
                + " container not counted."
                + " Prints every result and the means.",
        mixinStandardHelpOptions = true)
public final class PostcardsCommand implements Callable<Integer> {
    private static final String AVIF = "avif420";
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @Parameters(paramLabel = "FOLDER", arity = "1..*", description = "Folders of pictures.")
    private List<Path> folders;

    @Option(
            names = "--sizes",
            paramLabel = "BYTES",
            split = ",",
            defaultValue = "160,340,600,1000",
            description = "The most bytes of each file. Default: ${DEFAULT-VALUE}.")
    private List<Integer> sizes;

    @Option(
            names = "--crop",
            paramLabel = "PIXELS",
            defaultValue = "0",
            description = "Take a square of this side from the middle of each picture; 0 takes the whole. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int crop;

    @Option(
            names = "--side",
            paramLabel = "PIXELS",
            defaultValue = "512",
            description = "Make larger pictures smaller first, to so many pixels on the longer side. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int side;

    @Option(names = "--model", paramLabel = "MODEL", description = "The model for sdcodec. Default: the one inside.")
    private String model;

    /** What one way of coding reached on all pictures of one size. */
    private static final class Sum {
        private int count;
        private double psnr;
        private double similarity;

        private String add(Picture original, Picture decoded) {
            double ownPsnr = Psnr.of(original, decoded);
            double ownSimilarity = MsSsim.of(original, decoded);
            count++;
            psnr += ownPsnr;
            similarity += ownSimilarity;
            return text(ownPsnr, ownSimilarity);
        }

        private String mean() {
            return text(psnr / count, similarity / count);
        }

        private static String text(double psnr, double similarity) {
            return String.format(Locale.ROOT, "%.2f / %.3f", psnr, similarity);
        }
    }

    private final Map<String, Sum> sums = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException, CodecException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            files.addAll(TestPicture.filesOf(folder));
        }
        SdcCodecBuilder builder = new SdcCodecBuilder();
        if (model != null) {
            builder.model(new ModelLibrary(new HubEnvironment(System.getenv())).open(model));
        }
        try (Codec codec = builder.build();
                WorkFolder work = ExitFolders.make()) {
            Optional<ImageCodec> avif = avif(work);
            if (avif.isEmpty()) {
                System.err.println("postcards: avifenc and avifdec are not installed, AVIF is left out");
            }
            for (Path file : files) {
                TestPicture read = TestPicture.read(file, crop);
                measure(codec, avif, read.name(), Reducer.limited(read.image(), side));
            }
        }
        sums.forEach(
                (name, sum) -> System.out.printf(Locale.ROOT, "mean of %d: %s: %s%n", sum.count, name, sum.mean()));
        return 0;
    }

    private static Optional<ImageCodec> avif(WorkFolder work) throws CodecException {
        ToolCodec.Programs programs = PeerTools.all().stream()
                .filter(each -> each.id().equals(AVIF))
                .findFirst()
                .orElseThrow();
        Optional<Tool> encoder = Tool.find(programs.encoder(), Tool.searchPath(System.getenv()), work, LIMIT);
        Optional<Tool> decoder = Tool.find(programs.decoder(), Tool.searchPath(System.getenv()), work, LIMIT);
        return encoder.isPresent() && decoder.isPresent()
                ? Optional.of(new ToolCodec(programs, encoder.get(), decoder.get(), work))
                : Optional.empty();
    }

    private void measure(Codec codec, Optional<ImageCodec> avif, String name, Picture picture) throws CodecException {
        ReducedAvif reduced = avif.isPresent() ? new ReducedAvif(avif.get(), picture) : null;
        for (int size : sizes) {
            EncodeOptions within = EncodeOptions.DEFAULT.withTarget(RateTarget.maxSize(size));
            print(name, size, "sdcodec", picture, within(codec, picture, within));
            print(
                    name,
                    size,
                    "sdcodec at full resolution",
                    picture,
                    within(codec, picture, within.withResolution(Resolution.FULL)));
            if (reduced != null) {
                print(name, size, "AVIF reduced", picture, reduced.within(size));
            }
        }
    }

    private static Optional<Picture> within(Codec codec, Picture picture, EncodeOptions options) {
        try {
            return Optional.of(codec.decode(codec.encode(picture, options)));
        } catch (RateTargetException e) {
            return Optional.empty();
        }
    }

    private void print(String name, int size, String codec, Picture original, Optional<Picture> decoded) {
        String line = String.format(Locale.ROOT, "%,d bytes: %s", size, codec);
        String result = decoded.isEmpty()
                ? "not possible"
                : sums.computeIfAbsent(line, key -> new Sum()).add(original, decoded.get());
        System.out.printf("%s, %s: %s%n", name, line, result);
    }
}
