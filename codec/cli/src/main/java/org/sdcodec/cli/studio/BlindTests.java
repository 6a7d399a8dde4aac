package org.sdcodec.cli.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.sdcodec.Codec;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.EqualSize;
import org.sdcodec.cli.peer.ImageCodec;
import org.sdcodec.cli.peer.WorkFolder;
import org.sdcodec.cli.studio.web.Exchange;
import org.sdcodec.cli.studio.web.HttpFailure;

/** The blind test of the page, one at a time. Thread-safe. */
final class BlindTests {

    private static final List<Integer> QUALITIES = List.of(40, 50, 65);

    private final Models models;
    private final Peers peers;
    private final PictureFiles files;
    private final SecureRandom random = new SecureRandom();
    private BlindTest test;
    private int count;

    BlindTests(Models models, Peers peers, PictureFiles files) {
        this.models = models;
        this.peers = peers;
        this.files = files;
    }

    /**
     * Prepares a test, in place of the last one.
     *
     * @param options how sdcodec encodes, but for the quality
     * @param ids of other codecs
     * @return what the page receives
     */
    Map<String, Object> prepare(
            List<Upload> uploads, ModelChoice model, EncodeOptions options, List<String> ids, Job job)
            throws IOException, CodecException {
        List<BlindPair> pairs = new ArrayList<>();
        int left = 0;
        int total = uploads.size() * QUALITIES.size() * ids.size();
        for (Upload upload : uploads) {
            Picture original = Curves.middle(upload.picture());
            Path originalFile = files.png(original);
            for (int quality : QUALITIES) {
                job.check();
                Codec codec = models.open(model);
                byte[] file = codec.encode(original, options.withQuality(quality), Curves.quietly(job));
                Path ours = files.png(codec.decode(file, Tasks.decoding(options), Curves.quietly(job)));
                for (String id : ids) {
                    job.check();
                    job.stage("making pairs", pairs.size() + left, total);
                    try (WorkFolder folder = files.inside();
                            ImageCodec peer = peers.open(id, folder)) {
                        EqualSize fitted = EqualSize.of(peer, original, file.length);
                        if (!fitted.fits()) {
                            left++;
                            continue;
                        }
                        pairs.add(new BlindPair(
                                upload.name(),
                                quality,
                                file.length,
                                peer.name(),
                                fitted.file().length,
                                originalFile,
                                ours,
                                files.png(peer.decode(fitted.file())),
                                random.nextBoolean()));
                    }
                }
            }
        }
        if (pairs.isEmpty()) {
            throw new HttpFailure(422, "no other codec makes files as small as these; tick another one");
        }
        Collections.shuffle(pairs, random);
        return begin(pairs, left);
    }

    private synchronized Map<String, Object> begin(List<BlindPair> pairs, int left) {
        if (test != null) {
            files.remove(test.files());
        }
        test = new BlindTest("b" + ++count, pairs);
        return Map.of("id", test.id(), "count", test.size(), "left", left);
    }

    private synchronized BlindTest get(String id) {
        if (test == null || !test.id().equals(id)) {
            throw HttpFailure.notFound("this test is over, because a newer one took its place");
        }
        return test;
    }

    /**
     * Answers a request: {@code ID/PAIR/PLACE.png}, an answer to {@code ID/PAIR}, {@code ID/summary} or {@code
     * ID/results.csv}.
     */
    void handle(Exchange exchange, List<String> path) throws IOException {
        BlindTest chosen = get(path.get(0));
        boolean reads = exchange.method().equals("GET");
        if (path.size() == 3 && reads && path.get(2).matches("(original|left|right)\\.png")) {
            String place = path.get(2).substring(0, path.get(2).indexOf('.'));
            exchange.answer("image/png", chosen.pair(index(path.get(1))).shown(place));
        } else if (path.size() == 2 && exchange.method().equals("POST")) {
            chosen.answer(index(path.get(1)), String.valueOf(exchange.json().get("answer")));
            exchange.answer(200, Map.of());
        } else if (path.size() == 2 && reads && path.get(1).equals("summary")) {
            exchange.answer(200, chosen.summary());
        } else if (path.size() == 2 && reads && path.get(1).equals("results.csv")) {
            exchange.answer("text/csv", chosen.csv());
        } else {
            throw HttpFailure.notFound("there is no such request about a blind test");
        }
    }

    private static int index(String text) {
        if (!text.matches("\\d{1,6}")) {
            throw HttpFailure.notFound("a pair has a number");
        }
        return Integer.parseInt(text);
    }
}
