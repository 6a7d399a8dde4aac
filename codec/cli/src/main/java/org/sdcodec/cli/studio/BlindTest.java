package org.sdcodec.cli.studio;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.sdcodec.cli.studio.web.HttpFailure;

/**
 * Pairs of pictures of equal size in random order, and which of them looked closer to the original. The page receives
 * pictures only; which codec made which stays here until the end. Thread-safe.
 */
final class BlindTest {

    /** What somebody has said of a pair. */
    private enum Answer {
        LEFT,
        SAME,
        RIGHT
    }

    private enum Outcome {
        SDCODEC,
        SAME,
        OTHER
    }

    /** The answers about one codec. */
    private static final class Tally {
        private final int[] counts = new int[Outcome.values().length];

        void add(Outcome outcome) {
            counts[outcome.ordinal()]++;
        }

        int of(Outcome outcome) {
            return counts[outcome.ordinal()];
        }

        int all() {
            return of(Outcome.SDCODEC) + of(Outcome.SAME) + of(Outcome.OTHER);
        }

        Share share() {
            return Share.of(of(Outcome.SDCODEC) + of(Outcome.SAME) / 2.0, all());
        }
    }

    private static final String ALL = "all";

    private final String id;
    private final List<BlindPair> pairs;
    private final Answer[] answers;

    /** @param pairs in the order in which they are shown */
    BlindTest(String id, List<BlindPair> pairs) {
        this.id = id;
        this.pairs = List.copyOf(pairs);
        this.answers = new Answer[pairs.size()];
    }

    String id() {
        return id;
    }

    int size() {
        return pairs.size();
    }

    /** @throws HttpFailure if there is no such pair */
    BlindPair pair(int index) {
        if (index < 0 || index >= pairs.size()) {
            throw HttpFailure.notFound("this test has no such pair");
        }
        return pairs.get(index);
    }

    /**
     * Takes an answer; a later one of the same pair replaces it.
     *
     * @param word {@code left}, {@code same} or {@code right}
     * @throws HttpFailure if it is another word, or there is no such pair
     */
    synchronized void answer(int index, String word) {
        pair(index);
        for (Answer answer : Answer.values()) {
            if (answer.name().toLowerCase(Locale.ROOT).equals(word)) {
                answers[index] = answer;
                return;
            }
        }
        throw new HttpFailure(400, "an answer is left, same or right");
    }

    private static Outcome outcome(BlindPair pair, Answer answer) {
        if (answer == Answer.SAME) {
            return Outcome.SAME;
        }
        return (answer == Answer.LEFT) == pair.oursLeft() ? Outcome.SDCODEC : Outcome.OTHER;
    }

    /** The answers by codec, all of them last. */
    private Map<String, Tally> tallies() {
        Map<String, Tally> tallies = new LinkedHashMap<>();
        Tally all = new Tally();
        for (int i = 0; i < pairs.size(); i++) {
            if (answers[i] != null) {
                Outcome outcome = outcome(pairs.get(i), answers[i]);
                tallies.computeIfAbsent(pairs.get(i).peer(), ignored -> new Tally())
                        .add(outcome);
                all.add(outcome);
            }
        }
        tallies.put(ALL, all);
        return tallies;
    }

    /** What came out, for the page. */
    synchronized Map<String, Object> summary() {
        List<Map<String, Object>> rows = new ArrayList<>();
        tallies().forEach((peer, tally) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("peer", peer);
            row.put("pairs", tally.all());
            row.put("sdcodec", tally.of(Outcome.SDCODEC));
            row.put("same", tally.of(Outcome.SAME));
            row.put("other", tally.of(Outcome.OTHER));
            row.put("share", tally.share().value());
            row.put("low", tally.share().low());
            row.put("high", tally.share().high());
            rows.add(row);
        });
        return Map.of("rows", rows);
    }

    /**
     * What came out as comma-separated values: a line {@code answer} for each pair that was answered, then a line
     * {@code share} for each codec, and one for all, with the share of pairs in which sdcodec looked closer, ties
     * counting one half, and its 95 % confidence interval.
     */
    synchronized String csv() {
        StringBuilder csv = new StringBuilder(
                "line,codec,picture,quality,sdcodec_bytes,codec_bytes,sdcodec_at,closer,pairs,share,low,high\r\n");
        for (int i = 0; i < pairs.size(); i++) {
            BlindPair pair = pairs.get(i);
            if (answers[i] != null) {
                csv.append(line(
                        "answer",
                        pair.peer(),
                        pair.name(),
                        pair.quality(),
                        pair.bytes(),
                        pair.peerBytes(),
                        pair.oursLeft() ? "left" : "right",
                        closer(pair, answers[i]),
                        "",
                        "",
                        "",
                        ""));
            }
        }
        tallies().forEach((peer, tally) -> {
            Share share = tally.share();
            csv.append(line(
                    "share",
                    peer,
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    tally.all(),
                    number(share.value()),
                    number(share.low()),
                    number(share.high())));
        });
        return csv.toString();
    }

    private static String closer(BlindPair pair, Answer answer) {
        return switch (outcome(pair, answer)) {
            case SDCODEC -> Coded.SDCODEC;
            case SAME -> "same";
            case OTHER -> pair.peer();
        };
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /** Values by RFC 4180; one that a spreadsheet would take for a formula gets an apostrophe. */
    private static String line(Object... values) {
        return String.join(
                        ",",
                        Stream.of(values)
                                .map(Object::toString)
                                .map(text -> text.matches("[=+@-].*") ? "'" + text : text)
                                .map(text -> text.matches("(?s).*[,\"\\r\\n].*")
                                        ? "\"" + text.replace("\"", "\"\"") + "\""
                                        : text)
                                .toList())
                + "\r\n";
    }

    /** Every file that belongs to it. */
    List<Path> files() {
        return pairs.stream()
                .flatMap(pair -> Stream.of(pair.original(), pair.ours(), pair.theirs()))
                .distinct()
                .toList();
    }
}
