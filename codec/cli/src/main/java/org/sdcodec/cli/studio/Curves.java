package org.sdcodec.cli.studio;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.ImageCodec;
import org.sdcodec.cli.peer.QualityScale;
import org.sdcodec.cli.peer.WorkFolder;
import org.sdcodec.cli.report.Scores;
import org.sdcodec.cli.report.SvgChart;

/** Rate and distortion of one picture by sdcodec and other codecs. */
final class Curves {

    /** The longer side of what is measured; of a larger picture the middle is taken. */
    static final int SIDE = 1024;

    private static final List<Integer> QUALITIES = List.of(30, 40, 50, 60, 70, 80, 90);

    /** Others are measured as far as sdcodec's largest file times this. */
    private static final double REACH = 1.25;

    private record Measured(String codec, String setting, long bytes, Scores scores) {}

    private record Metric(String id, String title, Function<Scores, Double> value) {}

    private static final List<Metric> METRICS = List.of(
            new Metric("ssimulacra2", "SSIMULACRA 2", Scores::ssimulacra2),
            new Metric("ms_ssim", "MS-SSIM in dB", Scores::msSsimDecibels),
            new Metric("psnr", "PSNR in dB", Scores::psnr));

    private final Models models;
    private final Peers peers;
    private final PictureFiles files;

    Curves(Models models, Peers peers, PictureFiles files) {
        this.models = models;
        this.peers = peers;
        this.files = files;
    }

    /** The middle of a large picture, and a small one as it is, laid on white. */
    static Picture middle(Picture picture) {
        return picture.onWhite().centerCrop(Math.min(SIDE, picture.width()), Math.min(SIDE, picture.height()));
    }

    /**
     * Measures all points, and publishes each as it comes.
     *
     * @param options how sdcodec encodes, but for the quality
     * @param ids of other codecs
     */
    Map<String, Object> draw(Picture original, ModelChoice model, EncodeOptions options, List<String> ids, Job job)
            throws IOException, CodecException {
        Picture picture = middle(original);
        List<Measured> points = new ArrayList<>();
        int total = QUALITIES.size() * (ids.size() + 1);
        Codec codec = models.open(model);
        for (int quality : QUALITIES) {
            job.stage(Coded.SDCODEC + " at quality " + quality, points.size(), total);
            byte[] file = codec.encode(picture, options.withQuality(quality), quietly(job));
            Picture decoded = codec.decode(file, Tasks.decoding(options), quietly(job));
            points.add(measured(Coded.SDCODEC, "-q " + quality, file, picture, decoded, job));
            job.publish(members(picture, points));
        }
        long most = (long) (REACH * points.get(points.size() - 1).bytes());
        for (String id : ids) {
            try (WorkFolder folder = files.inside();
                    ImageCodec peer = peers.open(id, folder)) {
                addAll(peer, picture, most, points, total, job);
            }
        }
        return members(picture, points);
    }

    private void addAll(ImageCodec peer, Picture picture, long most, List<Measured> points, int total, Job job)
            throws CodecException {
        for (double setting : peer.ladder()) {
            job.check();
            job.stage(peer.name(), Math.min(points.size(), total - 1), total);
            byte[] file = peer.encode(picture, setting);
            if (file.length > most) {
                return;
            }
            points.add(measured(peer.name(), QualityScale.text(setting), file, picture, peer.decode(file), job));
            job.publish(members(picture, points));
        }
    }

    private static Measured measured(
            String codec, String setting, byte[] file, Picture original, Picture decoded, Job job) {
        return new Measured(codec, setting, file.length, Scores.of(original, decoded, job::check));
    }

    /** Cancels what the job cancels, and leaves its stage alone. */
    static ProgressListener quietly(Job job) {
        return ProgressListener.cancelledWhen(job::isCancelled);
    }

    private static Map<String, Object> members(Picture picture, List<Measured> points) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("size", picture.width() + "×" + picture.height());
        members.put(
                "charts", METRICS.stream().map(metric -> chart(metric, points)).toList());
        members.put(
                "points",
                points.stream()
                        .map(point -> {
                            Map<String, Object> row = new LinkedHashMap<>();
                            row.put("codec", point.codec());
                            row.put("setting", point.setting());
                            row.put("bytes", point.bytes());
                            row.putAll(point.scores().members());
                            return row;
                        })
                        .toList());
        return members;
    }

    private static Map<String, Object> chart(Metric metric, List<Measured> points) {
        SvgChart chart = new SvgChart(metric.title(), "bytes");
        points.stream()
                .map(Measured::codec)
                .distinct()
                .forEach(codec -> chart.add(codec, curve(codec, metric, points)));
        return Map.of("id", metric.id(), "title", metric.title(), "svg", chart.svg(), "names", chart.names());
    }

    private static List<SvgChart.Point> curve(String codec, Metric metric, List<Measured> points) {
        List<SvgChart.Point> curve = new ArrayList<>();
        for (Measured point : points) {
            Double value = metric.value().apply(point.scores());
            if (point.codec().equals(codec) && value != null && Double.isFinite(value)) {
                String label = String.format(
                        Locale.ROOT, "%s, %,d bytes, %s %.2f", point.setting(), point.bytes(), metric.title(), value);
                curve.add(new SvgChart.Point(point.bytes(), value, label));
            }
        }
        return curve;
    }
}
