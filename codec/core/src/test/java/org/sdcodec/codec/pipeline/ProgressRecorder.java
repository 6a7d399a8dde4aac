package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.sdcodec.ProgressListener;

/** Records what a listener receives. */
final class ProgressRecorder implements ProgressListener {

    private record Event(Stage stage, int done, int total) {}

    private final List<Event> events = new ArrayList<>();

    @Override
    public void onProgress(Stage stage, int done, int total) {
        events.add(new Event(stage, done, total));
    }

    /** How many units a stage had that was heard of. */
    int total(Stage stage) {
        return events.stream()
                .filter(event -> event.stage() == stage)
                .findFirst()
                .orElseThrow()
                .total();
    }

    /** Exactly these stages came in their order, and each counted from 0 to its total in steps of one. */
    void assertCounts(ProgressListener.Stage... stages) {
        List<Event> expected = new ArrayList<>();
        for (Stage stage : stages) {
            int total = total(stage);
            IntStream.rangeClosed(0, total).forEach(done -> expected.add(new Event(stage, done, total)));
        }
        assertThat(events).isEqualTo(expected);
    }
}
