package org.sdcodec.cli.studio;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Limits;
import org.sdcodec.Picture;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.EqualSize;
import org.sdcodec.cli.peer.ImageCodec;
import org.sdcodec.cli.peer.QualityScale;
import org.sdcodec.cli.peer.WorkFolder;
import org.sdcodec.cli.report.ErrorMap;
import org.sdcodec.cli.report.Scores;
import org.sdcodec.cli.studio.web.HttpFailure;

/** The work behind the page: encoding a picture, and the same size by other codecs. Thread-safe. */
final class Tasks {

    /** Results that are kept; of the others the files are removed. */
    private static final int KEPT = 24;

    private final Models models;
    private final Peers peers;
    private final PictureFiles files;
    private final Limits limits;
    private final Map<String, Coded> results = new LinkedHashMap<>();
    private int count;

    /** @param limits of each call of the embedded model's codec; others may take the memory that they need */
    Tasks(Models models, Peers peers, PictureFiles files, Limits limits) {
        this.models = models;
        this.peers = peers;
        this.files = files;
        this.limits = limits;
    }

    /** @throws HttpFailure if there is no such result, or no longer */
    synchronized Coded result(String id) {
        Coded coded = results.get(id);
        if (coded == null) {
            throw HttpFailure.notFound("this result is forgotten, because newer ones took its place; encode it again");
        }
        return coded;
    }

    private synchronized void keep(Coded coded) {
        results.put(coded.id(), coded);
        while (results.size() > KEPT) {
            files.remove(results.remove(results.keySet().iterator().next()).files());
        }
    }

    private synchronized String nextId() {
        return "r" + ++count;
    }

    /** What a codec call with these settings may take. */
    Limits limits(Settings settings) {
        // Autoencoders whose layers span the picture take gigabytes for any picture, and the user has chosen them.
        return settings.model().option().isEmpty() ? limits : limits.withMemoryBytes(Limits.UNLIMITED);
    }

    /** How to decode what was encoded with some options, within the same limits. */
    static DecodeOptions decoding(EncodeOptions options) {
        return DecodeOptions.DEFAULT.withLimits(options.limits());
    }

    /** Encodes and decodes a picture, and measures the result. */
    Coded encode(Upload upload, Settings settings, Job job) {
        job.stage("opening the model", 0, 1);
        Codec codec = models.open(settings.model());
        Picture sent = settings.sent(upload.picture());
        byte[] sdc = codec.encode(sent, settings.encodeOptions(limits(settings)), job);
        Picture decoded = codec.decode(sdc, settings.decodeOptions(limits(settings)), job);
        Coded coded = new Coded(nextId(), upload.name(), settings, sent, sdc);
        coded.add(contender(
                Coded.SDCODEC,
                Coded.SDCODEC,
                String.format(Locale.ROOT, "step %.2f", Codec.info(sdc).step()),
                sdc.length,
                true,
                sent,
                decoded,
                job));
        job.check();
        keep(coded);
        return coded;
    }

    /** What the decoder makes with the realism of 0, and where the other picture differs from it. */
    Contender closest(Coded coded, Job job) throws IOException {
        Settings settings = coded.settings();
        Picture closest =
                models.open(settings.model()).decode(coded.sdc(), settings.closestDecodeOptions(limits(settings)), job);
        Picture decoded = PictureFiles.read(coded.contender(Coded.SDCODEC).picture());
        job.stage("measuring", 0, 1);
        Contender contender = new Contender(
                "closest",
                "sdcodec, realism 0",
                "the same file",
                coded.sdc().length,
                true,
                Scores.of(coded.original(), closest, job::check),
                files.png(closest),
                files.png(ErrorMap.of(closest, decoded)));
        coded.add(contender);
        return contender;
    }

    /** Another codec's best file of at most as many bytes as sdcodec's. */
    Contender peer(Coded coded, String id, Job job) throws IOException, CodecException {
        Picture original = coded.original().onWhite();
        try (WorkFolder folder = files.inside();
                ImageCodec codec = new WatchedCodec(peers.open(id, folder), job)) {
            EqualSize fitted = EqualSize.of(codec, original, coded.sdc().length);
            Picture decoded = codec.decode(fitted.file());
            String encoder = codec.encoder() + ", setting " + QualityScale.text(fitted.setting());
            Contender contender =
                    contender(id, codec.name(), encoder, fitted.file().length, fitted.fits(), original, decoded, job);
            coded.add(contender);
            return contender;
        }
    }

    private Contender contender(
            String id,
            String name,
            String encoder,
            long bytes,
            boolean fits,
            Picture original,
            Picture decoded,
            Job job) {
        job.stage("measuring", 0, 2);
        Scores scores = Scores.of(original, decoded, job::check);
        job.stage("drawing", 1, 2);
        return new Contender(
                id, name, encoder, bytes, fits, scores, files.png(decoded), files.png(ErrorMap.of(original, decoded)));
    }
}
