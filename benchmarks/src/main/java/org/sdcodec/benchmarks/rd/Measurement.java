package org.sdcodec.benchmarks.rd;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.sdcodec.Picture;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.ImageCodec;

/**
 * Codes pictures with every codec at every setting of its ladder. A codec that fails once is left out of everything,
 * because means over other pictures than the rest's would mislead.
 */
final class Measurement {
    private final Map<String, Source> sources;
    private final Map<Metric, Meter> meters;
    private final List<RatePoint> known;
    private final Consumer<String> log;
    private final Map<String, List<RatePoint>> points = new LinkedHashMap<>();
    private boolean failed;

    /**
     * Where a codec's points come from.
     *
     * @param codec nothing if it is not installed, so that only known points can serve
     * @param ladder the settings
     */
    record Source(Optional<ImageCodec> codec, List<Double> ladder) {}

    /** Measures a metric. */
    interface Meter {
        /** @throws CodecException if another program is needed and fails */
        double of(Picture original, Picture decoded) throws CodecException;
    }

    /**
     * @param sources by the codecs' names in tables
     * @param meters what is measured
     * @param known points of earlier runs, taken where pixels, encoder and setting are the same and no metric is
     *     missing; never for sdcodec, whose coder may have changed under the same model
     * @param log is told what was left out and why
     */
    Measurement(Map<String, Source> sources, Map<Metric, Meter> meters, List<RatePoint> known, Consumer<String> log) {
        this.sources = new LinkedHashMap<>(sources);
        this.meters = meters;
        this.known =
                known.stream().filter(p -> !p.codec().equals(SdcodecCodec.NAME)).toList();
        this.log = log;
        sources.keySet().forEach(name -> points.put(name, new ArrayList<>()));
    }

    /** Measures all codecs on a picture. */
    void add(TestPicture picture) {
        String digest = picture.digest();
        for (Map.Entry<String, Source> entry : List.copyOf(sources.entrySet())) {
            String name = entry.getKey();
            try {
                points.get(name).addAll(measure(picture, digest, name, entry.getValue()));
            } catch (CodecException e) {
                leaveOut(name, picture.name() + ": " + e.getMessage());
            }
        }
    }

    private void leaveOut(String name, String why) {
        log.accept(name + " is left out: " + why);
        sources.remove(name);
        points.remove(name);
        failed = true;
    }

    private List<RatePoint> measure(TestPicture picture, String digest, String name, Source source)
            throws CodecException {
        List<RatePoint> old = known.stream()
                .filter(p -> p.pixels().equals(digest) && p.codec().equals(name))
                .map(p -> p.renamed(picture.name()))
                .toList();
        if (source.codec().isEmpty()) {
            if (old.isEmpty()) {
                throw new CodecException("it is not installed, and no figures of this picture are there to be reused");
            }
            return old;
        }
        ImageCodec codec = source.codec().get();
        List<RatePoint> measured = new ArrayList<>();
        for (double setting : source.ladder()) {
            Optional<RatePoint> same = old.stream()
                    .filter(p -> p.encoder().equals(codec.encoder()) && p.setting() == setting)
                    .filter(p -> p.values().keySet().containsAll(meters.keySet()))
                    .findFirst();
            measured.add(same.isPresent() ? same.get() : measure(picture, digest, codec, setting));
        }
        return measured;
    }

    private RatePoint measure(TestPicture picture, String digest, ImageCodec codec, double setting)
            throws CodecException {
        Picture original = picture.image();
        byte[] file = codec.encode(original, setting);
        Picture decoded = codec.decode(file);
        if (decoded.width() != original.width() || decoded.height() != original.height()) {
            throw new CodecException("it made " + decoded.width() + "x" + decoded.height() + " pixels of "
                    + original.width() + "x" + original.height());
        }
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        for (Map.Entry<Metric, Meter> meter : meters.entrySet()) {
            values.put(meter.getKey(), meter.getValue().of(original, decoded));
        }
        return new RatePoint(
                picture.name(),
                digest,
                original.width(),
                original.height(),
                codec.name(),
                codec.encoder(),
                setting,
                file.length,
                values);
    }

    /** What was measured or reused so far, codec by codec. */
    List<RatePoint> points() {
        return points.values().stream().flatMap(List::stream).toList();
    }

    /** The codecs that are installed and have not failed. */
    List<ImageCodec> codecs() {
        return sources.values().stream()
                .map(Source::codec)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether a codec had to be left out. */
    boolean failed() {
        return failed;
    }
}
