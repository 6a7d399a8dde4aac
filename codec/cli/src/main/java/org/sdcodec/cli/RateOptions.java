package org.sdcodec.cli;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.sdcodec.EncodeOptions;
import org.sdcodec.RateTarget;
import org.sdcodec.codec.mode.Capability;
import org.sdcodec.codec.mode.CodingMode;
import picocli.CommandLine.Option;

/** The options of {@code encode} that say how large or how good a file is to be. */
final class RateOptions {

    @Option(
            names = {"-q", "--quality"},
            paramLabel = "1..100",
            description = "1 gives the smallest file, 100 the closest picture. Default: 50.")
    private Integer quality;

    @Option(
            names = "--preset",
            paramLabel = "tiny|small|good|fine",
            description = "A quality by its name: tiny, small, good or fine, which are -q 10, 30, 50 and 80.")
    private String preset;

    /** Qualities with names. */
    private enum Preset {
        TINY(10),
        SMALL(30),
        GOOD(EncodeOptions.DEFAULT_QUALITY),
        FINE(80);

        private final int quality;

        Preset(int quality) {
            this.quality = quality;
        }

        static int quality(String name) {
            return Stream.of(values())
                    .filter(each -> each.name().equals(name.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new UsageException("--preset is tiny, small, good or fine, not '" + name + "'"))
                    .quality;
        }
    }

    @Option(
            names = "--max-size",
            paramLabel = "BYTES",
            description = "The best picture in at most so many bytes, such as 1200, 5kB or 5K. Exit status 3 where that"
                    + " cannot be; the message names the smallest size that can.")
    private String maxSize;

    @Option(
            names = "--target-size",
            paramLabel = "BYTES",
            description = "The file whose size is closest to so many bytes, above or below.")
    private String targetSize;

    @Option(
            names = "--target-bpp",
            paramLabel = "BITS",
            description = "The same as --target-size, in bits of the file for each pixel.")
    private Double targetBitsPerPixel;

    @Option(
            names = "--target-psnr",
            paramLabel = "DB",
            description =
                    "The smallest file whose picture has at least this PSNR, as 'sdcodec compare' measures it. Decodes"
                            + " about ten times. Exit status 3 where that cannot be; the message names the highest PSNR that can.")
    private Double targetPsnr;

    @Option(
            names = "--target-ssimulacra2",
            paramLabel = "SCORE",
            description =
                    "The same for SSIMULACRA 2: 90 is no visible difference, 70 high quality, 50 medium, 30 low. Pictures"
                            + " of at least 8x8 pixels.")
    private Double targetSsimulacra2;

    /** Adds what was chosen. */
    EncodeOptions applyTo(EncodeOptions options, CodingMode mode) {
        if (given() > 1) {
            throw new UsageException(
                    "only one of --quality, --preset, --max-size, --target-size, --target-bpp, --target-psnr and"
                            + " --target-ssimulacra2 can be followed");
        }
        Optional<RateTarget> target = target();
        if (!mode.capabilities().contains(Capability.RATE) && isGiven()) {
            String given = quality != null ? "--quality" : preset != null ? "--preset" : "the target";
            throw new UsageException("--mode " + mode.name() + " has one quality only; leave " + given + " out");
        }
        if (options.tunedDenoising()
                && target.filter(t -> t.kind().isMeasured()).isPresent()) {
            throw new UsageException("--tune-steps changes the picture that "
                    + (targetPsnr == null ? "--target-ssimulacra2" : "--target-psnr")
                    + " has measured; choose one of them");
        }
        if (target.isPresent()) {
            return options.withTarget(target.get());
        }
        int named = preset == null ? EncodeOptions.DEFAULT_QUALITY : Preset.quality(preset);
        int chosen = quality == null ? named : quality;
        UsageException.checkQuality(chosen);
        return options.withQuality(chosen);
    }

    /** Whether a size or a quality was chosen. */
    boolean isGiven() {
        return given() > 0;
    }

    private long given() {
        return Stream.of(quality, preset, maxSize, targetSize, targetBitsPerPixel, targetPsnr, targetSsimulacra2)
                .filter(Objects::nonNull)
                .count();
    }

    private Optional<RateTarget> target() {
        if (maxSize != null) {
            return Optional.of(RateTarget.maxSize(ByteSize.parse("--max-size", maxSize)));
        }
        if (targetSize != null) {
            return Optional.of(RateTarget.size(ByteSize.parse("--target-size", targetSize)));
        }
        if (targetBitsPerPixel != null) {
            return Optional.of(RateTarget.bitsPerPixel(positive("--target-bpp", targetBitsPerPixel)));
        }
        if (targetPsnr != null) {
            return Optional.of(RateTarget.psnr(positive("--target-psnr", targetPsnr)));
        }
        return Optional.ofNullable(targetSsimulacra2)
                .map(score -> RateTarget.ssimulacra2(positive("--target-ssimulacra2", score)));
    }

    private static double positive(String option, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new UsageException(option + " is a number above 0, not " + value);
        }
        return value;
    }
}
